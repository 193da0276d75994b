// The end of a host that nobody uses: after so many minutes in a row, and not before.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { idleFor } from '../../src-main/hosts/web/idle.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => vi.useRealTimers())

test('it comes after minutes in a row without use', async () => {
  let used = false
  let ended = false
  void idleFor(2, () => used).then(() => (ended = true))
  const after = async (seconds: number) => {
    await vi.advanceTimersByTimeAsync(seconds * 1000)
    return ended
  }
  expect(await after(100)).toBe(false)
  used = true
  expect(await after(600)).toBe(false)
  used = false
  expect(await after(110)).toBe(false)
  expect(await after(15)).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})
