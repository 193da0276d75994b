// Two texts word by word: each can be put together again from the stretches.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordDiff } from '../../../src-renderer/reading/word-diff.ts'

describe('a comparison', () => {
  it('tells what was added and what was removed', () => {
    expect(wordDiff('We add 12 apples.', 'We add 14 red apples.')).toEqual([
      { kind: 'both', text: 'We add ' },
      { kind: 'removed', text: '12' },
      { kind: 'added', text: '14' },
      { kind: 'both', text: ' ' },
      { kind: 'added', text: 'red ' },
      { kind: 'both', text: 'apples.' },
    ])
  })

  it('holds both texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c d', '\n', ' ', 'ä1', '.', '$x$'), { maxLength: 30 })
    fc.assert(
      fc.property(text, text, (one, two) => {
        const [first, second] = [one.join(' '), two.join(' ')]
        const stretches = wordDiff(first, second)
        const without = (kind: string) =>
          stretches
            .filter((stretch) => stretch.kind !== kind)
            .map((stretch) => stretch.text)
            .join('')
        expect(without('added')).toBe(first)
        expect(without('removed')).toBe(second)
      }),
    )
  })

  it('gives up on texts that take too long, and says all of both', () => {
    const words = (from: number) =>
      Array.from({ length: 60_000 }, (_, at) => `w${(at * 7919 + from) % 100_003}`).join(' ')
    const [first, second] = [words(0), words(51)]
    expect(wordDiff(first, second)).toEqual([
      { kind: 'removed', text: first },
      { kind: 'added', text: second },
    ])
  })
})
