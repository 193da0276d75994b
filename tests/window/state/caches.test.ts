// The prefix caches as the window follows them: while somebody looks, and only as often as something may have changed.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CacheUse } from '../../../src-main/contract/cache-use.ts'
import { describeCache } from '../../../src-renderer/screens/devices/describe-cache.ts'
import { Caches } from '../../../src-renderer/state/caches.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'
import type { WindowEngine } from '../../doubles/window-engine.ts'

const MODEL = 'arithmetic-policy-1m'

const asked = (engine: WindowEngine) => engine.calls.filter(({ name }) => name === 'models.caches').length

async function startRun(engine: WindowEngine): Promise<string> {
  const { problems } = await engine.call('problems.list', { limit: 1 })
  const spec = { method: 'majority' as const, parameters: { width: 4 }, policy: MODEL, verifier: null, seed: 1 }
  return (await engine.call('runs.start', { problem: problems[0]!, ...spec, startPaused: true })).id
}

describe('the prefix caches of the window', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are asked for once while nothing happens, and never where nobody looks', async () => {
    const engine = windowEngine()
    const caches = new Caches(engine)
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked(engine)).toBe(0)
    const end = caches.follow()
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked(engine)).toBe(1)
    expect(caches.of(MODEL)).toMatchObject({ caches: 0, bytes: 0 })
    expect(caches.of('http://127.0.0.1:8000/v1')).toBeNull()
    end()
  })

  it('are followed once a second while a run is there, until it has ended or nobody looks', async () => {
    const engine = windowEngine()
    const caches = new Caches(engine)
    const end = caches.follow()
    await vi.advanceTimersByTimeAsync(5000)
    const id = await startRun(engine)
    await vi.advanceTimersByTimeAsync(4900)
    expect(asked(engine)).toBe(1 + 5)
    expect(caches.of(MODEL)?.caches).toBe(1)

    await engine.call('runs.resume', { id })
    await vi.advanceTimersByTimeAsync(5000)
    const after = caches.of(MODEL)!
    expect([after.caches, after.bytes]).toEqual([0, 0])
    expect(after.mostBytes).toBeGreaterThan(0)
    const then = asked(engine)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked(engine)).toBe(then)

    await startRun(engine)
    await vi.advanceTimersByTimeAsync(1500)
    end()
    const ended = asked(engine)
    await startRun(engine)
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked(engine)).toBe(ended)
  })

  it('are gone with the engine, and there again with the next sign of it', async () => {
    const engine = windowEngine()
    const caches = new Caches(engine)
    const end = caches.follow()
    await startRun(engine)
    await vi.advanceTimersByTimeAsync(1100)
    expect(caches.of(MODEL)).not.toBeNull()
    engine.enter('lost')
    await vi.advanceTimersByTimeAsync(5000)
    expect(caches.of(MODEL)).toBeNull()
    engine.enter('open')
    await startRun(engine)
    await vi.advanceTimersByTimeAsync(1100)
    expect(caches.of(MODEL)?.caches).toBe(2)
    end()
  })
})

const MIB = 2 ** 20
const use: CacheUse = {
  caches: 1,
  bytes: 38 * MIB,
  byteLimit: 512 * MIB,
  mostBytes: 40 * MIB,
  cachedTokens: 81,
  computedTokens: 19,
}

it.each([
  [use, 'Prefix cache: 38 of 512 MiB; 81 % of prefix tokens reused'],
  [{ ...use, caches: 3, bytes: 1.25 * MIB }, 'Prefix caches of 3 runs: 1.3 of 1,536 MiB; 81 % of prefix tokens reused'],
  [
    { ...use, caches: 0, bytes: 0 },
    'Prefix cache: empty between runs, 40 MiB at most so far; 81 % of prefix tokens reused',
  ],
  [{ ...use, bytes: 0, cachedTokens: 0, computedTokens: 0 }, 'Prefix cache: 0 of 512 MiB'],
  [{ ...use, caches: 0, bytes: 0, mostBytes: 0, cachedTokens: 0, computedTokens: 0 }, 'Prefix cache: empty'],
])('is told as “$1”', (cache, line) => {
  expect(describeCache(cache)).toBe(line)
})
