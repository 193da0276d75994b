// Servers that misbehave: what becomes of one path among others, of a run whose model never does better, and of the run itself.
import { afterEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../src-main/contract/event.ts'
import { RunSpec } from '../../../src-main/contract/run.ts'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { httpVerifier } from '../../../src-main/inference/server/http-verifier.ts'
import type { Path } from '../../../src-main/search/policy.ts'
import { search } from '../../../src-main/search/search.ts'
import { scriptedModels, startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerCall, ServerReply } from '../../doubles/model-server.ts'

const signal = new AbortController().signal
const SAMPLING = Sampling.parse({})
/** Of a server that tells nothing of itself. */
const OTHER = { kind: 'other', shape: null, atOnce: { start: 8, most: 8 } } as const

let server: ModelServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const step = (text: string) => ({ text, tokenIds: [], tokens: 3 })
const pathOf = (...texts: string[]): Path => ({ question: 'How many?', steps: texts.map(step) })

/** The text of a reply of /pooling whose scores are written like this. */
const pooled = (scores: string, usage = '{"prompt_tokens": 4}') => ({
  text: `{"object": "list", "data": [{"index": 0, "data": ${scores}}], "usage": ${usage}}`,
})

/** Whether a PRM is asked about the question alone, for its count. */
const isAlone = ({ body }: ServerCall) => (body!['messages'] as { content: string }[]).at(-1)!.content === ''

describe('a PRM that misbehaves', () => {
  /** Scores three paths of two steps; the server answers the one in the middle like this, the others with 0.25. */
  const scoring = async (reply: ServerReply, odd = pathOf('1 + 1 = 2', 'odd')) => {
    server = await startModelServer(({ body }) =>
      JSON.stringify(body!['messages']).includes('odd') ? reply : pooled('[0.5, 0.25]'),
    )
    return await httpVerifier({ url: server.url, model: null, ...OTHER }).score(
      [pathOf('a', 'b'), odd, pathOf('c', 'd')],
      signal,
    )
  }

  it.each<[what: string, reply: ServerReply, notice: RegExp]>([
    ['NaN, as Python writes it', pooled('[0.5, NaN]'), /gave the score null, which is no reward/],
    ['NaN among pairs', pooled('[[0.5, 0.5], [NaN, NaN]]'), /gave the score \[null,null\]/],
    ['Infinity', pooled('[0.5, -Infinity]'), /gave the score null/],
    ['null', pooled('[0.5, null]'), /gave the score null/],
    ['null for an earlier step', pooled('[null, 0.5]'), /gave the score null/],
    ['the text NaN', pooled('[0.5, "NaN"]'), /gave the score "NaN"/],
    ['a number as a text', pooled('["0.5", "0.5.1"]'), /gave the score "0\.5"/],
    ['logits', pooled('[[0.1, 0.9], [-2.5, 3.5]]'), /gave the score \[-2\.5,3\.5\]/],
    ['a score beyond a hair', pooled('[0.5, 1.002]'), /gave the score 1\.002/],
    ['three classes', pooled('[[0.1, 0.2, 0.7], [0.1, 0.2, 0.7]]'), /gave the score \[0\.1,0\.2,0\.7\]/],
    ['an object', pooled('[0.5, {"score": 0.5}]'), /gave the score \{"score":0\.5\}/],
    ['too few scores', pooled('[0.5]'), /gave 1 scores for 2 steps/],
    ['too many scores', pooled('[0.5, 0.5, 0.5]'), /gave 3 scores for 2 steps/],
    ['no score', pooled('[]'), /gave 0 scores for 2 steps/],
    [
      'a refusal',
      { status: 400, json: { error: { message: 'The input has 9000 tokens.' } } },
      /status 400: The input has 9000 tokens\.$/,
    ],
    ['an error with status 200', { json: { error: { message: 'Too long', code: 400 } } }, /with an error: Too long\.$/],
  ])('leaves one path unscored, with a notice: %s', async (_, reply, notice) => {
    const { rewards, notices } = await scoring(reply)
    expect(rewards).toEqual([0.25, null, 0.25])
    expect(notices).toEqual([expect.objectContaining({ message: expect.stringMatching(notice) as string })])
  })

  it('is not asked about a step that holds its tag, which has no score', async () => {
    const { rewards, notices } = await scoring(pooled('[1]'), pathOf('1 + 1 = 2', 'odd <extra_0> step'))
    expect(rewards).toEqual([0.25, null, 0.25])
    expect(notices).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/A step holds “<extra_0>”/) as string }),
    ])
    expect(server!.calls.filter((call) => !isAlone(call))).toHaveLength(2)
  })

  it('cannot be asked about a problem that holds its tag', async () => {
    server = await startModelServer(() => pooled('[0.5]'))
    const asked = httpVerifier({ url: server.url, model: null, ...OTHER }).score(
      [{ ...pathOf('a'), question: 'a<extra_0>b' }],
      signal,
    )
    await expect(asked).rejects.toMatchObject({
      report: { code: 'bad-input', message: expect.stringMatching(/The problem holds “<extra_0>”/) as string },
    })
  })

  it.each<[scores: string, reward: number]>([
    ['[0.5, 1.0000001]', 1],
    ['[0.5, 1.001]', 1],
    ['[0.5, -0.0005]', 0],
    ['[[0.5, 0.5], [-1e-7, 1.0000001]]', 1],
    ['[0.5, 1e-300]', 1e-300],
  ])('a hair outside of 0 to 1 is right: %s', async (scores, reward) => {
    const { rewards, notices } = await scoring(pooled(scores))
    expect([rewards, notices]).toEqual([[0.25, reward, 0.25], []])
  })

  it.each([
    '{"prompt_tokens": -4}',
    '{"prompt_tokens": 1.5}',
    '{"prompt_tokens": 1e18}',
    '{"prompt_tokens": "4"}',
    '[]',
    '7',
    '{}',
  ])('counts no tokens by a usage that cannot be: %s', async (usage) => {
    const { rewards, usage: counted } = await scoring(pooled('[0.5, 0.5]', usage))
    // Two paths and the question alone.
    expect([rewards, counted.inputTokens, counted.scoredTokens]).toEqual([[0.25, 0.5, 0.25], 3 * 4, null])
  })

  it.each<[what: string, reply: ServerReply, code: string, message: RegExp]>([
    ['a page', { text: '<html><body>Bad gateway</body></html>' }, 'server-failed', /answered with a web page/],
    ['no JSON', { text: '0.5, 0.5' }, 'server-failed', /something that is not JSON/],
    ['another form', { json: { scores: [0.5, 0.5] } }, 'server-failed', /form that Espalier does not know/],
    ['a redirect', { status: 302, text: '', location: 'http://example.org/' }, 'server-failed', /it is elsewhere/],
    ['a wrong address', { status: 404, json: { detail: 'Not Found' } }, 'server-failed', /status 404: Not Found/],
    ['no end', { begins: '[0.5, ', then: 'endless' }, 'server-failed', /sent more than 8 MB/],
  ])('is at fault itself: %s', async (_, reply, code, message) => {
    await expect(scoring(reply)).rejects.toMatchObject({
      report: { code, message: expect.stringMatching(message) as string },
    })
  })

  it('does not fit where nothing that it gives can be used', async () => {
    server = await startModelServer(() => pooled('[3.5]'))
    const verifier = httpVerifier({ url: server.url, model: null, ...OTHER })
    const { rewards, notices } = await verifier.score([pathOf('a'), pathOf('b')], signal)
    expect([rewards, notices!.length]).toEqual([[null, null], 1])
    await expect(verifier.score([pathOf('c')], signal)).rejects.toMatchObject({
      report: { code: 'model-broken', message: expect.stringMatching(/gave the score 3\.5/) as string },
    })
  })

  it('is told of once for each kind of fault', async () => {
    const replies = [pooled('[0.5]'), pooled('[NaN]'), pooled('[7]'), pooled('[]')]
    let asked = 0
    server = await startModelServer((call) => (isAlone(call) ? { status: 500, text: '' } : replies[asked++]!))
    const verifier = httpVerifier({ url: server.url, model: null, ...OTHER })
    const told: number[] = []
    for (const text of ['a', 'b', 'c', 'd']) told.push((await verifier.score([pathOf(text)], signal)).notices!.length)
    expect(told).toEqual([0, 1, 0, 1])
  })
})

describe('a policy that misbehaves', () => {
  const choice = (rest: object = {}) => ({ text: 'a = 1\n', finish_reason: 'stop', stop_reason: '\n', ...rest })
  /** Asks for three children; the server answers the one in the middle like this. */
  const asking = async (reply: ServerReply) => {
    server = await startModelServer(({ body }) => (body!['seed'] === 2 ? reply : { json: { choices: [choice()] } }))
    const policy = httpPolicy({ url: server.url, model: null, ...OTHER })
    const asked = [{ path: pathOf('1 + 1 = 2'), seeds: [1, 2, 3], maxTokens: 9 }]
    const { proposals, ...rest } = await policy.propose(asked, SAMPLING, signal)
    return { proposals: proposals[0]!, ...rest }
  }

  it.each<[what: string, reply: ServerReply, notice: RegExp]>([
    ['no choice', { json: { choices: [] } }, /answered without a completion/],
    ['a refusal', { status: 400, json: { error: { message: 'Too long' } } }, /status 400: Too long\.$/],
    ['an error with status 200', { json: { error: 'Too long' } }, /with an error: Too long\.$/],
  ])('ends one path with an empty step, with a notice: %s', async (_, reply, notice) => {
    const { proposals, notices } = await asking(reply)
    expect(proposals.map(({ text }) => text)).toEqual(['a = 1', '', 'a = 1'])
    expect(notices).toEqual([expect.objectContaining({ message: expect.stringMatching(notice) as string })])
  })

  it.each<[what: string, reply: ServerReply, expected: object]>([
    ['more choices than asked', { json: { choices: [choice(), choice({ text: 'b = 2\n' })] } }, { text: 'a = 1' }],
    [
      'an unknown reason',
      { json: { choices: [choice({ finish_reason: 'moderated' })] } },
      { text: 'a = 1', ends: 'step' },
    ],
    [
      'a reason that is no text',
      { json: { choices: [choice({ finish_reason: 7, stop_reason: {} })] } },
      { ends: 'step' },
    ],
    [
      'an empty text, behind which it goes on',
      { json: { choices: [choice({ text: '' })] } },
      { text: 'a = 1', ends: 'step' },
    ],
    [
      'NaN among log-probabilities',
      { text: `{"choices": [{"text": "a = NaN\\n", "logprobs": {"token_logprobs": [-0.5, NaN, -Infinity]}}]}` },
      { text: 'a = NaN', logProbabilities: [], tokens: 3 },
    ],
    [
      'null among log-probabilities',
      { json: { choices: [choice({ logprobs: { token_logprobs: [null, -0.5] } })] } },
      { text: 'a = 1', logProbabilities: [], tokens: 2 },
    ],
    [
      'log-probabilities that are none',
      { json: { choices: [choice({ logprobs: { token_logprobs: 'none' } })] } },
      { text: 'a = 1', logProbabilities: [] },
    ],
  ])('is taken by what can be read: %s', async (_, reply, expected) => {
    const { proposals, notices } = await asking(reply)
    expect(proposals[1]).toMatchObject(expected)
    expect(notices).toEqual([])
  })

  it.each<[what: string, usage: unknown]>([
    ['negative', { prompt_tokens: -10, completion_tokens: -2 }],
    ['fractional', { prompt_tokens: 1.5, completion_tokens: 0.5 }],
    ['absurdly large', { prompt_tokens: 1e18, completion_tokens: 2 ** 40 }],
    ['a text', { prompt_tokens: '10', completion_tokens: '2' }],
    ['missing', undefined],
    ['null', null],
    ['a list', [10, 2]],
  ])('is not known to have used what cannot be: %s', async (_, usage) => {
    const { proposals, usage: counted } = await asking({ json: { choices: [choice()], usage } })
    expect(proposals[1]).toMatchObject({ text: 'a = 1', tokens: 1 })
    expect(counted).toMatchObject({ inputTokens: 0, generatedTokens: 3, cachedTokens: 0 })
  })

  it.each<[what: string, reply: ServerReply, message: RegExp]>([
    ['a page', { text: '<!DOCTYPE html><p>Bad gateway</p>' }, /answered with a web page/],
    ['the form of a chat', { json: { choices: [{ message: { content: 'a' } }] } }, /form that Espalier does not know/],
    ['no end', { begins: '{"choices": [', then: 'endless' }, /sent more than 8 MB/],
  ])('is at fault itself: %s', async (_, reply, message) => {
    await expect(asking(reply)).rejects.toMatchObject({
      report: { code: 'server-failed', message: expect.stringMatching(message) as string },
    })
  })

  it('does not fit where it never gives a completion', async () => {
    server = await startModelServer(() => ({ json: { choices: [] } }))
    const policy = httpPolicy({ url: server.url, model: null, ...OTHER })
    const asked = policy.propose([{ path: pathOf(), seeds: [1, 2, 3], maxTokens: 9 }], SAMPLING, signal)
    await expect(asked).rejects.toMatchObject({
      report: { code: 'server-failed', message: expect.stringMatching(/without a completion/) as string },
    })
  })
})

describe('a run over a server that misbehaves now and then', () => {
  const searching = async (answer: (call: ServerCall, index: number) => ServerReply) => {
    server = await startModelServer(answer)
    const { url } = server
    const spec = RunSpec.parse({
      problem: { id: 'own', question: 'Add one, three times. How many?', answer: '31' },
      method: 'rebase',
      parameters: { width: 6 },
      policy: url,
      verifier: url,
    })
    const changes: Change[] = []
    await search({
      spec,
      policy: httpPolicy({ url: `${url}/v1`, model: null, ...OTHER }),
      verifier: httpVerifier({ url, model: null, ...OTHER }),
      emit: (change) => changes.push(change),
      gate: () => Promise.resolve(),
      signal,
    })
    return changes
  }

  it('goes to its end, with one notice and the steps marked that have no score', async () => {
    const script = scriptedModels()
    let asked = 0
    const changes = await searching((call) =>
      call.path === '/pooling' && ++asked <= 2 ? pooled('[NaN]') : script(call),
    )
    const scored = changes.filter((change) => change.type === 'node-scored')
    expect(scored.filter(({ reward }) => reward === null)).toHaveLength(2)
    expect(changes.filter(({ type }) => type === 'notice')).toHaveLength(1)
    expect(changes.at(-1)).toEqual({ type: 'state', state: 'done', error: null })
  })

  it('fails in plain words where the PRM never gives a score', async () => {
    const script = scriptedModels()
    const changes = await searching((call) => (call.path === '/pooling' ? pooled('[-2.5]') : script(call)))
    expect(changes.at(-1)).toMatchObject({
      state: 'failed',
      error: { code: 'model-broken', message: expect.stringMatching(/gave the score -2\.5/) as string },
    })
  })
})
