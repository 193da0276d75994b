import { describe, expect, it } from 'vitest'
import { Pace, REST } from '../../../src-renderer/tree/pace.ts'

/** Whether fewer pixels do in the last of frames that follow on each other after these pauses, milliseconds. */
function after(pauses: readonly number[]): boolean {
  const pace = new Pace()
  let now = 1000
  let coarse = pace.frame(now)
  for (const pause of pauses) coarse = pace.frame((now += pause))
  return coarse
}

describe('the pace of a picture', () => {
  const rows: [string, number[], boolean][] = [
    ['one frame', [], false],
    ['sixty a second', Array<number>(40).fill(16.7), false],
    ['thirty a second', Array<number>(10).fill(33), true],
    ['one slow frame among others', [...Array<number>(10).fill(16.7), 40, 16.7], false],
    [
      'fewer pixels made it fast: no change to and fro',
      [...Array<number>(10).fill(33), ...Array<number>(40).fill(16)],
      true,
    ],
    ['a rest', [...Array<number>(10).fill(33), REST], false],
    ['single frames with rests between them', Array<number>(20).fill(REST + 60), false],
  ]
  it.each(rows)('%s', (_, pauses, coarse) => {
    expect(after(pauses)).toBe(coarse)
  })
})
