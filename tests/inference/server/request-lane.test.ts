// The way to one server: turns, and a limit that finds what the server bears. Time is made up.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { laneTo, openRequestLane } from '../../../src-main/inference/server/request-lane.ts'
import type { RequestLane } from '../../../src-main/inference/server/request-lane.ts'

const NEVER = new AbortController().signal

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => vi.useRealTimers())

/** A server with so many slots, each of which takes 100 ms for a request; the others wait in it. */
function serverOf(slots: number) {
  const queue: (() => void)[] = []
  let atWork = 0
  let spent = 0
  const begin = () => {
    while (atWork < slots && queue.length > 0) {
      atWork++
      const done = queue.shift()!
      setTimeout(() => {
        atWork--
        spent += 100
        done()
        begin()
      }, 100)
    }
  }
  return {
    ask: () =>
      new Promise<void>((resolve) => {
        queue.push(resolve)
        begin()
      }),
    /** Milliseconds of work of all slots together. */
    spent: () => spent,
    waiting: () => queue.length,
  }
}

/** Keeps so many requests wanted for so many milliseconds. */
async function keepAsking(lane: RequestLane, ask: () => Promise<void>, { wanted, ms }: { wanted: number; ms: number }) {
  let on = true
  const workers = Array.from({ length: wanted }, async () => {
    while (on) await lane.take(ask, NEVER)
  })
  await vi.advanceTimersByTimeAsync(ms)
  on = false
  await vi.advanceTimersByTimeAsync(60_000)
  await Promise.all(workers)
}

describe('a lane', () => {
  it('gives turns in order, as many as its limit', async () => {
    const lane = openRequestLane({ start: 2, most: 2 })
    const begun: number[] = []
    const jobs = [0, 1, 2, 3].map((job) =>
      lane.take(async () => {
        begun.push(job)
        await new Promise((resolve) => setTimeout(resolve, 10))
        return job
      }, NEVER),
    )
    await vi.advanceTimersByTimeAsync(5)
    expect([begun, lane.load]).toEqual([[0, 1], { running: 2, waiting: 2, limit: 2 }])
    await vi.advanceTimersByTimeAsync(20)
    expect(await Promise.all(jobs)).toEqual([0, 1, 2, 3])
    expect(lane.load).toEqual({ running: 0, waiting: 0, limit: 2 })
  })

  it('gives up a turn that is not wanted any more, and goes on after a failure', async () => {
    const lane = openRequestLane({ start: 1, most: 1 })
    const abort = new AbortController()
    const failing = lane.take(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      throw new Error('no')
    }, NEVER)
    const unwanted = lane.take(() => Promise.resolve('never'), abort.signal)
    const next = lane.take(() => Promise.resolve('next'), NEVER)
    const outcomes = Promise.allSettled([failing, unwanted, next])
    abort.abort(new Error('enough'))
    await vi.advanceTimersByTimeAsync(20)
    const told = (await outcomes).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))
    expect(told).toEqual(['Error: no', 'Error: enough', 'next'])
    await expect(lane.take(() => Promise.resolve(1), abort.signal)).rejects.toThrow('enough')
    expect(lane.load).toEqual({ running: 0, waiting: 0, limit: 1 })
  })

  it.each([
    [256, 0.9],
    [64, 0.9],
    [40, 0.9],
  ])('keeps a server of %d slots at work for at least %d of the time', async (slots, share) => {
    const lane = openRequestLane({ start: 32, most: 512 })
    const server = serverOf(slots)
    await keepAsking(lane, server.ask, { wanted: 1024, ms: 20_000 })
    expect(server.spent() / (slots * 20_000)).toBeGreaterThan(share)
    // And does not pile requests up there, which would take their time for nothing.
    expect(lane.load.limit).toBeLessThan(2.3 * slots)
  })

  it('asks no more at once than there is to ask', async () => {
    const lane = openRequestLane({ start: 32, most: 512 })
    await keepAsking(lane, serverOf(1000).ask, { wanted: 32, ms: 5000 })
    expect(lane.load.limit).toBe(32)
  })

  it('sends less where the server refuses, once for what was refused together, and tries again later', async () => {
    const lane = openRequestLane({ start: 100, most: 512 })
    for (let refusal = 0; refusal < 50; refusal++) lane.busy()
    expect(lane.load.limit).toBe(80)
    await vi.advanceTimersByTimeAsync(1500)
    lane.busy()
    expect(lane.load.limit).toBe(64)
    await keepAsking(lane, serverOf(200).ask, { wanted: 500, ms: 20_000 })
    expect(lane.load.limit).toBeGreaterThan(150)
  })

  it('tells how long nothing has come', async () => {
    const lane = openRequestLane({ start: 1, most: 1 })
    await vi.advanceTimersByTimeAsync(500)
    expect(lane.silence()).toBe(500)
    await lane.take(() => Promise.resolve(), NEVER)
    expect(lane.silence()).toBe(0)
  })

  it('is one for all who ask the same server', () => {
    expect(laneTo('http://a', { start: 1, most: 2 })).toBe(laneTo('http://a', { start: 3, most: 4 }))
    expect(laneTo('http://a', { start: 1, most: 2 })).not.toBe(laneTo('http://b', { start: 1, most: 2 }))
  })
})
