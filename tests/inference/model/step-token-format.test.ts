// The format of a PRM that classifies a token behind each step.
import { describe, expect, it } from 'vitest'
import type { ScoredModel } from '../../../src-main/inference/model/reward-format.ts'
import { STEP_TOKEN_FORMAT } from '../../../src-main/inference/model/step-token-format.ts'

const CONFIG = {
  template: 'Q: {question}',
  step_separator: '<step>',
  score_token: '<step>',
  offset: 0,
  head: 'token_classification',
  positive: 0,
  negative: 2,
  add_bos: false,
}
/** Words of one letter; the tag is token 99. */
const encode = (text: string) => Array.from(text, (letter) => (letter === '#' ? 99 : letter.charCodeAt(0) - 96))
const MODEL: ScoredModel = {
  folder: { name: 'a-prm' },
  tokenizer: {
    encode,
    encodePlain: encode,
    decode: () => '',
    controlTokenIn: () => null,
    idOf: () => 99,
  },
}

describe('a PRM that classifies a token', () => {
  const { fits, schema } = STEP_TOKEN_FORMAT

  it('is known by its head, whatever else its file says', () => {
    expect([{ head: 'token_classification' }, { head: 'guess' }, {}, null, 'head'].map(fits)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it('ends each step with the token that carries its score', () => {
    const reader = schema.parse(CONFIG)
    expect(reader.prompt).toEqual({ template: 'Q: {question}', addBeginning: false })
    expect(reader.stepTokens(['ab', '', 'c'], MODEL)).toEqual([[1, 2, 99], [99], [3, 99]])
    expect(() => reader.stepTokens(['a#b', 'c'], MODEL)).toThrow(/“a-prm” would give 3 scores for 2 steps/)
  })

  it('takes the share of the right class in a softmax over right and wrong', () => {
    const reader = schema.parse(CONFIG)
    const logits = Float32Array.of(1.5, 9, -0.5)
    expect(reader.rewardOf(logits, MODEL)).toBeCloseTo(Math.exp(1.5) / (Math.exp(1.5) + Math.exp(-0.5)), 12)
    expect(reader.rewardOf(Float32Array.of(-200, 0, 800), MODEL)).toBe(0)
  })

  it.each([
    ['template', 'no place for the question'],
    ['score_token', ''],
    ['offset', 1],
    ['positive', -1],
    ['add_bos', 'yes'],
  ])('is refused by its “%s”', (field, value) => {
    const { error } = schema.safeParse({ ...CONFIG, [field]: value })
    expect(error?.issues.map(({ path }) => path)).toEqual([[field]])
  })
})
