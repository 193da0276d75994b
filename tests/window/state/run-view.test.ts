// The run on screen: folding, gaps, one version per frame, looking back.
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src-main/contract/event.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import { RunView } from '../../../src-renderer/state/run-view.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'
import type { WindowEngine } from '../../doubles/window-engine.ts'

const PROBLEM = { id: 'own', question: 'How many apples?', answer: '24' }

/** Frames that a test lets happen one by one. */
function handFrames() {
  let waiting: ((milliseconds: number) => void)[] = []
  let now = 0
  return {
    schedule: (callback: (milliseconds: number) => void) => void waiting.push(callback),
    next(milliseconds = 16) {
      now += milliseconds
      const due = waiting
      waiting = []
      for (const callback of due) callback(now)
      return due.length
    },
  }
}

async function finishedRun(engine: WindowEngine, width = 8): Promise<{ id: string; events: RunEvent[] }> {
  const { id } = await engine.call('runs.start', {
    problem: PROBLEM,
    method: 'rebase',
    parameters: { width },
    policy: 'policy',
    verifier: 'prm',
  })
  for (;;) {
    const { events } = await engine.call('runs.open', { id })
    const last = events.at(-1)?.change
    if (last?.type === 'state' && last.state === 'done') return { id, events }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

function viewOf(engine: WindowEngine) {
  const frames = handFrames()
  const errors: unknown[] = []
  const view = new RunView({ engine, failed: (error) => errors.push(error), schedule: frames.schedule })
  engine.listen('run.events', (message) => view.receive(message))
  return { view, frames, errors }
}

describe('the run on screen', () => {
  it('shows what the fold of all events says', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const { view, frames } = viewOf(engine)
    await view.open(id)
    frames.next()
    expect(view.frame.tree).toEqual(foldChanges(events.map((event) => event.change)))
    expect(view.frame.position).toBe(events.length)
    expect(view.frame.tree.nodes.length).toBeGreaterThan(8)
  })

  it('makes one version of all batches that arrive between two frames', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const part = windowEngine()
    part.call = (() => Promise.resolve({ header: { id }, events: events.slice(0, 2) })) as unknown as typeof part.call
    const { view, frames } = viewOf(part)
    await view.open(id)
    frames.next()
    const before = view.frame.version
    for (const event of events.slice(2, 12)) view.receive({ id, events: [event] })
    expect(view.frame.version).toBe(before)
    expect(frames.next()).toBe(1)
    expect(view.frame.version).toBe(before + 1)
    expect(view.frame.position).toBe(12)
  })

  it('takes events twice without harm, and none of another run', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const { view, frames, errors } = viewOf(engine)
    await view.open(id)
    view.receive({ id, events })
    view.receive({ id: 'another', events })
    frames.next()
    expect(view.frame.length).toBe(events.length)
    expect(errors).toEqual([])
  })

  it('opens the run anew where an event is missing', async () => {
    const engine = windowEngine({ pace: 2 })
    engine.lost.add(4)
    engine.lost.add(9)
    const { view, frames, errors } = viewOf(engine)
    const { id } = await engine.call('runs.start', {
      problem: PROBLEM,
      method: 'rebase',
      parameters: { width: 8 },
      policy: 'policy',
      verifier: 'prm',
    })
    await view.open(id)
    await expect.poll(() => (frames.next(), view.frame.tree.state)).toBe('done')
    const { events } = await engine.call('runs.open', { id })
    expect(view.frame.tree).toEqual(foldChanges(events.map((event) => event.change)))
    expect(engine.calls.filter((call) => call.name === 'runs.open').length).toBeGreaterThan(2)
    expect(errors).toEqual([])
  })

  it('keeps events that arrive while the run is being opened', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    let answer!: (value: unknown) => void
    const slow = windowEngine()
    slow.call = (() => new Promise((resolve) => (answer = resolve))) as unknown as typeof slow.call
    const { view, frames } = viewOf(slow)
    const opened = view.open(id)
    view.receive({ id, events: events.slice(3, 9) })
    answer({ header: { id }, events: events.slice(0, 5) })
    await opened
    frames.next()
    expect(view.frame.position).toBe(9)
  })

  it('keeps what came while it could not be opened again', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const { header } = await engine.call('runs.open', { id })
    const answers = [Promise.resolve({ header, events: events.slice(0, 5) }), Promise.reject(new Error('gone'))]
    const frames = handFrames()
    const view = new RunView({
      engine: { ...engine, call: (() => answers.shift()) as never },
      failed: () => undefined,
      schedule: frames.schedule,
    })
    await view.open(id)
    const again = view.reopen()
    view.receive({ id, events: events.slice(5) })
    await expect(again).rejects.toThrow('gone')
    frames.next()
    expect(view.frame.tree).toEqual(foldChanges(events.map((event) => event.change)))
  })

  it('shows any earlier moment exactly, and the newest again', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const { view, frames } = viewOf(engine)
    await view.open(id)
    for (const position of [0, 7, 3, events.length - 1, 1]) {
      view.seek(position)
      frames.next()
      expect(view.frame.tree).toEqual(foldChanges(events.slice(0, position).map((event) => event.change)))
    }
    view.seek(events.length)
    frames.next()
    expect(view.cursor).toBeNull()
    expect(view.frame.tree.state).toBe('done')
  })

  it('plays from the start to the end in order, and stops there', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const { view, frames } = viewOf(engine)
    await view.open(id)
    view.play()
    const positions: number[] = []
    for (let frame = 0; frame < 400 && view.playing; frame++) {
      frames.next(50)
      positions.push(view.frame.position)
    }
    frames.next()
    expect(view.playing).toBe(false)
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
    expect(positions[0]).toBeLessThan(events.length / 2)
    expect(view.frame.position).toBe(events.length)
  })

  it('reports an event that cannot follow, once, and shows what is sound', async () => {
    const engine = windowEngine()
    const { id, events } = await finishedRun(engine)
    const broken = structuredClone(events)
    broken[5]!.change = { type: 'node-scored', node: 999, reward: 0.5 }
    engine.call = (() => Promise.resolve({ header: { id }, events: broken })) as unknown as typeof engine.call
    const { view, frames, errors } = viewOf(engine)
    await view.open(id)
    frames.next()
    expect(errors).toHaveLength(1)
    expect(view.frame.position).toBe(5)
  })

  it('stays on the old run where the new one cannot be opened', async () => {
    const engine = windowEngine()
    const { id } = await finishedRun(engine)
    const { view } = viewOf(engine)
    await view.open(id)
    await expect(view.open('gone')).rejects.toThrow('not there')
    expect(view.opening).toBe(false)
  })
})
