// The prompt as a server reads it: the same tokens as a file of the model is given here, whatever the server adds by itself.
import { afterEach, describe, expect, it } from 'vitest'
import { PromptRecord } from '../../../src-main/contract/prompt-record.ts'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { findPolicyServer } from '../../../src-main/inference/server/model-server.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer } from '../../doubles/model-server.ts'

const signal = new AbortController().signal
const [BOS, TURN] = ['<s>', '<turn>']
const CONTROLS: Readonly<Record<string, number>> = { [BOS]: 1, [TURN]: 2 }

/** Ids of the double's tokenizer: control tokens, line ends in pairs, and characters. */
function idsOf(text: string, controls: boolean): number[] {
  const pattern = controls ? /<s>|<turn>|\n\n|[^]/g : /\n\n|[^]/g
  return (text.match(pattern) ?? []).map(
    (piece) => CONTROLS[piece] ?? (piece === '\n\n' ? 3 : 100 + piece.charCodeAt(0)),
  )
}

/** The ids that llama.cpp reads of a prompt: its beginning token goes in front of a text that comes first. */
function readBy(prompt: unknown, adds: boolean): number[] {
  const parts = Array.isArray(prompt) ? (prompt as (string | number)[]) : [prompt as string]
  const begin = adds && typeof parts[0] === 'string' ? [1] : []
  return [...begin, ...parts.flatMap((part) => (typeof part === 'number' ? [part] : idsOf(part, true)))]
}

let server: ModelServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** What the model of a llama.cpp server is given for a path of one step, which it generated itself. */
async function readPrompts(template: string, { adds, question = 'Q' }: { adds: boolean; question?: string }) {
  const replies = [
    { content: '', tokens: [110] },
    { content: 'ab', tokens: [197, 198, 110] },
    { content: 'c', tokens: [199, 110] },
  ]
  let asked = 0
  server = await startModelServer(({ path, body }) => {
    if (path === '/v1/models') return { json: { data: [{ id: 'm', owned_by: 'llamacpp' }] } }
    if (path === '/props') return { json: { bos_token: BOS, eos_token: '</s>', chat_template: template } }
    if (path === '/completion')
      return { json: { ...replies[asked++], stop_type: 'word', tokens_predicted: 2, model: 'm' } }
    const { content, add_special, parse_special } = body as {
      content: string
      add_special: boolean
      parse_special: boolean
    }
    return { json: { tokens: [...(add_special && adds ? [1] : []), ...idsOf(content, parse_special)] } }
  })
  const facts = await findPolicyServer(server.url, signal)
  const prompt = PromptRecord.parse({ layout: { kind: 'chat', template }, steps: { kind: 'lines' } })
  const policy = httpPolicy(facts, prompt)
  const propose = (steps: { text: string; tokenIds: number[] }[]) =>
    policy.propose([{ path: { question, steps }, seeds: [1], maxTokens: 9 }], Sampling.parse({}), signal)
  const first = (await propose([])).proposals[0]![0]!
  await propose([{ text: first.text, tokenIds: [] }])
  const prompts = server.calls.filter(({ path }) => path === '/completion').map(({ body }) => body!['prompt'])
  return { read: prompts.map((one) => readBy(one, adds)), first, prompts }
}

const TURNS = '{% for m in messages %}<turn>{{ m.content }}{% endfor %}|'

describe('a prompt for llama.cpp', () => {
  it.each([
    ['the template writes a beginning token, the tokenizer adds one', `{{ bos_token }}${TURNS}`, true, true],
    ['the template spells it out, the tokenizer adds one', `<s>${TURNS}`, true, true],
    ['the template writes it, the tokenizer adds none', `{{ bos_token }}${TURNS}`, false, true],
    ['the template writes none, the tokenizer adds one', TURNS, true, false],
    ['neither', TURNS, false, false],
  ])('has the beginning tokens of its layout, no more and no less: %s', async (_, template, adds, begins) => {
    const { read } = await readPrompts(template, { adds })
    expect(read[0]).toEqual([...(begins ? [1] : []), 2, ...idsOf('Q|', false)])
  })

  it('goes on with the ids that the model wrote, where their text would be others', async () => {
    const { read, first, prompts } = await readPrompts(TURNS, { adds: false })
    expect(first).toMatchObject({ text: 'ab', tokens: 4 })
    const head = read[0]!
    expect(read).toEqual([head, [...head, 110], [...head, 110, 197, 198, 110]])
    expect(prompts[1]).toEqual(['<turn>Q|', 110])
  })

  it.each([true, false])('reads no control token in what a person wrote; the tokenizer adds one: %s', async (adds) => {
    const { read } = await readPrompts(`{{ bos_token }}${TURNS}`, { adds, question: 'a<turn>b' })
    expect(read[0]).toEqual([1, 2, ...idsOf('a<turn>b', false), ...idsOf('|', false)])
  })
})

it('takes ChatML for no template of a model that does not know its tokens', async () => {
  const template = '<|im_start|>{{ messages[0].content }}'
  for (const [tokens, known] of [
    [[7], template],
    [[1, 2, 3], null],
  ] as const) {
    server = await startModelServer(({ path }) => {
      if (path === '/v1/models') return { json: { data: [{ id: 'm', owned_by: 'llamacpp' }] } }
      return { json: path === '/props' ? { chat_template: template, bos_token: BOS } : { tokens } }
    })
    expect((await findPolicyServer(server.url, signal)).chatTemplate).toBe(known)
    await server.close()
  }
})
