import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../../../src-main/contract/event.ts'
import { BATCH_INTERVAL, createEventBatch } from '../../../src-main/engine/run/event-batch.ts'

const event = (sequence: number): RunEvent => ({
  sequence,
  seconds: 0,
  change: { type: 'state', state: 'running', error: null },
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Sent = [id: string, sequences: number[]][]

/** What was sent, each time the runs that went together; `take` says that the oldest which is on its way was taken. */
function batched() {
  const sent: Sent[] = []
  const going: (() => void)[] = []
  const batch = createEventBatch((runs) => {
    sent.push(runs.map(({ id, events }) => [id, events.map(({ sequence }) => sequence)]))
    return new Promise<void>((resolve) => void going.push(resolve))
  })
  const take = async () => {
    going.shift()?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { batch, sent, take }
}

describe('a batch of events', () => {
  it('goes out once a frame, all runs together, each run’s events in order', async () => {
    const { batch, sent, take } = batched()
    batch.add('a', event(0))
    batch.add('b', event(0))
    batch.add('a', event(1))
    vi.advanceTimersByTime(BATCH_INTERVAL - 1)
    expect(sent).toEqual([])
    vi.advanceTimersByTime(1)
    await take()
    batch.add('a', event(2))
    const first: Sent = [
      ['a', [0, 1]],
      ['b', [0]],
    ]
    expect(sent).toEqual([first])
    vi.advanceTimersByTime(BATCH_INTERVAL)
    expect(sent).toEqual([first, [['a', [2]]]])
  })

  it('waits until the last one was taken', async () => {
    const { batch, sent, take } = batched()
    batch.add('a', event(0))
    vi.advanceTimersByTime(BATCH_INTERVAL)
    batch.add('a', event(1))
    batch.hasten()
    vi.advanceTimersByTime(100 * BATCH_INTERVAL)
    expect(sent).toEqual([[['a', [0]]]])
    await take()
    vi.advanceTimersByTime(BATCH_INTERVAL)
    expect(sent).toEqual([[['a', [0]]], [['a', [1]]]])
  })

  it('goes out at once where it is told to, whatever is on its way, and not again', () => {
    const { batch, sent } = batched()
    batch.add('a', event(0))
    batch.hasten()
    batch.add('a', event(1))
    batch.flush()
    batch.flush()
    vi.advanceTimersByTime(10 * BATCH_INTERVAL)
    expect(sent).toEqual([[['a', [0]]], [['a', [1]]]])
  })

  it('leaves others time between a thousand events and the next, and waits no frame for these', async () => {
    const { batch, sent, take } = batched()
    for (const id of ['a', 'b', 'c']) for (let sequence = 0; sequence < 600; sequence++) batch.add(id, event(sequence))
    vi.advanceTimersByTime(BATCH_INTERVAL)
    const ids = () => sent.map((runs) => runs.map(([id]) => id))
    expect(ids()).toEqual([['a', 'b']])
    await take()
    expect(ids()).toEqual([['a', 'b'], ['c']])
  })

  it('goes on where the other side refuses', async () => {
    const send = vi.fn(() => Promise.reject(new Error('gone')))
    const batch = createEventBatch(send)
    batch.add('a', event(0))
    await vi.advanceTimersByTimeAsync(BATCH_INTERVAL)
    batch.add('a', event(1))
    await vi.advanceTimersByTimeAsync(BATCH_INTERVAL)
    expect(send).toHaveBeenCalledTimes(2)
  })
})
