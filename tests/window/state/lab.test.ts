// The lab: from start to answer, steering, a lost connection, deleting, and the commands that lead there.
import { describe, expect, it } from 'vitest'
import { COMMANDS, lackFor, runCommand } from '../../../src-renderer/commands/commands.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'
import type { WindowEngineOptions } from '../../doubles/window-engine.ts'

type Kept = Pick<Storage, 'getItem' | 'setItem'>
const nothingKept = () => ({ getItem: () => null, setItem: () => undefined })

async function labOf(
  options: WindowEngineOptions = {},
  connection = windowEngine(options),
  storage: Kept = nothingKept(),
) {
  const lab = new Lab({
    connection,
    storage,
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
  await lab.start()
  return { lab, connection }
}

describe('the lab', () => {
  it('opens on a sample problem that can be run at once', async () => {
    const { lab } = await labOf()
    expect(lab.draft.chosen?.level).toBe(3)
    expect(lab.draft.request).not.toBeNull()
    expect(lab.error).toBeNull()
    expect(runCommand('run.pause', lab)).toBe(false)
  })

  it('runs to an answer, selects it, and lists the run', async () => {
    const { lab } = await labOf()
    expect(runCommand('run.start', lab)).toBe(true)
    await expect.poll(() => lab.runState).toBe('done')
    expect(lab.run.frame.tree.chosen?.answer).not.toBeNull()
    expect(runCommand('view.chosen', lab)).toBe(true)
    expect(lab.selected).toBe(lab.run.frame.tree.chosen?.node)
    expect(runCommand('view.parent', lab)).toBe(true)
    expect(lab.selected).toBe(lab.run.frame.tree.nodes[lab.run.frame.tree.chosen!.node!]!.parent)
    expect(lab.history.runs.map((run) => run.state)).toEqual(['done'])
  })

  it('steps a run from its beginning, resumes it, and lets only fitting commands through', async () => {
    const { lab } = await labOf({ pace: 1 })
    runCommand('run.step', lab)
    await expect.poll(() => lab.run.frame.tree.nodes.length > 1 && lab.runState).toBe('paused')
    const grown = lab.run.frame.tree.nodes.length
    expect(runCommand('run.start', lab)).toBe(false)
    expect(runCommand('run.step', lab)).toBe(true)
    await expect.poll(() => lab.run.frame.tree.nodes.length > grown && lab.runState).toBe('paused')
    expect(runCommand('run.resume', lab)).toBe(true)
    await expect.poll(() => lab.runState).toBe('done')
  })

  it('stops in mid-run and opens the stopped run again from the history', async () => {
    const { lab } = await labOf({ pace: 60 })
    runCommand('run.start', lab)
    await expect.poll(() => lab.run.frame.tree.nodes.length > 1).toBe(true)
    expect(runCommand('run.stop', lab)).toBe(true)
    await expect.poll(() => lab.runState).toBe('stopped')
    const nodes = lab.run.frame.tree.nodes.length
    const id = lab.run.id!
    expect(runCommand('run.close', lab)).toBe(true)
    expect(lab.run.header).toBeNull()
    await lab.show(id)
    expect(lab.run.frame.tree.nodes.length).toBe(nodes)
  })

  it('shows the report of a failed run', async () => {
    const { lab } = await labOf({ failAfter: 3 })
    runCommand('run.start', lab)
    await expect.poll(() => lab.runState).toBe('failed')
    expect(lab.run.frame.tree.error?.code).toBe('model-broken')
  })

  it('says that the connection is lost, and takes the run up again when it is back', async () => {
    const { lab, connection } = await labOf({ pace: 40 })
    runCommand('run.start', lab)
    await expect.poll(() => lab.run.frame.tree.nodes.length > 1).toBe(true)
    connection.enter('lost')
    expect(COMMANDS.filter((command) => command.id.startsWith('run.') && lackFor(command, lab) === null)).toEqual([])
    connection.enter('open')
    await expect.poll(() => lab.back === 'renewed' && lab.runState, { timeout: 5000 }).toBe('done')
    expect(lab.error).toBeNull()
  })

  it('says that nothing was missed where the line was resumed, and asks for nothing again', async () => {
    const { lab, connection } = await labOf()
    const { length } = connection.calls
    connection.enter('lost')
    connection.enter('open', { resumed: true })
    expect(lab.back).toBe('resumed')
    expect(connection.calls).toHaveLength(length)
  })

  it('tells why the host does not let it in, and offers what is entered', async () => {
    const { lab, connection } = await labOf()
    connection.enter('refused', { refusal: 'wrong-token' })
    expect([lab.connection, lab.refusal]).toEqual(['refused', 'wrong-token'])
    lab.offerToken('abc')
    expect(connection.offered).toEqual(['abc'])
    connection.enter('open')
    await expect.poll(() => [lab.refusal, lab.back]).toEqual([null, 'renewed'])
  })

  it('finds the run, the experiment and the model again that a reload took off the screen', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    }
    const engine = windowEngine({ library: 'many', experiments: ['running', 'done'] })
    const { lab } = await labOf({}, engine, storage)
    runCommand('run.start', lab)
    await expect.poll(() => lab.runState).toBe('done')
    const older = (await engine.call('experiments.list', {})).experiments.find(({ state }) => state === 'done')!
    lab.experiments.show(older.id)
    lab.library.show('gemma-3-270m')

    const { lab: next } = await labOf({}, engine, storage)
    next.experiments.begin()
    await next.library.refresh()
    expect([next.run.id, next.runState, next.library.current]).toEqual([lab.run.id, 'done', 'gemma-3-270m'])
    await expect.poll(() => next.experiments.current).toBe(older.id)

    await engine.call('runs.delete', { id: lab.run.id! })
    const { lab: last } = await labOf({}, engine, storage)
    expect([last.run.id, last.error]).toEqual([null, null])
  })

  it('takes a deleted run off the screen and out of the list', async () => {
    const { lab } = await labOf()
    await lab.startRun()
    await expect.poll(() => lab.runState).toBe('done')
    await lab.deleteRuns([lab.run.id!])
    expect(lab.run.id).toBeNull()
    expect(lab.history.runs).toEqual([])
    expect(lab.history.total).toBe(0)
  })

  it('shows one panel at a time over a narrow screen, and leaves those of a wide one as they were', async () => {
    const { lab } = await labOf()
    lab.panels.narrow = true
    expect([lab.panels.shows('left'), lab.panels.shows('right')]).toEqual([false, false])
    lab.panels.toggle('left', 'setup')
    expect([lab.panels.shows('left'), lab.panels.showing]).toEqual([true, 'setup'])
    lab.panels.toggle('left', 'history')
    expect([lab.panels.shows('left'), lab.panels.showing]).toEqual([true, 'history'])
    lab.panels.toggle('right')
    expect([lab.panels.shows('left'), lab.panels.shows('right')]).toEqual([false, true])
    lab.panels.toggle('right')
    expect(lab.panels.drawer).toBeNull()
    lab.panels.toggle('left', 'history')
    lab.showScreen('models')
    expect(lab.panels.drawer).toBeNull()
    lab.panels.narrow = false
    expect([lab.panels.shows('left'), lab.panels.shows('right')]).toEqual([true, true])
  })

  it('puts the panel over a narrow screen away when there is a run to see', async () => {
    const { lab } = await labOf()
    lab.panels.narrow = true
    lab.panels.toggle('left', 'setup')
    await lab.startRun()
    expect(lab.panels.shows('left')).toBe(false)
  })

  it('offers the tour until it was taken or declined', async () => {
    for (const taken of [true, false]) {
      const { lab } = await labOf()
      expect(lab.settings.toured).toBe(false)
      lab.showScreen('models')
      lab.tour(taken)
      expect([lab.touring, lab.settings.toured]).toEqual([taken, true])
      expect(lab.settings.screen).toBe(taken ? 'solve' : 'models')
    }
  })

  it('turns a refused call into one banner', async () => {
    const { lab } = await labOf()
    await lab.attempt(() => lab.show('gone'))
    expect(lab.error?.code).toBe('not-found')
  })
})
