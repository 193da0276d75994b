import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import type { Tokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import { POLICY } from '../embedded.ts'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = openTokenizer(await readModelFolder(POLICY, 'policy'))
})

describe('the embedded tokenizer', () => {
  it('gives every text of the test problems back', () => {
    const lines = readFileSync('models/problems/test.jsonl', 'utf8').trim().split('\n')
    expect(lines).toHaveLength(500)
    for (const line of lines) {
      const { question, answer } = JSON.parse(line) as { question: string; answer: string }
      for (const text of [question, answer]) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    }
  })

  it('gives every printable ASCII character back', () => {
    const text = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
  })

  it('spells numbers digit by digit', () => {
    expect(tokenizer.encode('4096').map((id) => tokenizer.decode([id]))).toEqual(['4', '0', '9', '6'])
  })

  it('names the characters outside its vocabulary', () => {
    expect(() => tokenizer.encode('Ann has 漢 and é')).toThrow(/“漢” “é”/)
  })

  it('knows its tokens by name and says which one is absent', () => {
    expect(tokenizer.idOf('<step>', 'prm.json')).toBe(4)
    expect(() => tokenizer.idOf('<extra_0>', 'prm.json')).toThrow(/<extra_0>/)
  })

  it('is called broken also where a text shows it first', async () => {
    const { tokenizer: files } = await readModelFolder(POLICY, 'policy')
    const split = { type: 'Split', pattern: { Regex: '\\d' }, behavior: 7, invert: false }
    const broken = openTokenizer({
      name: 'm',
      tokenizer: { ...files, model: { ...files.model, pre_tokenizer: split } },
    })
    expect(() => broken.encodePlain('1 + 1')).toThrow('The tokenizer of the model “m” cannot be read.')
  })

  it('says which field of tokenizer.json does not fit', async () => {
    const { tokenizer: files } = await readModelFolder(POLICY, 'policy')
    const model = { ...files.model, added_tokens: [{ id: 'one', content: '<s>' }] }
    expect(() => openTokenizer({ name: 'm', tokenizer: { ...files, model } })).toThrow(
      'in tokenizer.json, added_tokens.0.id must be a number, not the text “one”.',
    )
  })
})
