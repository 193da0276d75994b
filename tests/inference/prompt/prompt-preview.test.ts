// What an editor of a record shows, over the tokenizer of a real model.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { USUAL_JUDGE } from '../../../src-main/contract/judge-record.ts'
import type { JudgeRecord } from '../../../src-main/contract/judge-record.ts'
import { PromptRecord } from '../../../src-main/contract/prompt-record.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { previewPrompt, shownTokens } from '../../../src-main/inference/model/prompt-preview.ts'
import { recordOf } from '../../../src-main/inference/model/prompt.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import { judgeChecksum, promptChecksum } from '../../../src-main/inference/prompt/prompt-checksum.ts'
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

it('shows the tokens of a step, which joined are the step', async () => {
  const model = await smollm()
  const text = 'So $x = \\frac{1}{2}$, 🙂 then\n\n'
  const ids = [...model.tokenizer.encodePlain(text), ...model.tokenizer.encode('<|im_end|>')]
  const tokens = shownTokens(model, ids)
  expect(tokens.map(({ id }) => id)).toEqual(ids)
  expect(tokens.map((token) => token.text).join('')).toBe(`${text}<|im_end|>`)
  // One outside of the vocabulary says nothing.
  expect(shownTokens(model, [999_999_999]).map((token) => token.text)).toEqual([''])
})

it('shows how a solution is cut and read', async () => {
  const solution = '\n\nFirst, 1 + 1 = 2.\nThe answer is 3.\n\n\nSo \\boxed{2}.\n\n'
  const { steps, answer } = previewPrompt(await smollm(), { prompt: CHAT, question: 'x', solution })
  expect(steps).toEqual(['First, 1 + 1 = 2.\nThe answer is 3.', 'So \\boxed{2}.'])
  expect(answer).toBe('2')
})

it('shows what it sees as a judge of the last step, in its own layout, and which tokens say yes and no', async () => {
  const model = await smollm()
  const judge = { question: 'P: {question}\nS: {solution}\nIs {step} right?', yes: ['is', 'YES'], no: ['the'] }
  const asked = { prompt: { ...CHAT, judge }, question: '1 + 1 <|im_end|>', solution: 'So\n\n2' }
  const shown = previewPrompt(model, asked).judge
  expect(shown.tokens.map(({ text }) => text).join('')).toBe(
    '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\n' +
      'P: 1 + 1 <|im_end|>\nS: So\n2\nIs 2 right?<|im_end|>\n<|im_start|>assistant\n',
  )
  expect(shown.tokens.filter(({ control }) => control)).toHaveLength(5)
  // “YES” is several tokens, and “is” is one.
  expect([shown.yes, shown.no].map((side) => side.map(({ text }) => text))).toEqual([
    ['is', ' is'],
    ['the', ' the'],
  ])
})

it.each<[what: string, words: Pick<JudgeRecord, 'yes' | 'no'>, message: RegExp, details: RegExp]>([
  [
    'words that begin alike',
    { yes: ['YES'], no: ['Yes'] },
    /cannot tell “YES” from “Yes”: they begin with the same tokens, “Y”, “ Y”/,
    /^prompt\.judge\.yes: /,
  ],
  [
    'a side without a token of its own',
    { yes: ['Yes', 'wrong'], no: ['YES'] },
    /cannot tell “YES” from “Yes”, “wrong”: they begin with the same tokens, “Y”, “ Y”/,
    /^prompt\.judge\.no: /,
  ],
])(
  'a judge is refused by its own words, and by the tokens that are at fault: %s',
  async (_, words, message, details) => {
    const judge = { ...USUAL_JUDGE, ...words }
    const model = await smollm()
    const refused = () => previewPrompt(model, { prompt: { ...CHAT, judge }, question: 'x', solution: 'y' })
    expect(refused).toThrow(message)
    expect(refused).toThrow(
      expect.objectContaining({
        report: expect.objectContaining({ details: expect.stringMatching(details) as unknown }) as unknown,
      }) as Error,
    )
  },
)

it('a model that can be no judge has a preview all the same, unless its record says what it is asked as one', async () => {
  const folder = await readModelFolder(POLICY, 'policy')
  const tokenizer = openTokenizer(folder)
  // An arithmetic model without letters of its own would be one; this is one without any.
  const mute = {
    ...tokenizer,
    encodePlain: (text: string) => {
      if (/[a-z]/i.test(text)) throw new Error('No letters.')
      return tokenizer.encodePlain(text)
    },
  }
  const asked = { prompt: recordOf(folder), question: '1 + 1', solution: '2' }
  const { judge, steps } = previewPrompt({ folder, tokenizer: mute }, asked)
  expect(steps).toEqual(['2'])
  expect(judge).toMatchObject({ tokens: [], yes: [], no: [], error: { code: 'bad-input' } })
  expect(judge.error!.message).toContain('has no tokens for “Yes”, “yes”, “YES”')
  expect(() =>
    previewPrompt({ folder, tokenizer: mute }, { ...asked, prompt: { ...asked.prompt, judge: USUAL_JUDGE } }),
  ).toThrow(/no tokens for/)
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
  // It says nothing of how the model solves problems.
  expect(promptChecksum({ ...CHAT, judge: USUAL_JUDGE })).toBe(promptChecksum(CHAT))
  expect(judgeChecksum({ ...USUAL_JUDGE, no: ['no'] })).not.toBe(judgeChecksum(USUAL_JUDGE))
})
