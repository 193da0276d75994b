// A judge behind a server: the exact wire format, what becomes of what servers list, and of servers that list nothing.
import { afterEach, describe, expect, it } from 'vitest'
import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { judgeQuestion, USUAL_JUDGE } from '../../../src-main/contract/judge-record.ts'
import { httpJudge, shareOfYes } from '../../../src-main/inference/server/http-judge.ts'
import { findJudgeServer } from '../../../src-main/inference/server/judge-server.ts'
import type { AskedLikely } from '../../../src-main/inference/server/server-facts.ts'
import type { Path } from '../../../src-main/search/policy.ts'
import { scriptedModels, startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerReply } from '../../doubles/model-server.ts'

const signal = new AbortController().signal
const PATH: Path = { question: ' How many? ', steps: [{ text: '1 + 1 = 2', tokenIds: [] }] }
const QUESTION = judgeQuestion(USUAL_JUDGE, PATH)
const CHAT: AskedLikely = { at: 'chat/completions', count: 20 }
const PLAIN: AskedLikely = { at: 'completions', count: 5 }

let server: ModelServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function serving(answer: Parameters<typeof startModelServer>[0]): Promise<ModelServer> {
  await server?.close()
  return (server = await startModelServer(answer))
}

/** A judge at a server that answers in this way. */
async function judgeAt(answer: Parameters<typeof startModelServer>[0], judging = CHAT, judge = USUAL_JUDGE) {
  const { url } = await serving(answer)
  return httpJudge({ url: `${url}/v1`, model: 'm', shape: null, atOnce: { start: 8, most: 8 }, judging }, judge)
}

const listed = (tokens: Record<string, number>) =>
  Object.entries(tokens).map(([token, share]) => ({ token, logprob: Math.log(share) }))
const chat = (tokens: Record<string, number>): ServerReply => ({
  json: {
    choices: [
      { message: { content: 'x' }, logprobs: { content: [{ token: 'x', logprob: 0, top_logprobs: listed(tokens) }] } },
    ],
    usage: { prompt_tokens: 40, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 30 } },
  },
})
const completion = (logprobs: unknown): ServerReply => ({ json: { choices: [{ text: 'x', logprobs }] } })

describe('a judge behind a server', () => {
  it('asks for one token a path, everything said, and counts what the server tells', async () => {
    const judge = await judgeAt(() => chat({ Yes: 0.3, ' No': 0.1, Well: 0.2 }))
    const { rewards, usage, notices } = await judge.score([PATH], signal)
    expect(rewards[0]).toBeCloseTo(0.75, 12)
    expect(notices).toEqual([])
    expect(usage).toEqual({
      ...NO_USAGE,
      scoredTokens: null,
      sharedScoredTokens: null,
      inputTokens: 10,
      cachedTokens: 30,
      attendedTokens: (40 * 41 - 30 * 31) / 2,
    })
    const asIs = {
      temperature: 0,
      top_p: 1,
      top_k: -1,
      min_p: 0,
      repetition_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
    }
    const body = {
      model: 'm',
      messages: [{ role: 'user', content: QUESTION }],
      logprobs: true,
      top_logprobs: 20,
      chat_template_kwargs: { enable_thinking: false },
      max_tokens: 1,
      ...asIs,
      n: 1,
    }
    expect(server!.calls).toEqual([{ method: 'POST', path: '/v1/chat/completions', body }])
  })

  it('asks a model without a chat for what comes behind “Answer:”', async () => {
    const judge = await judgeAt(
      () => completion({ top_logprobs: [{ ' Yes': Math.log(0.2), ' no': Math.log(0.6) }] }),
      PLAIN,
    )
    expect((await judge.score([PATH], signal)).rewards[0]).toBeCloseTo(0.25, 12)
    expect(server!.calls[0]).toMatchObject({
      path: '/v1/completions',
      body: { prompt: `${QUESTION}\nAnswer:`, logprobs: 5 },
    })
  })

  it.each<[what: string, logprobs: unknown, reward: number]>([
    [
      'as llama.cpp writes completions',
      { content: [{ id: 1, token: 'x', logprob: -1, top_logprobs: [...listed({ Yes: 0.4, No: 0.4 })] }] },
      0.5,
    ],
    ['in any order', { top_logprobs: [{ a: -9, No: Math.log(0.1), Yes: Math.log(0.3) }] }, 0.75],
    ['with a token that cannot come', { top_logprobs: [{ Yes: Math.log(0.3), No: Math.log(0.1), b: null }] }, 0.75],
  ])('reads what is listed %s', async (_, logprobs, reward) => {
    const judge = await judgeAt(() => completion(logprobs), PLAIN)
    expect((await judge.score([PATH], signal)).rewards[0]).toBeCloseTo(reward, 12)
  })

  it.each<[what: string, reply: ServerReply, message: string]>([
    [
      'neither yes nor no',
      chat({ '<think>': 0.9, 'Yes!': 0.1 }),
      'neither a word of yes nor one of no among its 2 likeliest',
    ],
    [
      'no list',
      { json: { choices: [{ message: { content: 'Yes' }, logprobs: null }] } },
      'among its 0 likeliest tokens',
    ],
    ['a refusal', { status: 400, json: { error: { message: 'too long' } } }, 'too long'],
  ])(
    'gives no reward, and one notice, where there is %s; where that is all there is, it fails',
    async (_, reply, message) => {
      let wrong = 2
      const judge = await judgeAt(() => (wrong-- > 0 ? reply : chat({ Yes: 0.5, No: 0.5 })))
      const paths = [PATH, PATH, PATH]
      const { rewards, notices } = await judge.score(paths, signal)
      expect(rewards.toSorted()).toEqual([0.5, null, null])
      expect(notices!.map((notice) => notice.message)).toEqual([expect.stringContaining(message)])
      const other = await judgeAt(() => reply)
      await expect(other.score(paths, signal)).rejects.toThrow(message)
    },
  )
})

describe('the share of yes', () => {
  const share = (tokens: Record<string, number>) =>
    shareOfYes(
      listed(tokens).map(({ token: text, logprob: logProbability }) => ({ text, logProbability })),
      USUAL_JUDGE,
    )

  it.each<[what: string, tokens: Record<string, number>, share: number | null]>([
    ['is of all spellings', { Yes: 0.2, ' yes': 0.1, No: 0.05, NO: 0.05 }, 0.75],
    ['counts a side that is not listed as the last that is', { Yes: 0.6, a: 0.2, b: 0.2 }, 0.75],
    ['is one half where nothing tells them apart', { a: 0.9, Yes: 0.01 }, 0.5],
    ['is near nothing where only no is listed', { No: 0.9, a: 0.1 }, 0.1],
    ['is not known where neither is', { Yess: 0.9, N: 0.1 }, null],
  ])('%s', (_, tokens, expected) => {
    if (expected === null) expect(share(tokens)).toBeNull()
    else expect(share(tokens)).toBeCloseTo(expected, 12)
  })
})

describe('whether a server can judge', () => {
  const models = { json: { data: [{ id: 'm' }] } }
  const table = (answers: Record<string, (body: Record<string, unknown>) => ServerReply>) =>
    serving(({ path, body }) =>
      path === '/v1/models' ? models : (answers[path]?.(body!) ?? { status: 404, json: {} }),
    )
  const found = async () => (await findJudgeServer(`${server!.url}/v1/`, signal)).judging

  it('is found out by asking it: its chat first', async () => {
    await serving(scriptedModels())
    expect(await found()).toEqual(CHAT)
    expect(server!.calls).toHaveLength(2)
  })

  it.each<
    [what: string, answers: Record<string, (body: Record<string, unknown>) => ServerReply>, judging: AskedLikely]
  >([
    [
      'has no chat, and tells five tokens at most',
      {
        '/v1/chat/completions': () => ({ status: 400, json: { error: 'no chat template' } }),
        '/v1/completions': ({ logprobs }) =>
          Number(logprobs) > 5
            ? { status: 400, json: { error: 'at most 5' } }
            : completion({ top_logprobs: [{ Yes: -1, No: -2 }] }),
      },
      PLAIN,
    ],
    [
      'has a chat that tells nothing',
      {
        '/v1/chat/completions': () => ({ json: { choices: [{ message: {} }] } }),
        '/v1/completions': () => completion({ top_logprobs: [{ Yes: -1, No: -2 }] }),
      },
      { at: 'completions', count: 20 },
    ],
  ])('is found out where it %s', async (_, answers, judging) => {
    await table(answers)
    expect(await found()).toEqual(judging)
  })

  it.each<[what: string, answers: Record<string, () => ServerReply>]>([
    ['tells the one token that it took', { '/v1/chat/completions': () => chat({ Yes: 0.5 }) }],
    ['knows neither way', {}],
    ['answers in a form of its own', { '/v1/completions': () => ({ json: { text: 'Yes' } }) }],
  ])('is refused in words where it %s', async (_, answers) => {
    await table(answers)
    await expect(found()).rejects.toThrow(/cannot be a judge: it does not tell how likely.*top_logprobs/)
  })
})
