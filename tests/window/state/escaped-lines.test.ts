// Texts in one field: every list of texts comes back from the field that shows it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readLines, writeLines } from '../../../src-renderer/state/escaped-lines.ts'

it('comes back as it was, whatever is in it', () => {
  const sign = fc.oneof(fc.constantFrom('\n', '\t', '\r', '\\', 'n', ' '), fc.string({ minLength: 1, maxLength: 1 }))
  const text = fc.string({ unit: sign, minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      expect(readLines(writeLines(texts))).toEqual(texts)
    }),
  )
})

it.each([
  ['a\nb', ['a', 'b']],
  ['\\n\\n', ['\n\n']],
  ['\n\na\n', ['a']],
  ['\\d \\\\n', ['\\d \\n']],
])('reads what a person writes: %j', (field, texts) => {
  expect(readLines(field)).toEqual(texts)
})
