// Faults of servers in the middle of a search, over the methods: what passes by changes nothing in the tree, what one reply lacks is told,
// and what cannot go on ends the run in plain words with the tree as far as it had grown.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Change } from '../../../src-main/contract/event.ts'
import { USUAL_JUDGE } from '../../../src-main/contract/judge-record.ts'
import { RunSpec } from '../../../src-main/contract/run.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import { httpJudge } from '../../../src-main/inference/server/http-judge.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { httpVerifier } from '../../../src-main/inference/server/http-verifier.ts'
import { openModelWatch } from '../../../src-main/inference/server/model-watch.ts'
import { search } from '../../../src-main/search/search.ts'
import { SERVED_MODEL, scriptedModels, startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerCall, ServerReply } from '../../doubles/model-server.ts'

// No test waits for the pauses between two tries.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

let server: ModelServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const KEY = 'sesame-open-0123456789'
/** Of a server that tells nothing of itself. */
const OTHER = {
  kind: 'other',
  shape: null,
  atOnce: { start: 8, most: 8 },
  access: { connection: 'faults', others: [] as string[], key: KEY },
} as const
const script = scriptedModels()
const METHODS: readonly (readonly [string, Record<string, number>])[] = [
  ['greedy', {}],
  ['weighted', { width: 4 }],
  ['rebase', { width: 6 }],
  ['beam', { width: 8 }],
  ['mcts', { expansions: 10 }],
  ['particles', { width: 4 }],
]

const judgeAt = (url: string) =>
  httpJudge(
    { url: `${url}/v1`, model: SERVED_MODEL, ...OTHER, judging: { at: 'chat/completions', count: 20 } },
    USUAL_JUDGE,
  )

/** What a search says; `own`: it is verified by the policy's own confidence, else by a PRM at the same server. */
async function searching(
  [method, parameters]: readonly [string, Record<string, number>],
  answer: (call: ServerCall, index: number) => ServerReply,
  { own = false, judge = false, signal = new AbortController().signal } = {},
) {
  server = await startModelServer(answer)
  const { url } = server
  const spec = RunSpec.parse({
    problem: { id: 'own', question: 'Add one, three times. How many?', answer: '31' },
    method,
    parameters,
    policy: url,
    verifier: method === 'greedy' ? null : own ? 'confidence:mean' : url,
  })
  const changes: Change[] = []
  await search({
    spec,
    policy: httpPolicy({ url: `${url}/v1`, model: SERVED_MODEL, ...OTHER }),
    verifier: own ? null : judge ? judgeAt(url) : httpVerifier({ url, model: SERVED_MODEL, ...OTHER }),
    emit: (change) => changes.push(change),
    gate: () => Promise.resolve(),
    signal,
  })
  expect(server.calls.every((call) => call.key === KEY)).toBe(true)
  // Not even where the server says it again.
  expect(JSON.stringify(changes)).not.toContain(KEY)
  const tree = foldChanges(changes)
  const notices = changes.flatMap((change) => (change.type === 'notice' ? [change.notice.message] : []))
  await server.close()
  return { tree, notices, texts: tree.nodes.map(({ text, reward }) => [text, reward]) }
}

/** Answers the first question behind two steps with a fault, once; all others by the script. */
function once(fault: ServerReply | ((call: ServerCall) => ServerReply)) {
  let done = false
  return (call: ServerCall): ServerReply => {
    const lines = call.path === '/v1/completions' ? String(call.body!['prompt']).trim().split('\n') : []
    if (done || lines.length !== 3) return script(call)
    done = true
    return typeof fault === 'function' ? fault(call) : fault
  }
}

interface Completion {
  model?: string
  choices: Record<string, unknown>[]
}

/** The script's reply, changed in one place. */
const changed = (change: (reply: Completion) => void) => (call: ServerCall) => {
  const { json } = script(call) as { json: Completion }
  change(json)
  return { json }
}

describe.each(METHODS)('%s', (...method) => {
  it('grows the same tree where what went wrong passes', async () => {
    const { tree, texts } = await searching(method, script)
    expect(tree.state).toBe('done')
    const passing: ServerReply[] = [
      { status: 429, text: '', retryAfter: 0 },
      { status: 500, text: 'out of memory' },
      'reset',
      { begins: '{"choices": [', then: 'reset' },
    ]
    for (const fault of passing) {
      const again = await searching(method, once(fault))
      expect([again.tree.state, again.notices, again.texts]).toEqual(['done', [], texts])
    }
  })

  it.each<[what: string, fault: Parameters<typeof once>[0], state: string, said: RegExp]>([
    ['no choice', changed((reply) => (reply.choices = [])), 'done', /answered without a completion/],
    ['a body without end', { begins: '{"choices": [', then: 'endless' }, 'failed', /sent more than 8 MB/],
    [
      'a key that is refused',
      { status: 401, json: { error: { message: `Invalid API Key: ${KEY}` } } },
      'failed',
      /status 401: Invalid API Key/,
    ],
    [
      'another model',
      changed((reply) => (reply.model = 'another')),
      'failed',
      /another model since the run began: “another”/,
    ],
    [
      'fewer probabilities than tokens',
      changed((reply) => (reply.choices[0]!['logprobs'] = { token_logprobs: [-9] })),
      'done',
      /told 1 log-probabilities for \d+ tokens/,
    ],
  ])('tells of %s', async (_, fault, state, said) => {
    const { tree, notices } = await searching(method, once(fault))
    expect(tree.state).toBe(state)
    expect(tree.nodes.length).toBeGreaterThan(1)
    expect([...notices, tree.error?.message ?? '']).toContainEqual(expect.stringMatching(said))
  })
})

it.each(['a PRM', 'a judge'])(
  'another model of %s in mid-run ends the run, with the tree as far as it had grown',
  async (who) => {
    let scored = 0
    const answer = (call: ServerCall): ServerReply => {
      const reply = script(call)
      if (call.path === '/v1/completions' || typeof reply === 'string' || !('json' in reply)) return reply
      return { json: { ...(reply.json as object), model: ++scored > 8 ? 'another' : 'one' } }
    }
    const { tree } = await searching(['rebase', { width: 6 }], answer, { judge: who === 'a judge' })
    expect(tree.state).toBe('failed')
    expect(tree.nodes.length).toBeGreaterThan(1)
    expect(tree.error?.message).toMatch(/another model since the run began: “another” in place of “one”/)
  },
)

it.each([
  [
    'NaN',
    {
      text: '{"model": "scripted-model", "choices": [{"text": "Step 1: 1\\n", "logprobs": {"token_logprobs": [NaN]}}]}',
    },
  ],
  ['fewer than tokens', changed((reply) => (reply.choices[0]!['logprobs'] = { token_logprobs: [-9] }))],
])(
  'a step whose probabilities are %s has no reward by confidence, which is told; the others have',
  async (_, fault) => {
    const { tree, notices } = await searching(['rebase', { width: 6 }], once(fault), { own: true })
    expect(tree.state).toBe('done')
    expect(tree.nodes.slice(1).filter(({ reward }) => reward === null)).toHaveLength(1)
    expect(notices).toContainEqual(expect.stringMatching(/does not tell of every step/))
  },
)

it('gives up its requests when it is stopped', async () => {
  const stop = new AbortController()
  let asked = 0
  const answer = (call: ServerCall): ServerReply => {
    if (call.path !== '/v1/completions') return script(call)
    if (++asked === 8) setImmediate(() => stop.abort(new Error('stopped')))
    return 'silence'
  }
  const { tree } = await searching(['rebase', { width: 32 }], answer, { signal: stop.signal })
  expect(tree.state).toBe('stopped')
  await expect.poll(() => server!.dropped).toBe(8)
  expect(asked).toBe(8)
})

describe('the list of models is looked at again', () => {
  const signal = new AbortController().signal
  const listing = { data: [{ id: 'm', root: '/models/m', meta: { n_params: 10 } }] }
  const facts = { model: 'm', version: '/models/m' }
  it.each<[what: string, list: ServerReply, said: RegExp | null]>([
    ['the same', { json: listing }, null],
    ['another name', { json: { data: [{ id: 'other' }] } }, /“other” in place of “m”/],
    ['another root', { json: { data: [{ id: 'm', root: '/models/b' }] } }, /“m \(\/models\/b\)”/],
    ['no list', { status: 404, text: '' }, null],
  ])('%s', async (_, list, said) => {
    server = await startModelServer(() => list)
    let clock = 0
    const watch = openModelWatch(server.url, facts, () => clock)
    await watch.look(signal)
    expect(server.calls).toHaveLength(0)
    clock = 21_000
    if (said === null) await watch.look(signal)
    else await expect(watch.look(signal)).rejects.toThrow(said)
    expect(server.calls).toHaveLength(1)
  })

  it('another size', async () => {
    server = await startModelServer((_, index) => ({ json: { data: [{ id: 'm', meta: { n_params: 10 + index } }] } }))
    let clock = 21_000
    const watch = openModelWatch(server.url, facts, () => (clock += 21_000))
    await watch.look(signal)
    await expect(watch.look(signal)).rejects.toThrow(/“m \(11 parameters\)”/)
  })
})
