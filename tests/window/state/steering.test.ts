// Steering from the window: commands with their reasons, dialogs, the selection, undo and redo, and what the screen says of it.
import { describe, expect, it } from 'vitest'
import { commandById, lackFor, runCommand } from '../../../src-renderer/commands/commands.ts'
import type { CommandId } from '../../../src-renderer/commands/commands.ts'
import { handPart, METERS } from '../../../src-renderer/screens/solve/meters.ts'
import { tallyOf } from '../../../src-renderer/screens/solve/tally.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { STEERING } from '../../../src-renderer/text/steering.ts'
import { describeNode } from '../../../src-renderer/tree/describe.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function labOf({ pace = 0 } = {}) {
  const connection = windowEngine({ pace })
  const lab = new Lab({
    connection,
    storage: { getItem: () => null, setItem: () => undefined },
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
  await lab.start()
  return { lab, connection }
}
/** A run that waits with its first steps on screen. */
async function waiting() {
  const made = await labOf()
  runCommand('run.step', made.lab)
  await expect.poll(() => made.lab.run.frame.tree.nodes.length > 1 && made.lab.runState).toBe('paused')
  return made
}
async function finished() {
  const made = await labOf()
  runCommand('run.start', made.lab)
  await expect.poll(() => made.lab.runState).toBe('done')
  return made
}
const treeOf = (lab: Lab) => structuredClone({ ...lab.run.frame.tree, byHand: null, cost: null })
const reason = (lab: Lab, id: CommandId) => lackFor(commandById(id), lab)
/** Runs a command and waits until what it did is on screen. */
async function act(lab: Lab, id: CommandId): Promise<void> {
  const { version } = lab.run.frame
  expect(reason(lab, id)).toBeNull()
  expect(runCommand(id, lab)).toBe(true)
  await expect.poll(() => lab.run.frame.version > version && !lab.steering.working).toBe(true)
}

describe('steering', () => {
  it('says why it cannot be done, and does nothing then', async () => {
    const { lab } = await labOf({ pace: 20 })
    expect(reason(lab, 'steer.prune')).toBe(STEERING.noRun)
    runCommand('run.start', lab)
    await expect.poll(() => lab.run.frame.tree.nodes.length > 1).toBe(true)
    expect(reason(lab, 'steer.prune')).toBe(STEERING.noNode)
    lab.selected = 1
    expect(reason(lab, 'steer.prune')).toBe('Pause the run first.')
    expect(runCommand('steer.prune', lab)).toBe(false)
    runCommand('run.stop', lab)
    await expect.poll(() => lab.runState).toBe('stopped')
    expect(reason(lab, 'steer.prune')).toBeNull()
    expect(reason(lab, 'steer.undo')).toBe('Nothing was done by hand.')
    lab.run.seek(3)
    await expect.poll(() => lab.run.frame.position).toBe(3)
    expect(reason(lab, 'steer.prune')).toBe(STEERING.earlier)
  })

  it('prunes, sets a reward and writes a step, undoes all and does it again', async () => {
    const { lab } = await waiting()
    const before = treeOf(lab)
    lab.selected = 1
    await act(lab, 'steer.prune')
    expect(lab.run.frame.tree.nodes[1]!.pruned).toBe('here')
    expect(describeNode(lab.run.frame.tree, lab.run.frame.tree.nodes[1]!)).toContain('pruned')

    lab.selected = 2
    await lab.steering.begin('reward')
    expect(lab.steering.editing).toEqual({ verb: 'reward', node: 2 })
    await lab.steering.finish({ verb: 'reward', node: 2, reward: 0.25 })
    expect(lab.steering.editing).toBeNull()

    lab.selected = 0
    await lab.steering.begin('write')
    await lab.steering.finish({ verb: 'write', node: 0, text: 'Step 1: 4 * 17 = 68 apples.' })
    const written = before.nodes.length
    await expect.poll(() => lab.selected).toBe(written)
    expect(describeNode(lab.run.frame.tree, lab.run.frame.tree.nodes[written]!)).toContain('written by hand')
    expect(describeNode(lab.run.frame.tree, lab.run.frame.tree.nodes[2]!)).toMatch(
      /reward set by hand \(PRM: \d\.\d\d\)/,
    )
    const after = treeOf(lab)

    for (let times = 0; times < 3; times++) await act(lab, 'steer.undo')
    expect(treeOf(lab)).toEqual(before)
    // The selected node is gone; its parent was where it was written.
    await expect.poll(() => lab.selected).toBe(0)
    expect(reason(lab, 'steer.undo')).toBe('Nothing was done by hand.')
    for (let times = 0; times < 3; times++) await act(lab, 'steer.redo')
    expect(treeOf(lab)).toEqual(after)

    runCommand('run.resume', lab)
    await expect.poll(() => lab.runState).toBe('done')
    // The method weighed it.
    expect(lab.run.frame.tree.nodes[written]!.decisions.length).toBeGreaterThan(0)
    expect(reason(lab, 'steer.undo')).toMatch(/has gone on/)
  })

  it('undoes as often as the key is pressed, however fast', async () => {
    const { lab } = await waiting()
    const before = treeOf(lab)
    for (const node of [1, 2, 3]) {
      lab.selected = node
      await act(lab, 'steer.prune')
    }
    for (let times = 0; times < 3; times++) expect(runCommand('steer.undo', lab)).toBe(true)
    await expect.poll(() => lab.run.frame.tree.byHand?.undoable).toEqual([])
    await expect.poll(() => lab.steering.working).toBe(false)
    expect(treeOf(lab)).toEqual(before)
    expect(lab.error).toBeNull()
  })

  it('asks for children of a finished run, tells their cost apart, and lists what was done', async () => {
    const { lab } = await finished()
    expect(lab.steering.wasSteered).toBe(false)
    expect(runCommand('steer.list', lab)).toBe(false)
    const voters = tallyOf(lab.run.frame.tree).answered
    lab.selected = 0
    lab.steering.toEnd = true
    await act(lab, 'steer.children')
    const { tree } = lab.run.frame
    expect(tallyOf(tree).answered).toBe(voters + 2)
    const hand = handPart(lab.run.frame)!
    const meterOf = (id: string) => METERS.find((meter) => meter.id === id)!
    expect(meterOf('nodes').write(hand, lab.run.header!)).toBe(String(tree.nodes.filter((node) => node.hand).length))
    expect(lab.history.runs[0]).toMatchObject({ steered: true })
    expect(runCommand('steer.list', lab)).toBe(true)
    expect(lab.steering.listing).toBe(true)
    const [done] = tree.byHand!.acts
    expect(STEERING.act(done!.act, done!.added[0]?.node.id)).toBe(
      '2 children asked for at the problem, each to its end',
    )
  })

  it('leaves pruned paths out of the votes', async () => {
    const { lab } = await finished()
    const [first] = lab.run.frame.tree.chosen!.votes
    for (const node of first!.nodes) {
      lab.selected = node
      await act(lab, 'steer.prune')
    }
    expect(lab.run.frame.tree.chosen?.answer).not.toBe(first!.answer)
    expect(tallyOf(lab.run.frame.tree).rows.map(({ answer }) => answer)).not.toContain(first!.answer)
  })

  it('keeps the dialog open with what went wrong', async () => {
    const { lab } = await finished()
    const ended = lab.run.frame.tree.nodes.find(({ ending }) => ending !== null)!.id
    await lab.steering.finish({ verb: 'write', node: ended, text: 'more' })
    expect(lab.steering.fault).toMatchObject({ code: 'bad-input' })
    expect(lab.error).toBeNull()
  })
})
