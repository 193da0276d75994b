// A thread that does not answer: noticed after ten seconds of this thread's own time, and ended with the runs in it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RunSpec } from '../../../src-main/contract/run.ts'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { createSearchClient } from '../../../src-main/engine/run/search-client.ts'
import type { RunListener } from '../../../src-main/engine/run/search-client.ts'
import { openTurns, policyInTurn, takeTurn } from '../../../src-main/engine/run/search-turn.ts'
import type { ProposeResult } from '../../../src-main/search/policy.ts'
import { createWatchdog } from '../../../src-main/engine/run/watchdog.ts'

describe('the watchdog', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['answers', [0], 0],
    ['answers after nine seconds, again and again', [9], 0],
    ['takes a minute to its first answer', [60, 0], 0],
    ['does not answer any more', [0, Infinity], 1],
  ])('of a thread that %s', async (_what, pauses, told) => {
    let hung = 0
    let asked = 0
    const ask = () =>
      new Promise((settle) => {
        const pause = pauses[Math.min(asked++, pauses.length - 1)]!
        if (pause < Infinity) setTimeout(settle, pause * 1000)
      })
    const watchdog = createWatchdog(ask, () => hung++)
    watchdog.begin()
    watchdog.begin()
    await vi.advanceTimersByTimeAsync(10_999)
    expect(hung).toBe(0)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(hung).toBe(told)
    watchdog.end()
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1)
  })

  it('does not count a thread as hung that is gone, or asked no more', async () => {
    let hung = 0
    const watchdog = createWatchdog(
      () => Promise.reject(new Error('gone')),
      () => hung++,
    )
    watchdog.begin()
    await vi.advanceTimersByTimeAsync(60_000)
    watchdog.end()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(hung).toBe(0)
  })
})

it('a run has its turn from each answer on', async () => {
  const place = openTurns()
  const policy = policyInTurn(
    {
      shape: null,
      propose: (requests) =>
        requests.length > 0 ? Promise.resolve({} as ProposeResult) : Promise.reject(new Error('no')),
    },
    { place, number: 7 },
  )
  await policy.propose([{} as never], {} as never, new AbortController().signal)
  expect(place[0]).toBe(7)
  takeTurn({ place, number: 8 })
  await expect(policy.propose([], {} as never, new AbortController().signal)).rejects.toThrow('no')
  expect(place[0]).toBe(7)
})

const spec = RunSpec.parse({ problem: { id: 'own', question: 'Q' }, method: 'rebase', policy: 'none' })
const facts = { base: 'http://127.0.0.1:1', shape: null }
const policy = { kind: 'server', facts: facts as never, prompt: null, judge: null, reward: null } as const

it('a hung thread is ended with the run whose turn it was, by name; the others are told, and the next run has another thread', async () => {
  const client = createSearchClient({ entry: new URL('hanging-worker.mjs', import.meta.url) })
  const heard: string[] = []
  const lost = new Map<string, [ErrorReport, boolean]>()
  const start = (id: string) => {
    const listener: RunListener = {
      heard: () => heard.push(id),
      lost: (report, blameless) => void lost.set(id, [report, blameless]),
    }
    client.start({ id, spec, startPaused: false, policy, verifier: null, renewals: 0 }, listener)
  }
  start('a')
  start('b')
  await expect.poll(() => heard).toEqual(['a', 'b'])
  const since = performance.now()
  client.command('b', 'stop')
  await expect.poll(() => lost.size).toBe(2)
  expect(performance.now() - since).toBeGreaterThan(9_000)
  expect(lost.get('b')).toEqual([
    {
      code: 'engine-stopped',
      message: 'The search did not answer for 10 seconds and was ended.',
      advice: expect.stringContaining('The tree is kept') as string,
      details: 'hung in rebase, run b',
    },
    false,
  ])
  expect(lost.get('a')).toEqual([
    expect.objectContaining({
      message:
        'Another search (REBASE) did not answer for 10 seconds, and all searches that shared its thread were ended with it.',
    }) as ErrorReport,
    true,
  ])
  start('c')
  await expect.poll(() => heard.at(-1)).toBe('c')
  expect(lost.size).toBe(2)
  await client.close()
})
