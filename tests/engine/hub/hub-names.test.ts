// Names from a hub: which may become paths and addresses.
import { join, sep } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reportOf } from '../../../src-main/contract/errors.ts'
import { addressIn, checkNames, downloadId, isSafePath } from '../../../src-main/engine/hub/hub-names.ts'

it.each([
  ...['../up', 'a/../../b', '/etc/passwd', 'a//b', '', '.', '..', 'a/..', './a', 'a/'],
  ...['C:\\x', 'a\\b', 'c:x', 'con', 'CON.json', 'a/nul.txt', 'com1', 'LPT9.gguf', 'conin$'],
  ...['a.', 'a ', 'a\u0000b', 'a\nb', 'a\u202eb', '\ud800', 'a?b', 'a*', '<a>', 'a|b', '"a"', 'x'.repeat(201)],
])('%j is no path below a folder', (path) => {
  expect(isSafePath(path)).toBe(false)
})

it.each(['config.json', 'model-00001-of-00002.safetensors', 'Q4/a b.gguf', '.hidden', 'console.json', 'ünïcode.gguf'])(
  '%j is a path below a folder',
  (path) => {
    expect(isSafePath(path)).toBe(true)
  },
)

it('lets no path out of its folder, whatever a hub names', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'con', '\\', 'C:', '\u0000'), fc.string())
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'))
  fc.assert(
    fc.property(path, (path) => {
      if (!isSafePath(path)) return
      const inside = join(`${sep}folder`, path)
      expect(inside.startsWith(`${sep}folder${sep}`)).toBe(true)
      expect(inside.slice(`${sep}folder${sep}`.length).split(sep).join('/')).toBe(path)
    }),
  )
})

it.each([
  ['a/b/c', 'main'],
  ['model', 'main'],
  ['../x', 'main'],
  ['a/..', 'main'],
  ['a--b/c', 'main'],
  ['-a/b', 'main'],
  ['a/b.', 'main'],
  ['a/b', '..'],
  ['a/b', 'refs/../x'],
  ['a/b', ''],
  ['a/b', 'x\ny'],
])('refuses %j at revision %j', (repository, revision) => {
  let report
  try {
    checkNames({ repository, revision })
  } catch (error) {
    report = reportOf(error)
  }
  expect(report?.code).toBe('bad-input')
})

it('takes names as hubs have them', () => {
  for (const repository of ['Qwen/Qwen2.5-0.5B-Instruct', 'a/b', '01-ai/Yi_1.5']) {
    for (const revision of ['main', 'refs/pr/1', 'v1.0', 'f'.repeat(40)]) checkNames({ repository, revision })
  }
})

it('names a download by its repository and file, shortly', () => {
  expect(downloadId('a/b', null)).toBe('a--b')
  expect(downloadId('a/b', 'Q4/x-q4.gguf')).toBe('a--b--Q4--x-q4')
  const [long, other] = ['x', 'y'].map((end) => downloadId('a/b', `${'n'.repeat(180)}${end}.gguf`))
  expect([long!.length < 140, isSafePath(long!), long !== other]).toEqual([true, true, true])
})

it('escapes what has a meaning in addresses', () => {
  expect(addressIn('http://h/base', 'a/b', 'resolve', 'x y', 'Q4/a#b%.gguf')).toBe(
    'http://h/base/a/b/resolve/x%20y/Q4/a%23b%25.gguf',
  )
})
