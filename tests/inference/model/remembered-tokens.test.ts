import { beforeAll, expect, it, vi } from 'vitest'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { rememberTokens } from '../../../src-main/inference/model/remembered-tokens.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import type { Tokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import { POLICY } from '../embedded.ts'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = openTokenizer(await readModelFolder(POLICY, 'policy'))
})

it('encodes each text once, and as the tokenizer does', () => {
  const encode = vi.fn((text: string) => tokenizer.encode(text))
  const remembered = rememberTokens({ ...tokenizer, encode })
  for (const text of ['12 + 3', '12 + 4', '12 + 3', '']) expect(remembered.encode(text)).toEqual(tokenizer.encode(text))
  expect(remembered.encode('12 + 3')).toBe(remembered.encode('12 + 3'))
  expect(encode).toHaveBeenCalledTimes(3)
  expect(remembered.decode(remembered.encode('12 + 3'))).toBe('12 + 3')
})

it('refuses a text that cannot be encoded as often as it comes', () => {
  const remembered = rememberTokens(tokenizer)
  for (let time = 0; time < 2; time++) expect(() => remembered.encode('漢')).toThrow(/“漢”/)
})
