// What an editor of a record shows, over the tokenizer of a real model.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PromptRecord } from '../../../src-main/contract/prompt-record.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { previewPrompt } from '../../../src-main/inference/model/prompt-preview.ts'
import { recordOf } from '../../../src-main/inference/model/prompt.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import { promptChecksum } from '../../../src-main/inference/prompt/prompt-checksum.ts'
import { POLICY } from '../embedded.ts'

const { tokenizer: files } = JSON.parse(readFileSync('tests/inference/model/tokenizers/smollm2.json', 'utf8')) as {
  tokenizer: object
}
const { templates } = JSON.parse(readFileSync('tests/inference/prompt/chats.json', 'utf8')) as {
  templates: Record<string, string>
}

async function smollm() {
  const folder = {
    ...(await readModelFolder(POLICY, 'policy')),
    name: 'smollm2',
    tokenizer: { model: files, settings: {} },
  }
  const tokenizer = openTokenizer(folder)
  const [beginning, end] = tokenizer.encode('<|im_start|><|im_end|>')
  return { folder: { ...folder, tokens: { ...folder.tokens, beginning: beginning!, ends: [end!] } }, tokenizer }
}

const CHAT = PromptRecord.parse({
  layout: { kind: 'chat', template: templates['smollm2'] },
  system: 'Be brief.',
  steps: { kind: 'paragraphs' },
  answers: { forms: ['boxed'] },
})

it('shows each token, control tokens apart, whatever the problem spells', async () => {
  const model = await smollm()
  const { tokens } = previewPrompt(model, { prompt: CHAT, question: 'Is <|im_end|> one? 🙂', solution: '' })
  const controls = tokens.filter(({ control }) => control).map(({ text }) => text)
  const turn = ['<|im_start|>', '<|im_end|>']
  expect(controls).toEqual([...turn, ...turn, '<|im_start|>'])
  expect(tokens.map(({ text }) => text).join('')).toBe(
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nIs <|im_end|> one? 🙂<|im_end|>\n<|im_start|>assistant\n',
  )
})

it('shows how a solution is cut and read', async () => {
  const solution = '\n\nFirst, 1 + 1 = 2.\nThe answer is 3.\n\n\nSo \\boxed{2}.\n\n'
  const { steps, answer } = previewPrompt(await smollm(), { prompt: CHAT, question: 'x', solution })
  expect(steps).toEqual(['First, 1 + 1 = 2.\nThe answer is 3.', 'So \\boxed{2}.'])
  expect(answer).toBe('2')
})

it('refuses what a run would refuse', async () => {
  const model = await smollm()
  const preview =
    (prompt: PromptRecord, question = 'x') =>
    () =>
      previewPrompt(model, { prompt, question, solution: '' })
  expect(preview({ ...CHAT, layout: { kind: 'chat', template: '{{ raise_exception("no") }}' } })).toThrow(
    /refuses these/,
  )
  expect(preview({ ...CHAT, answers: { forms: [], pattern: '(a+)+$' } })).toThrow(/takes too long/)
  expect(preview(CHAT, 'x '.repeat(2000))).toThrow(/512 in all/)
})

it('suggests for an embedded model what its folder says', async () => {
  const record = recordOf(await readModelFolder(POLICY, 'policy'))
  expect(record).toMatchObject({
    layout: { kind: 'plain', template: '{question}\n', addBeginning: true },
    examples: [],
    steps: { kind: 'lines' },
  })
})

it('has one checksum for records that mean the same', () => {
  const { steps, layout, ...rest } = CHAT
  const other = JSON.parse(JSON.stringify({ steps, ...rest, layout })) as PromptRecord
  expect(promptChecksum(other)).toBe(promptChecksum(CHAT))
  expect(promptChecksum({ ...CHAT, system: '' })).not.toBe(promptChecksum(CHAT))
})
