import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src-main/contract/event.ts'
import { RunSpec } from '../../../src-main/contract/run.ts'
import { startRun } from '../../../src-main/engine/run/run.ts'
import type { Policy } from '../../../src-main/search/policy.ts'
import { addingPolicy, addingVerifier, SUM_PROBLEM } from '../../doubles/arithmetic-models.ts'

const spec = RunSpec.parse({
  problem: { id: 'sum', ...SUM_PROBLEM },
  method: 'rebase',
  parameters: { width: 4 },
  policy: 'adding',
  verifier: 'adding',
})

/** A run on the scripted models; `until` resolves when a state is entered for the n-th time. */
function begin(options: { startPaused?: boolean; policy?: Policy; now?: () => number } = {}) {
  const { startPaused = false, policy = addingPolicy(), now = () => 0 } = options
  const events: RunEvent[] = []
  const waiting: (() => void)[] = []
  const emit = (event: RunEvent) => {
    events.push(event)
    for (const look of [...waiting]) look()
  }
  const run = startRun({ spec, policy, verifier: addingVerifier(), startPaused, emit, now })
  const states = () => events.flatMap(({ change }) => (change.type === 'state' ? [change.state] : []))
  const until = (state: string, times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (states().filter((entered) => entered === state).length >= times) resolve()
      }
      waiting.push(look)
      look()
    })
  const depth = () => Math.max(0, ...events.map(({ change }) => (change.type === 'node-added' ? change.node.depth : 0)))
  return { run, events, states, until, depth }
}

describe('a run', () => {
  it('numbers its events without gaps and ends in a final state', async () => {
    const { run, events, states } = begin()
    await run.finished
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index))
    expect(states()).toEqual(['running', 'done'])
  })

  it('goes from gate to gate by steps when it starts paused, then on to its end', async () => {
    const { run, states, until, depth } = begin({ startPaused: true })
    await until('paused')
    expect(depth()).toBe(0)
    run.step()
    await until('paused', 2)
    expect(depth()).toBe(1)
    run.step()
    await until('paused', 3)
    expect(depth()).toBe(2)
    run.resume()
    await run.finished
    expect(states()).toEqual(['running', 'paused', 'running', 'paused', 'running', 'paused', 'running', 'done'])
  })

  it('grows the same tree with pauses and without', async () => {
    const plain = begin()
    await plain.run.finished
    const halting = begin({ startPaused: true })
    for (let pause = 1; pause <= 3; pause++) {
      await halting.until('paused', pause)
      halting.run.step()
    }
    halting.run.resume()
    await halting.run.finished
    const tree = (events: RunEvent[]) => events.map(({ change }) => change).filter(({ type }) => type !== 'state')
    expect(tree(halting.events)).toEqual(tree(plain.events))
  })

  it('pauses at the next gate, once', async () => {
    const { run, until, states } = begin()
    run.pause()
    run.pause()
    await until('paused')
    run.resume()
    await run.finished
    expect(states()).toEqual(['running', 'paused', 'running', 'done'])
  })

  it('is steered while it waits, in the time of its pause, and goes on when that is done', async () => {
    let time = 0
    const { run, events, until, states } = begin({ startPaused: true, now: () => time++ })
    await expect(run.steer({ verb: 'prune', node: 1 })).rejects.toMatchObject({ report: { code: 'bad-input' } })
    await until('paused')
    run.step()
    await until('paused', 2)
    const paused = events.at(-1)!
    const writing = run.steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
    const asking = run.steer({ verb: 'children', node: 0, count: 2, toEnd: true })
    run.resume()
    await Promise.all([writing, asking])
    await run.finished
    const steered = events.filter(({ change }) => change.type === 'steered')
    expect(steered).toHaveLength(2)
    expect(steered.map(({ seconds }) => seconds)).toEqual([paused.seconds, paused.seconds])
    const resumed = events.findIndex(({ sequence, change }) => change.type === 'state' && sequence > paused.sequence)
    expect(events.indexOf(steered[1]!)).toBeLessThan(resumed)
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index))
    expect(events.every(({ seconds }, at) => at === 0 || seconds >= events[at - 1]!.seconds)).toBe(true)
    expect(states().at(-1)).toBe('done')
    await expect(run.steer({ verb: 'undo' })).rejects.toMatchObject({ report: { code: 'bad-input' } })
  })

  it('stops while it is being steered', async () => {
    let asked = 0
    const policy: Policy = {
      ...addingPolicy(),
      propose: (requests, sampling, signal) =>
        ++asked === 1
          ? addingPolicy().propose(requests, sampling, signal)
          : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    }
    const { run, events, until, states } = begin({ startPaused: true, policy })
    await until('paused')
    run.step()
    await until('paused', 2)
    const steering = run.steer({ verb: 'children', node: 0, count: 1, toEnd: false })
    await expect.poll(() => asked).toBe(2)
    run.stop()
    await expect(steering).rejects.toThrow()
    await run.finished
    expect(states().at(-1)).toBe('stopped')
    expect(events.some(({ change }) => change.type === 'steered')).toBe(false)
  })

  it('stops while it is paused, without running again', async () => {
    const { run, until, states } = begin({ startPaused: true })
    await until('paused')
    run.stop()
    await run.finished
    expect(states()).toEqual(['running', 'paused', 'stopped'])
  })

  it('stops in the middle of a round', async () => {
    let asked = () => {}
    const proposing = new Promise<void>((resolve) => (asked = resolve))
    const policy: Policy = {
      shape: addingPolicy().shape,
      propose: (_requests, _sampling, signal) => {
        asked()
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      },
    }
    const { run, states } = begin({ policy })
    await proposing
    run.stop()
    await run.finished
    expect(states()).toEqual(['running', 'stopped'])
  })

  it('fails with a report where a model fails', async () => {
    const policy: Policy = {
      shape: addingPolicy().shape,
      propose: () => Promise.reject(new Error('out of memory')),
    }
    const { run, events } = begin({ policy })
    await run.finished
    expect(events.at(-1)?.change).toMatchObject({ type: 'state', state: 'failed', error: { code: 'internal' } })
  })

  it('counts searching time only', async () => {
    let time = 5000
    const { run, events, until } = begin({ startPaused: true, now: () => time })
    await until('paused')
    time += 60_000
    run.step()
    await until('paused', 2)
    time += 1000
    run.stop()
    await run.finished
    // The second pause is cut short by the stop; it is no searching time either.
    expect(events.at(-1)).toMatchObject({ seconds: 0, change: { state: 'stopped' } })
  })

  it('takes commands after its end without a word', async () => {
    const { run, events } = begin()
    await run.finished
    const { length } = events
    run.pause()
    run.resume()
    run.step()
    run.stop()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(events.length).toBe(length)
  })
})
