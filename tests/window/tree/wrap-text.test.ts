import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrapText } from '../../../src-renderer/tree/wrap-text.ts'

const measure = (text: string): number => text.length

describe('wrapping', () => {
  it.each([
    ['fits', 'one two', 10, ['one two']],
    ['two lines', 'one two three', 7, ['one two', 'three']],
    ['too long', 'one two three four five six', 7, ['one two', 'three', 'four f…']],
    ['a word longer than a line', 'abcdefghijkl mn', 6, ['abcde…', 'mn']],
    ['nothing', '  ', 6, []],
  ])('%s', (_, text, width, lines) => expect(wrapText({ text, width, lines: 3, measure })).toEqual(lines))

  it('never exceeds its lines and its width', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        const lines = wrapText({ text, width, lines: 3, measure })
        expect(lines.length).toBeLessThanOrEqual(3)
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })
})
