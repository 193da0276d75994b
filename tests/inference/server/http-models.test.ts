// Policy and PRM behind servers: the exact wire format, and what becomes of every kind of reply.
import { afterEach, describe, expect, it } from 'vitest'
import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { PromptRecord } from '../../../src-main/contract/prompt-record.ts'
import { rewardPreset } from '../../../src-main/contract/reward-presets.ts'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { httpStepRewards, httpVerifier } from '../../../src-main/inference/server/http-verifier.ts'
import type { Path } from '../../../src-main/search/policy.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer } from '../../doubles/model-server.ts'

const signal = new AbortController().signal
/** Of a server that tells nothing of itself. */
const OTHER = { kind: 'other', shape: null, atOnce: { start: 8, most: 8 } } as const
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
    const policy = httpPolicy({ url: `${url}/v1`, model: 'm', ...OTHER })
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
          add_special_tokens: true,
          max_tokens: 40,
          temperature: 0.7,
          top_p: 0.9,
          top_k: 5,
          min_p: 0.05,
          repetition_penalty: 1,
          presence_penalty: 0,
          frequency_penalty: 0,
          stop: ['\n'],
          include_stop_str_in_output: true,
          return_token_ids: true,
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
    const { proposals, usage } = await httpPolicy({ url, model: null, ...OTHER }).propose(
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
    // The same seed would draw the same again.
    expect(calls.map(({ body }) => body!['seed'])).toEqual([7, 7 + 2_654_435_761])
  })

  it('does not ask again where the model has ended its text, nor for ever', async () => {
    await ask(choice({ text: '', stop_reason: null }))
    expect(server!.calls).toHaveLength(1)
    const { proposals } = await ask(choice({ text: '\n' }))
    expect(proposals[0]![0]).toMatchObject({ text: '', ends: 'step', tokens: 5 })
    expect(server!.calls).toHaveLength(5)
  })

  it('lets a step have as many tokens as the run allows', async () => {
    const { url, calls } = await serving(() => ({ json: choice({ text: 'a\n' }) }))
    await httpPolicy({ url, model: null, ...OTHER }).propose(
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
    const { proposals } = await httpPolicy({ url, model: null, ...OTHER }, prompt).propose(
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

  it('does without token counts and with probabilities of an unknown form', async () => {
    const { proposals, usage } = await ask(choice({ text: 'a', logprobs: { content: [] } }))
    expect(proposals[0]![0]).toMatchObject({ tokens: 1, logProbabilities: [] })
    expect(usage).toMatchObject({ inputTokens: 0, generatedTokens: 1 })
    // llama.cpp in OpenAI's form.
    const content = [{ id: 1, token: 'a', logprob: -0.5, top_logprobs: [] }]
    expect((await firstOf(choice({ text: 'a', logprobs: { content } }))).logProbabilities).toEqual([-0.5])
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
    const { proposals } = await httpPolicy({ url, model: null, ...OTHER }).propose(requests, Sampling.parse({}), signal)
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
    const policy = httpPolicy({ url, model: 'm', ...OTHER })
    const asked = policy.propose([{ path: PATH, seeds: [1, 2], maxTokens: 9 }], Sampling.parse({}), abort.signal)
    await expect(asked).rejects.toThrow('enough')
  })
})

describe('a policy behind llama.cpp', () => {
  /** As its server answered in November 2026, shortened. */
  const reply = (rest: object) => ({
    index: 0,
    content: ' 42.',
    stop: true,
    tokens_predicted: 3,
    tokens_evaluated: 10,
    stop_type: 'word',
    stopping_word: '\n',
    tokens_cached: 12,
    timings: { cache_n: 6, prompt_n: 4, predicted_n: 3 },
    completion_probabilities: [
      { id: 216, token: ' ', logprob: -0.5, top_logprobs: [{ id: 216, token: ' ', logprob: -0.5 }] },
      { id: 34, token: '42.', logprob: -0.25, top_logprobs: [] },
    ],
    ...rest,
  })
  const ask = async (...replies: object[]) => {
    const { url } = await serving((_, index) => ({ json: replies[Math.min(index, replies.length - 1)] }))
    const policy = httpPolicy({ url: `${url}/v1`, model: 'm', ...OTHER, kind: 'llama-cpp' })
    const { proposals, usage } = await policy.propose(
      [{ path: PATH, seeds: [7], maxTokens: 40 }],
      Sampling.parse({ temperature: 0.7, topK: 5, topP: 0.9, minP: 0.05, repetitionPenalty: 1.1 }),
      signal,
    )
    return { proposal: proposals[0]![0]!, usage }
  }

  it('is asked by its own question, everything said', async () => {
    await ask(reply({}))
    expect(server!.calls).toEqual([
      {
        method: 'POST',
        path: '/completion',
        body: {
          model: 'm',
          prompt: 'How many?\n1 + 1 = 2\n2 + 1 = 3\n',
          n_predict: 40,
          temperature: 0.7,
          top_k: 5,
          top_p: 0.9,
          min_p: 0.05,
          repeat_penalty: 1.1,
          repeat_last_n: 65_536,
          samplers: ['penalties', 'temperature', 'top_k', 'top_p', 'min_p'],
          presence_penalty: 0,
          frequency_penalty: 0,
          mirostat: 0,
          stop: ['\n'],
          seed: 7,
          n_probs: 1,
          post_sampling_probs: false,
          return_tokens: true,
          cache_prompt: true,
          stream: false,
        },
      },
    ])
  })

  it.each([
    ['a stop text', { stop_type: 'word' }, 'step'],
    ['the end of the text', { stop_type: 'eos' }, 'solution'],
    ['the most tokens', { stop_type: 'limit' }, 'length'],
    ['nothing that is known', { stop_type: 'none' }, 'step'],
  ])('tells a step that ended at %s', async (_, rest, ends) => {
    expect((await ask(reply(rest))).proposal).toMatchObject({ text: ' 42.', tokens: 3, ends })
  })

  it('tells probabilities and what it held of the prompt', async () => {
    const { proposal, usage } = await ask(reply({}))
    expect(proposal.logProbabilities).toEqual([-0.5, -0.25])
    expect(usage).toMatchObject({ inputTokens: 4, cachedTokens: 6, generatedTokens: 3 })
  })

  it('keeps the probabilities of a step behind an empty line, whose end it does not tell', async () => {
    const empty = reply({ content: '', tokens_predicted: 1, completion_probabilities: [] })
    const { proposal } = await ask(empty, reply({}))
    expect(proposal).toMatchObject({ text: ' 42.', tokens: 4, logProbabilities: [-0.5, -0.25] })
  })
})

describe('a policy behind Ollama', () => {
  it('is asked without its chat template', async () => {
    const { url } = await serving(() => ({
      json: { model: 'm', response: 'a = 1', done: true, done_reason: 'length', eval_count: 4, prompt_eval_count: 9 },
    }))
    const policy = httpPolicy({ url: `${url}/v1`, model: 'm', ...OTHER, kind: 'ollama' })
    const asked = { path: PATH, seeds: [7], maxTokens: 40 }
    const { proposals, usage } = await policy.propose([asked], Sampling.parse({}), signal)
    expect(proposals[0]![0]).toMatchObject({ text: 'a = 1', tokens: 4, logProbabilities: [], ends: 'length' })
    expect(usage).toMatchObject({ inputTokens: 9, cachedTokens: 0, generatedTokens: 4 })
    expect(server!.calls[0]).toMatchObject({
      path: '/api/generate',
      body: { model: 'm', raw: true, stream: false, options: { num_predict: 40, stop: ['\n'], seed: 7, top_k: 0 } },
    })
  })
})

describe('a PRM behind a server', () => {
  const scoring = async (data: unknown, rest: object = {}) => {
    const { url } = await serving(() => ({ json: { object: 'list', data: [{ index: 0, data }], ...rest } }))
    return await httpVerifier({ url, model: 'prm', ...OTHER }).score([PATH], signal)
  }

  it('posts the problem and the steps with their tags', async () => {
    await scoring([0.1, 0.2])
    const asked = (content: string) => ({
      method: 'POST',
      path: '/pooling',
      body: {
        model: 'prm',
        messages: [
          { role: 'system', content: 'Please reason step by step, and put your final answer within \\boxed{}.' },
          { role: 'user', content: 'How many?' },
          { role: 'assistant', content },
        ],
        task: 'token_classify',
      },
    })
    // The question alone comes behind, for what its first steps are counted by.
    expect(server!.calls).toEqual([asked('1 + 1 = 2<extra_0>2 + 1 = 3<extra_0>'), asked('')])
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
    // Nobody has asked about the path before, so the step's own tokens are not known. The question was read once more, alone.
    expect(usage).toMatchObject({
      scoredTokens: null,
      inputTokens: 4 + 4,
      cachedTokens: 0,
      attendedTokens: 2 * (1 + 2 + 3 + 4),
    })
  })

  it('posts the text of a plain format, and takes the share of the first of two tokens', async () => {
    const { url } = await serving(() => ({
      json: {
        data: [
          {
            data: [
              [0.75, 0.25],
              [0.5, 0.5],
            ],
          },
        ],
      },
    }))
    const { record } = rewardPreset('math-shepherd')!
    const verifier = httpVerifier({ url, model: 'prm', ...OTHER }, record)
    expect((await verifier.score([{ ...PATH, steps: PATH.steps.slice(0, 2) }], signal)).rewards).toEqual([0.5])
    expect(await httpStepRewards({ url, model: 'prm', ...OTHER }, record)(PATH, signal)).toEqual([0.75, 0.5])
    expect(server!.calls[0]!.body).toEqual({
      model: 'prm',
      input: 'How many? 1 + 1 = 2 ки\n2 + 1 = 3 ки\n',
      add_special_tokens: true,
      task: 'token_classify',
    })
  })

  it('is told by its name, where nobody says it', async () => {
    const { url } = await serving(() => ({ json: { data: [{ data: [[0.5], [0.75]] }] } }))
    const verifier = httpVerifier({ url, model: 'Skywork/Skywork-o1-Open-PRM-Qwen-2.5-7B', ...OTHER })
    expect((await verifier.score([PATH], signal)).rewards).toEqual([0.75])
    expect(server!.calls[0]!.body).toMatchObject({ input: 'How many?\n1 + 1 = 2\n2 + 1 = 3\n' })
  })

  it('that gives another number of scores than of steps says both, and which option of the server is missing', async () => {
    const { url } = await serving(() => ({ json: { data: [{ data: Array(9).fill([0.5, 0.5]) }] } }))
    const { record } = rewardPreset('math-shepherd')!
    await expect(httpStepRewards({ url, model: 'prm', ...OTHER }, record)(PATH, signal)).rejects.toMatchObject({
      report: {
        code: 'model-broken',
        message: `The PRM at ${url} gave 9 scores for 2 steps.`,
        advice: expect.stringMatching(/--pooler-config .*"step_tag_id": ID of “ ки”, "returned_token_ids"/) as string,
      },
    })
  })

  it.each(['rlhflow', 'llemma'])('is not asked in a format that no server serves: %s', async (preset) => {
    const { url } = await serving(() => ({ json: {} }))
    const verifier = httpVerifier({ url, model: 'prm', ...OTHER }, rewardPreset(preset)!.record)
    await expect(verifier.score([PATH], signal)).rejects.toMatchObject({
      report: { code: 'bad-input', message: expect.stringMatching(/which no server does\.$/) as string },
    })
    expect(server!.calls).toEqual([])
  })

  it('refuses what is no list of scores', async () => {
    const message = expect.stringMatching(/form that Espalier does not know/) as string
    await expect(scoring(null)).rejects.toMatchObject({ report: { code: 'server-failed', message } })
  })
})
