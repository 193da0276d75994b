// Looking around in a run by commands: jumps, bookmarks, finding, marks and focus, and what another run does to them.
import { describe, expect, it } from 'vitest'
import { commandById, lackFor, runCommand } from '../../../src-renderer/commands/commands.ts'
import { NO_QUERY } from '../../../src-renderer/state/find/find-query.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function finishedLab() {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  }
  const connection = windowEngine()
  const made = () =>
    new Lab({
      connection,
      storage,
      schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
    })
  const lab = made()
  await lab.start()
  await lab.startRun()
  await expect.poll(() => lab.runState).toBe('done')
  return { lab, made }
}

describe('commands of the replay', () => {
  it('jump to the first right answer, select it, and know where they are of no use', async () => {
    const { lab } = await finishedLab()
    const { length } = lab.run.frame
    expect(runCommand('replay.right', lab)).toBe(true)
    await expect.poll(() => lab.run.frame.position).toBe(lab.run.moments.firstRight!.at)
    const { nodes } = lab.run.frame.tree
    expect(nodes.filter(({ correct }) => correct === true).map(({ id }) => id)).toEqual([lab.selected])
    expect(nodes).toHaveLength(lab.selected! + 1)
    expect(lab.sight.brought).toEqual({ node: lab.selected })
    expect(lab.replay.landed?.jump).toBe('right')

    expect(runCommand('replay.half', lab)).toBe(true)
    expect(lab.run.position).toBeGreaterThan(0)
    expect(lab.run.position).toBeLessThan(length)
    lab.replay.go(0)
    expect(lackFor(commandById('replay.leadPrevious'), lab)).not.toBeNull()
    expect(runCommand('replay.end', lab)).toBe(true)
    expect(lackFor(commandById('replay.leadNext'), lab)).not.toBeNull()
  })

  it('set, walk and keep bookmarks with the run, and remember the speed', async () => {
    const { lab, made } = await finishedLab()
    for (const at of [4, 9]) {
      lab.replay.go(at)
      expect(runCommand('replay.bookmark', lab)).toBe(true)
      expect(lab.replay.naming).toBe(at)
      lab.replay.name(at, `moment ${at}`)
    }
    lab.replay.speed = '4x'
    lab.replay.go(0)
    expect(lackFor(commandById('replay.bookmarkPrevious'), lab)).not.toBeNull()
    for (const at of [4, 9]) {
      expect(runCommand('replay.bookmarkNext', lab)).toBe(true)
      expect(lab.run.position).toBe(at)
    }
    expect(lackFor(commandById('replay.bookmarkNext'), lab)).not.toBeNull()

    const again = made()
    await again.start()
    expect(again.run.id).toBe(lab.run.id)
    expect(again.replay.speed).toBe('4x')
    expect(again.replay.bookmarks).toEqual([
      { at: 4, name: 'moment 4' },
      { at: 9, name: 'moment 9' },
    ])
    again.replay.unname(4)
    expect(again.replay.bookmarks).toEqual([{ at: 9, name: 'moment 9' }])
  })
})

describe('commands of finding', () => {
  it('walk over the hits that are there at the moment on screen', async () => {
    const { lab } = await finishedLab()
    expect(lackFor(commandById('find.next'), lab)).not.toBeNull()
    expect(runCommand('find.open', lab)).toBe(true)
    lab.find.query = { ...NO_QUERY, text: 'the answer is' }
    const look = (): void => lab.find.look(() => lab.run.newest, lab.run.frame.length)
    look()
    const hits = lab.find.hits!
    expect(hits.length).toBeGreaterThan(3)
    expect(hits.every((id) => lab.run.frame.tree.nodes[id]!.text.startsWith('The answer is'))).toBe(true)
    for (const expected of [hits[0], hits[1], hits[0], hits.at(-1)]) {
      const back = expected === hits[0] && lab.selected === hits[1]
      runCommand(back || expected === hits.at(-1) ? 'find.previous' : 'find.next', lab)
      expect(lab.selected).toBe(expected)
      expect(lab.sight.brought).toEqual({ node: expected })
    }

    // At an earlier moment all are known, but only those that are there are walked.
    const first = Math.min(...hits)
    lab.replay.go(lab.run.moments.addedAt[first]!)
    await expect.poll(() => lab.run.frame.tree.nodes.length).toBe(first + 1)
    look()
    expect(lab.find.hits).toEqual(hits)
    lab.selected = null
    runCommand('find.next', lab)
    expect(lab.selected).toBe(first)
    runCommand('find.next', lab)
    expect(lab.selected).toBe(first)
  })
})

describe('what is looked at in a tree', () => {
  it('is the whole again for another run', async () => {
    const { lab } = await finishedLab()
    runCommand('view.chosen', lab)
    lab.autoFit = false
    expect(runCommand('view.focus', lab)).toBe(true)
    expect([lab.sight.focus, lab.autoFit]).toEqual([lab.selected, true])
    expect(runCommand('view.focus', lab)).toBe(false)
    lab.sight.toggleVote('24')
    lab.replay.naming = 3
    expect(runCommand('view.unfocus', lab)).toBe(true)
    expect(lab.sight.focus).toBeNull()
    lab.focusOn(2)
    await lab.show(lab.run.id!)
    expect([lab.sight.focus, lab.sight.vote, lab.replay.naming, lab.selected]).toEqual([null, null, null, null])
  })

  it('is marked once, and no more the second time', async () => {
    const { lab } = await finishedLab()
    lab.sight.toggleVote('24')
    expect(lab.sight.vote).toBe('24')
    lab.sight.toggleVote('25')
    expect(lab.sight.vote).toBe('25')
    lab.sight.toggleVote('25')
    expect(lab.sight.vote).toBeNull()
  })
})
