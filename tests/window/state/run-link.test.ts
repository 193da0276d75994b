// Links to runs: written and read again, in a page's address and without one; what is no link is none.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readLink, writeLink } from '../../../src-renderer/state/run-link.ts'

it('reads what it writes, whatever the ids and places are', () => {
  const place = fc.option(fc.nat(999_999_999), { nil: null })
  const run = fc
    .string({ minLength: 1, maxLength: 200, unit: 'grapheme' })
    .filter((id) => id.length <= 200 && id.trim() === id)
  const page = fc.constantFrom(null, 'http://127.0.0.1:7800/', 'https://lab.example:1/')
  fc.assert(
    fc.property(fc.record({ run, node: place, at: place }), page, (link, where) => {
      expect(readLink(writeLink(link, where))).toEqual(link)
    }),
  )
})

it('spells both kinds as people share them', () => {
  const link = { run: 'a-1', node: 7, at: 123 }
  expect(writeLink(link, 'http://127.0.0.1:7800/')).toBe('http://127.0.0.1:7800/#run=a-1&node=7&at=123')
  expect(writeLink(link, null)).toBe('espalier://run/a-1?node=7&at=123')
  expect(writeLink({ run: 'a-1', node: null, at: null }, null)).toBe('espalier://run/a-1')
})

it.each([
  ['apples', null],
  ['', null],
  ['#token=abc', null],
  ['#run=', null],
  ['espalier://run/', null],
  ['espalier://run/%E0%A4%A', null],
  [`#run=${'x'.repeat(201)}`, null],
  ['#run=a&node=seven&at=-1', { run: 'a', node: null, at: null }],
  ['#token=abc&run=a&at=5', { run: 'a', node: null, at: 5 }],
])('“%s”', (text, link) => {
  expect(readLink(text)).toEqual(link)
})
