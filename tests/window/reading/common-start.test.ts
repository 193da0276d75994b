// What siblings begin with in common: up to a word, and something is left of each.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonStart } from '../../../src-renderer/reading/common-start.ts'

describe('the common beginning', () => {
  it.each<[what: string, texts: string[], start: string]>([
    ['ends before the word that differs', ['We add 12 and 3.', 'We add 14 and 3.'], 'We add '],
    ['of three', ['a b c', 'a b d', 'a e'], 'a '],
    ['of equal texts is nothing', ['a b', 'a b'], ''],
    ['does not count equal ones', ['a b', 'a b', 'a c'], 'a '],
    ['leaves something of a text that begins another', ['a b', 'a b c'], 'a '],
    ['of one text is nothing', ['a b'], ''],
    ['of none is nothing', [], ''],
    ['of one word each is nothing', ['ab', 'ac'], ''],
  ])('%s', (_, texts, start) => expect((texts[0] ?? '').slice(0, commonStart(texts))).toBe(start))

  it('is the same of all, ends at a word, and is no whole text', () => {
    const words = fc.array(fc.constantFrom('a', 'bb', 'c', '𝒳'), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (lists) => {
        const texts = lists.map((list) => list.join(' '))
        const shared = commonStart(texts)
        const start = (texts[0] ?? '').slice(0, shared)
        for (const text of texts) {
          expect(text.startsWith(start)).toBe(true)
          if (shared > 0) expect(text.length).toBeGreaterThan(shared)
        }
        expect(start === '' || start.endsWith(' ')).toBe(true)
      }),
    )
  })
})
