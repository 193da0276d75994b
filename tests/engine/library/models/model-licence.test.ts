// The licence of a model folder by its card or its licence file.
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { licenceOf } from '../../../../src-main/engine/library/model-licence.ts'
import { temporaryFiles } from './files.ts'
import type { Files } from './files.ts'

let files: Files
beforeEach(() => (files = temporaryFiles()))
afterEach(() => files.remove())

const card = (head: string) => ({ 'm/README.md': `---\n${head}\n---\n# Model\nlicense: none of the head\n` })

it.each<[string, Record<string, string>, string | null]>([
  ['a card', card('library_name: transformers\nlicense: apache-2.0\nlanguage:\n- en'), 'apache-2.0'],
  ['a card with Windows line ends', { 'm/README.md': '---\r\nlicense: mit\r\n---\r\n' }, 'mit'],
  ['a card with quotes', card('license: "llama3.2"'), 'llama3.2'],
  ['a card with a list', card('license:  - gemma'), 'gemma'],
  ['a name of its own', card('license: other\nlicense_name: qwen-research\nlicense_link: x'), 'qwen-research'],
  ['no name at all', card('license: other'), 'other'],
  ['a card without a head, and a file', { 'm/README.md': '# license: x', 'm/LICENSE': '\n  MIT License\n\nText' }, 'MIT License'],
  ['a head that does not end', { 'm/README.md': '---\nlicense: mit\n' }, null],
  ['a file with a title', { 'm/LICENSE.md': '# Apache License\n' }, 'Apache License'],
  ['an empty file', { 'm/COPYING': '' }, null],
  ['nothing', { 'm/config.json': '{}' }, null],
])('by %s', async (_, content, expected) => {
  files.write(content)
  expect(await licenceOf(join(files.folder, 'm'))).toBe(expected)
})

it('is not said by a folder in the place of the card, or by no folder', async () => {
  files.write({ 'm/README.md/x': '' })
  expect(await licenceOf(join(files.folder, 'm'))).toBeNull()
  expect(await licenceOf(join(files.folder, 'nowhere'))).toBeNull()
})
