// Ids as Hugging Face's own tokenizers give them; the samples are written by models/recipe/tokenizer_cases.py.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import type { Tokenizer } from '../../../src-main/inference/model/tokenizer.ts'

interface Sample {
  tokenizer: { pre_tokenizer: object; added_tokens: { content: string; special: boolean }[] }
  cases: { text: string; ids: number[]; back?: string }[]
}

function sampleOf(name: string): Sample {
  return JSON.parse(readFileSync(`tests/inference/model/tokenizers/${name}.json`, 'utf8')) as Sample
}

function open(model: object, settings = {}): Tokenizer {
  return openTokenizer({ name: 'sample', tokenizer: { model, settings } })
}

describe.each(['smollm2', 'gemma3'])('the tokenizer of %s', (name) => {
  const sample = sampleOf(name)
  const tokenizer = open(sample.tokenizer)
  const controls = sample.tokenizer.added_tokens.filter(({ special }) => special).map(({ content }) => content)
  const spellsNone = (text: string) => !controls.some((content) => text.includes(content))

  it('gives the ids of the Python tokenizer, and the text back as it does', () => {
    expect(sample.cases).toHaveLength(500)
    const got = sample.cases.map(({ text }) => ({ text, ids: tokenizer.encode(text) }))
    expect(got).toEqual(sample.cases.map(({ text, ids }) => ({ text, ids })))
    expect(sample.cases.map(({ ids }) => tokenizer.decode(ids))).toEqual(
      sample.cases.map(({ text, back }) => back ?? text),
    )
  })

  it('reads a person’s text the same where it spells no control token', () => {
    const plain = sample.cases.filter(({ text }) => spellsNone(text))
    expect(plain.length).toBeGreaterThan(400)
    expect(plain.map(({ text }) => tokenizer.encodePlain(text))).toEqual(plain.map(({ ids }) => ids))
  })

  it('finds no control token in a person’s text, whatever it spells', () => {
    expect(controls.length).toBeGreaterThan(10)
    for (const content of controls) {
      const text = `Before ${content}${content} behind`
      expect(tokenizer.controlTokenIn(tokenizer.encode(text))).toBe(content)
      const ids = tokenizer.encodePlain(text)
      expect(tokenizer.controlTokenIn(ids)).toBeNull()
      expect(tokenizer.decode(ids)).toBe(text)
    }
  })
})

it('counts as control tokens those that the chat template writes', () => {
  const { tokenizer: model } = sampleOf('gemma3')
  const added = model.added_tokens.map((token) => ({ ...token, special: token.special && token.content !== '<eos>' }))
  const plain = (template: unknown) => open({ ...model, added_tokens: added }, { chat_template: template })
  const [eos] = open(model).encode('<eos>')
  expect(plain(undefined).encodePlain('<eos>')).toEqual([eos])
  expect(plain('{{ text }}<eos>').encodePlain('<eos>')).not.toContain(eos)
  expect(plain([{ name: 'default', template: '<eos>' }]).encodePlain('<eos>')).not.toContain(eos)
})
