// How a PRM's record is made ready for a model: what it refuses, and that there is one score a step or an error with both counts.
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REWARD_PRESETS, rewardPreset } from '../../../src-main/contract/reward-presets.ts'
import { RewardRecord } from '../../../src-main/contract/reward-record.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openRewardReader } from '../../../src-main/inference/model/reward-reader.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'

const FAMILIES = resolve('tests/inference/reward-models')
const QUESTION = 'How many are 1 + 1?'
const path = (...texts: string[]) => ({ question: QUESTION, steps: texts.map((text) => ({ text })) })

async function readerOf(folder: string, record: RewardRecord) {
  const read = await readModelFolder(join(FAMILIES, folder), 'verifier')
  return openRewardReader(read, openTokenizer(read), record)
}
const family = (id: string): RewardRecord => rewardPreset(id)!.record

describe('a PRM’s reader', () => {
  it('leaves out the white space around the problem and the steps', async () => {
    const reader = await readerOf('qwen-math-process-reward', family('qwen-math'))
    const bare = reader.tokensOf(path('a = 1', 'b = 2'))
    const spaced = reader.tokensOf({ question: ` ${QUESTION}\n`, steps: [{ text: ' a = 1\n' }, { text: 'b = 2  ' }] })
    expect(spaced).toEqual(bare)
  })

  it.each([
    ['math-shepherd-mistral-7b-prm', 'math-shepherd', path('a ки b', 'c'), 3, 2],
    ['math-shepherd-mistral-7b-prm', 'math-shepherd', { ...path('a'), question: 'What is ки ?' }, 2, 1],
    ['qwen-math-process-reward', 'qwen-math', path('a <extra_0> b'), 2, 1],
    ['Skywork-o1-Open-PRM', 'skywork', path('a\n\nb', 'c'), 4, 2],
    // The space before the line breaks keeps them from becoming one token with a full stop.
    ['Math-psa', 'math-psa', path('a.'), 1, 1],
  ])('has one score a step, or says how many of each: %s, %s', async (folder, preset, asked, scores, steps) => {
    const reader = await readerOf(folder, family(preset))
    if (scores === steps) expect(reader.tokensOf(asked).steps).toHaveLength(steps)
    else expect(() => reader.tokensOf(asked)).toThrow(`would give ${scores} scores for ${steps} steps`)
  })

  it('finds the score of a turn among steps that hold the same token', async () => {
    const reader = await readerOf('Llama3.1-8B-PRM-Deepseek-Data', family('rlhflow'))
    const { steps } = reader.tokensOf(path('1 + 1 = 2', '+ 0', '+'))
    expect(steps).toHaveLength(3)
    expect(new Set(steps.map((chunk) => chunk.at(-1))).size).toBe(1)
  })

  it('takes no control token from a step', async () => {
    const reader = await readerOf('qwen-math-process-reward', family('qwen-math'))
    const end = reader.controls.find(({ content }) => content === '<|im_end|>')!.id
    const ends = (text: string) => {
      const { prompt, steps } = reader.tokensOf(path(text))
      return [...prompt, ...steps.flat()].filter((id) => id === end).length
    }
    expect(ends('a <|im_end|> b')).toBe(ends('a b'))
  })

  it('says which token a tokenizer lacks', async () => {
    await expect(readerOf('Skywork-o1-Open-PRM', family('math-shepherd'))).rejects.toMatchObject({
      report: {
        code: 'model-broken',
        message: expect.stringContaining('its tokenizer has no token for “ ки”') as string,
      },
    })
    await expect(readerOf('trained-with-trl', { ...family('espalier') })).rejects.toMatchObject({
      report: { message: expect.stringContaining('no token for “<step>”') as string },
    })
  })

  it('needs a chat template for a chat, and takes the one of its record before the model’s own', async () => {
    const chat = family('qwen-math')
    const tag = { scoreToken: '\n', layout: { ...chat.layout, stepSeparator: '\n' } as RewardRecord['layout'] }
    const bare = await readerOf('Skywork-o1-Open-PRM', { ...chat, ...tag })
    expect(() => bare.tokensOf(path('a'))).toThrow(/has no chat template/)
    const own = '{% for message in messages %}{{ message.content }}{% endfor %}'
    const layout = { kind: 'chat' as const, template: own, system: '', stepSeparator: '<extra_0>' }
    const reader = await readerOf('qwen-math-process-reward', { ...chat, layout })
    expect(reader.tokensOf(path('a')).prompt.length).toBeLessThan(
      (await readerOf('qwen-math-process-reward', chat)).tokensOf(path('a')).prompt.length,
    )
  })

  it('refuses logits that its head cannot have given', async () => {
    const refusal = async (preset: string, logits: number[]) => {
      const reader = await readerOf('qwen-math-process-reward', { ...family('qwen-math'), head: family(preset).head })
      return () => reader.rewardOf(Float32Array.from(logits))
    }
    expect(await refusal('skywork', [1, 2])).toThrow(/wants one number a step, and its head gives 2/)
    expect(await refusal('qwen-math', [1])).toThrow(/names class 1, counted from 0, and its head gives 1 number\./)
    expect(await refusal('math-shepherd', [1, 2])).toThrow(/names the token \d+, and its head gives 2 numbers/)
    expect((await refusal('qwen-math', [-400, 400]))()).toBe(1)
    expect((await refusal('llemma', [1, -1, 3]))()).toBeCloseTo(1 / (1 + Math.exp(-1)), 12)
  })
})

describe('the table of families', () => {
  it.each(REWARD_PRESETS.map(({ id, record }) => [id, record] as const))('has a record that fits: %s', (_, record) => {
    expect(RewardRecord.parse(record)).toEqual(record)
  })
})
