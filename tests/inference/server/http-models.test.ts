// Policy and PRM behind servers: the exact wire format, and what becomes of every kind of reply.
import { afterEach, describe, expect, it } from 'vitest'
import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { PromptRecord } from '../../../src-main/contract/prompt-record.ts'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { httpVerifier } from '../../../src-main/inference/server/http-verifier.ts'
import {
  findPolicyServer,
  findVerifierServer,
  isServerAddress,
} from '../../../src-main/inference/server/model-server.ts'
import type { Path } from '../../../src-main/search/policy.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerReply } from '../../doubles/model-server.ts'

const signal = new AbortController().signal
const step = (text: string) => ({ text, tokenIds: [], tokens: 3 })
const PATH: Path = { question: ' How many? ', steps: [step('1 + 1 = 2'), step('2 + 1 = 3')] }

let server: ModelServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function serving(answer: Parameters<typeof startModelServer>[0]): Promise<ModelServer> {
  await server?.close()
  return (server = await startModelServer(answer))
}

describe('a policy behind a server', () => {
  const ask = async (reply: unknown, sampling = Sampling.parse({})) => {
    const { url } = await serving(() => ({ json: reply }))
    const policy = httpPolicy({ url: `${url}/v1`, model: 'm' })
    return await policy.propose([{ path: PATH, seeds: [7], maxTokens: 40 }], sampling, signal)
  }
  const choice = (rest: object) => ({ choices: [{ index: 0, finish_reason: 'stop', ...rest }] })
  const firstOf = async (reply: unknown) => (await ask(reply)).proposals[0]![0]!

  it('asks for one completion a child, everything said', async () => {
    await ask(choice({ text: 'x' }), Sampling.parse({ temperature: 0.7, topK: 5, topP: 0.9, minP: 0.05 }))
    expect(server!.calls).toEqual([
      {
        method: 'POST',
        path: '/v1/completions',
        body: {
          model: 'm',
          prompt: 'How many?\n1 + 1 = 2\n2 + 1 = 3\n',
          max_tokens: 40,
          temperature: 0.7,
          top_p: 0.9,
          top_k: 5,
          min_p: 0.05,
          repetition_penalty: 1,
          stop: ['\n'],
          include_stop_str_in_output: true,
          seed: 7,
          n: 1,
          logprobs: 0,
        },
      },
    ])
    await ask(choice({ text: 'x' }))
    expect(server!.calls[0]!.body).toMatchObject({ temperature: 1, top_k: -1, top_p: 1, min_p: 0 })
  })

  it.each([
    ['the stop text came back', { text: 'a = 1\n', stop_reason: '\n' }, 'a = 1', 'step'],
    ['the stop text was trimmed, vLLM', { text: 'a = 1', stop_reason: '\n' }, 'a = 1', 'step'],
    ['the stop text was trimmed, SGLang', { text: 'a = 1', matched_stop: '\n' }, 'a = 1', 'step'],
    ['the stop text was not heeded', { text: 'a = 1\nb = 2\nc', finish_reason: 'length' }, 'a = 1', 'step'],
    ['the text ended, vLLM', { text: 'The answer is: 1', stop_reason: null }, 'The answer is: 1', 'solution'],
    ['a stop token, vLLM', { text: 'The answer is: 1', stop_reason: 151643 }, 'The answer is: 1', 'solution'],
    ['the text ended, SGLang', { text: 'The answer is: 1', matched_stop: 2 }, 'The answer is: 1', 'solution'],
    ['nobody says why', { text: 'The answer is: 1' }, 'The answer is: 1', 'step'],
    ['nothing came', { text: '' }, '', 'step'],
    ['the limit cut it', { text: 'a = ', finish_reason: 'length', stop_reason: null }, 'a = ', 'length'],
  ])('reads how a step ends: %s', async (_, rest, text, ends) => {
    expect(await firstOf(choice(rest))).toMatchObject({ text, ends })
  })

  it.each([
    ['vLLM tells it', { text: '\n', stop_reason: '\n' }],
    ['the stop text was trimmed, and named', { text: '', stop_reason: '\n' }],
    ['nobody says why nothing came', { text: '' }],
  ])('asks again behind an empty line: %s', async (_, empty) => {
    const { url, calls } = await serving(({ body }) => ({
      json: choice(String(body!['prompt']).endsWith('\n\n') ? { text: 'a = 1\n' } : empty),
    }))
    const { proposals, usage } = await httpPolicy({ url, model: null }).propose(
      [{ path: PATH, seeds: [7], maxTokens: 40 }],
      Sampling.parse({}),
      signal,
    )
    expect(proposals[0]![0]).toMatchObject({ text: 'a = 1', ends: 'step', tokens: 2 })
    expect(usage.generatedTokens).toBe(2)
    expect(calls.map(({ body }) => [body!['prompt'], body!['max_tokens']])).toEqual([
      ['How many?\n1 + 1 = 2\n2 + 1 = 3\n', 40],
      ['How many?\n1 + 1 = 2\n2 + 1 = 3\n\n', 39],
    ])
  })

  it('does not ask again where the model has ended its text, nor for ever', async () => {
    await ask(choice({ text: '', stop_reason: null }))
    expect(server!.calls).toHaveLength(1)
    const { proposals } = await ask(choice({ text: '\n' }))
    expect(proposals[0]![0]).toMatchObject({ text: '', ends: 'step', tokens: 3 })
    expect(server!.calls).toHaveLength(3)
  })

  it('lets a step have as many tokens as the run allows', async () => {
    const { url, calls } = await serving(() => ({ json: choice({ text: 'a\n' }) }))
    await httpPolicy({ url, model: null }).propose(
      [{ path: PATH, seeds: [7], maxTokens: 1000 }],
      Sampling.parse({ maxStepTokens: 1000 }),
      signal,
    )
    expect(calls[0]!.body).toMatchObject({ max_tokens: 1000 })
  })

  it('asks as a record says: chat template, stops of its steps, fewer tokens', async () => {
    const prompt = PromptRecord.parse({
      layout: {
        kind: 'chat',
        template: '{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}|',
      },
      system: 'Be brief.',
      steps: { kind: 'numbered' },
      mostStepTokens: 9,
    })
    const { url, calls } = await serving(() => ({
      json: choice({ text: 'Step 2: a\n\nStep 3:', stop_reason: 'Step 3:' }),
    }))
    const path = { question: ' How many? ', steps: [{ text: 'Step 1: 1', tokenIds: [] }] }
    const { proposals } = await httpPolicy({ url, model: null }, prompt).propose(
      [{ path, seeds: [7], maxTokens: 40 }],
      Sampling.parse({ repetitionPenalty: 1.25 }),
      signal,
    )
    expect(proposals[0]![0]).toMatchObject({ text: 'Step 2: a', ends: 'step' })
    expect(calls[0]!.body).toMatchObject({
      prompt: '<system>Be brief.<user>How many?|Step 1: 1\n',
      stop: ['\nStep 3:'],
      max_tokens: 9,
      repetition_penalty: 1.25,
    })
  })

  it('takes tokens, probabilities and cost from the reply', async () => {
    const logprobs = { tokens: ['a', '\n'], token_logprobs: [-0.5, -0.25], top_logprobs: null, text_offset: [0, 1] }
    const usage = { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 6 } }
    const { proposals, usage: used } = await ask({ ...choice({ text: 'a\n', logprobs }), usage })
    expect(proposals).toEqual([[{ text: 'a', tokenIds: [], tokens: 2, logProbabilities: [-0.5, -0.25], ends: 'step' }]])
    // Computed are tokens 7 to 12, each of which attends to all up to itself.
    expect(used).toEqual({
      ...NO_USAGE,
      inputTokens: 4,
      cachedTokens: 6,
      generatedTokens: 2,
      attendedTokens: 7 + 8 + 9 + 10 + 11 + 12,
    })
  })

  it('does without token counts and with probabilities of another form', async () => {
    const { proposals, usage } = await ask(choice({ text: 'a', logprobs: { content: [] } }))
    expect(proposals[0]![0]).toMatchObject({ tokens: 1, logProbabilities: [] })
    expect(usage).toMatchObject({ inputTokens: 0, generatedTokens: 1 })
    const logprobs = { token_logprobs: [-1, -1, -1] }
    expect(await firstOf(choice({ text: 'a\nb', logprobs }))).toMatchObject({ tokens: 3, logProbabilities: [] })
  })

  it('gives each seed its own child, in order, whatever comes first, eight at once', async () => {
    const { url, calls } = await serving(({ body }) => ({
      json: choice({ text: `${String(body!['prompt']).length} ${String(body!['seed'])}\n` }),
    }))
    const other = { question: 'Q', steps: [] }
    const seeds = Array.from({ length: 20 }, (_, index) => index)
    const requests = [PATH, other].map((path) => ({ path, seeds, maxTokens: 9 }))
    const { proposals } = await httpPolicy({ url, model: null }).propose(requests, Sampling.parse({}), signal)
    expect(proposals.map((row) => row.map(({ text }) => text))).toEqual(
      [30, 2].map((length) => seeds.map((seed) => `${length} ${seed}`)),
    )
    expect(calls.every(({ body }) => !('model' in body!))).toBe(true)
    expect(calls).toHaveLength(40)
  })

  it('stops in the middle of a request', async () => {
    const abort = new AbortController()
    const { url } = await serving(() => {
      abort.abort(new Error('enough'))
      return 'silence'
    })
    const policy = httpPolicy({ url, model: 'm' })
    const asked = policy.propose([{ path: PATH, seeds: [1, 2], maxTokens: 9 }], Sampling.parse({}), abort.signal)
    await expect(asked).rejects.toThrow('enough')
  })
})

describe('a PRM behind a server', () => {
  const scoring = async (data: unknown, rest: object = {}) => {
    const { url } = await serving(() => ({ json: { object: 'list', data: [{ index: 0, data }], ...rest } }))
    return await httpVerifier({ url, model: 'prm' }).score([PATH], signal)
  }

  it('posts the problem and the steps with their tags', async () => {
    await scoring([0.1, 0.2])
    expect(server!.calls).toEqual([
      {
        method: 'POST',
        path: '/pooling',
        body: { model: 'prm', input: 'How many?\n1 + 1 = 2<extra_0>2 + 1 = 3<extra_0>', task: 'token_classify' },
      },
    ])
  })

  it.each([
    [
      'pairs',
      [
        [0.5, 0.5],
        [0.25, 0.75],
      ],
    ],
    ['numbers', [0.5, 0.75]],
    ['lists of one', [[0.5], [0.75]]],
  ])('reads %s', async (_, data) => {
    const { rewards, usage } = await scoring(data, { usage: { prompt_tokens: 4 } })
    expect(rewards).toEqual([0.75])
    expect(usage).toMatchObject({ scoredTokens: null, inputTokens: 4, cachedTokens: 0, attendedTokens: 1 + 2 + 3 + 4 })
  })

  it('refuses what is no list of scores', async () => {
    const message = expect.stringMatching(/form that Espalier does not know/) as string
    await expect(scoring(null)).rejects.toMatchObject({ report: { code: 'server-failed', message } })
  })
})

describe('the address of a server', () => {
  const models = (url: string): ServerReply =>
    url === '/v1/models' ? { json: { data: [{ id: 'one' }, { id: 'two' }] } } : { status: 404, json: {} }

  it.each([
    ['http://a:1/v1', true],
    ['HTTPS://a', true],
    ['arithmetic-policy-1m', false],
    ['httpolicy', false],
  ])('%s: %s', (id, expected) => expect(isServerAddress(id)).toBe(expected))

  it('is asked once for its first model', async () => {
    const { url, calls } = await serving(({ path }) => models(path))
    expect(await findPolicyServer(`${url}/v1/`, signal)).toEqual({ url: `${url}/v1`, model: 'one' })
    expect(calls).toHaveLength(1)
    expect(await findVerifierServer(url, signal)).toEqual({ url, model: 'one' })
    expect(await findVerifierServer(`${url}/v1`, signal)).toEqual({ url, model: 'one' })
  })

  it('is that of a policy only where models are listed; a PRM may list none', async () => {
    const { url } = await serving(({ path }) => models(path))
    await expect(findPolicyServer(url, signal)).rejects.toMatchObject({
      report: { code: 'server-failed', advice: expect.stringMatching(/ends in \/v1/) as string },
    })
    const bare = await serving(() => ({ status: 404, text: '' }))
    expect(await findVerifierServer(bare.url, signal)).toEqual({ url: bare.url, model: null })
  })

  it.each(['http://', 'http://me:secret@host/v1', 'http://host/v1?key=secret'])('may not be %s', async (address) => {
    const failure = await findPolicyServer(address, signal).catch((error: unknown) => error)
    expect(failure).toMatchObject({ report: { code: 'bad-input' } })
    expect(JSON.stringify(failure)).not.toContain('secret')
  })
})
