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

function batched() {
  const sent: [id: string, sequences: number[]][] = []
  const batch = createEventBatch((id, events) => sent.push([id, events.map(({ sequence }) => sequence)]))
  return { batch, sent }
}

describe('a batch of events', () => {
  it('goes out once a frame, each run’s events together and in order', () => {
    const { batch, sent } = batched()
    batch.add('a', event(0))
    batch.add('b', event(0))
    batch.add('a', event(1))
    vi.advanceTimersByTime(BATCH_INTERVAL - 1)
    expect(sent).toEqual([])
    vi.advanceTimersByTime(1)
    batch.add('a', event(2))
    expect(sent).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
    ])
    vi.advanceTimersByTime(BATCH_INTERVAL)
    expect(sent.slice(2)).toEqual([['a', [2]]])
  })

  it('goes out at once where it is told to, and not again', () => {
    const { batch, sent } = batched()
    batch.add('a', event(0))
    batch.flush()
    batch.flush()
    vi.advanceTimersByTime(10 * BATCH_INTERVAL)
    expect(sent).toEqual([['a', [0]]])
  })

  it('starts anew with what is added while it goes out', () => {
    const sent: string[] = []
    const batch = createEventBatch((id) => {
      sent.push(id)
      if (id === 'a') batch.add('late', event(0))
    })
    batch.add('a', event(0))
    batch.flush()
    expect(sent).toEqual(['a'])
    vi.advanceTimersByTime(BATCH_INTERVAL)
    expect(sent).toEqual(['a', 'late'])
  })
})
