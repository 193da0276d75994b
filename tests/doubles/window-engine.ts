// An engine inside the page: the real search over scripted models, with the clock and the storage of an engine.
// For the window's tests and for looking at it without a host.
import type { EngineApi, TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import type { ModelCache } from '../../src-main/contract/cache-use.ts'
import { NO_COST } from '../../src-main/contract/cost.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { Change, RunEvent } from '../../src-main/contract/event.ts'
import type { FileModelInfo } from '../../src-main/contract/model.ts'
import type { Problem } from '../../src-main/contract/problem.ts'
import type { RunHeader, RunSummary } from '../../src-main/contract/run.ts'
import { isByHand, RunSpec, steeredHeader } from '../../src-main/contract/run.ts'
import { Steering } from '../../src-main/contract/steering.ts'
import { applyChange, emptyTree } from '../../src-main/contract/tree.ts'
import type { Path, Policy } from '../../src-main/search/policy.ts'
import { search, steerEnded } from '../../src-main/search/search.ts'
import type { Desk } from '../../src-main/search/steering.ts'
import type { Verifier } from '../../src-main/search/verifier.ts'
import type { Connection, ConnectionState, Refusal } from '../../src-renderer/engine.ts'
import { datasetCalls } from './dataset-engine.ts'
import { deviceCalls } from './device-engine.ts'
import { experimentCalls } from './experiment-engine.ts'
import type { Furnished } from './experiment-engine.ts'
import { hubCalls } from './hub-engine.ts'
import { runLibraryCalls } from './run-library-engine.ts'
import { modelCalls } from './models-engine.ts'
import type { Furniture } from './models-engine.ts'
import { hashOf, noise } from './noise.ts'
import { scriptedPolicy } from './scripted-policy.ts'
import { workspaceCalls } from './workspace-engine.ts'
import { scriptedVerifier } from './scripted-verifier.ts'

/** Boxes, apples in each, then what comes and goes: every problem of the double is one line of these. */
const AMOUNTS = [4, 17, 29, 3, 8] as const
const QUESTION =
  'A farm stand opens with 4 boxes of 17 apples. A truck brings 29 more. The apples are then shared so that each of 3 shops gets one third, rounded down, and 8 children each take one apple from the first shop. How many apples does that shop have?'
const TRUTH = ['68', '97', '32', '24']

export interface WindowEngineOptions {
  /** Milliseconds that each batch of the policy or the PRM takes. */
  pace?: number
  /** The search fails after this many batches. */
  failAfter?: number
  /** Experiments that are there at the start, and the milliseconds between two steps of one that runs. */
  experiments?: readonly Furnished[]
  experimentPace?: number
  /** Whether the devices are tested at the start. */
  devicesTested?: boolean
  /** Whether models of the user's are there at the start. */
  library?: Furniture
}

export interface WindowEngine extends Connection {
  /** Breaks the line or mends it; a mended one is that of another engine unless it is `resumed`. */
  enter(state: ConnectionState, how?: { resumed?: boolean; refusal?: Refusal }): void
  /** Every token that was offered. */
  readonly offered: string[]
  /** Every call so far. */
  readonly calls: { name: string; argument: unknown }[]
  /** Events that a window does not get to see, by sequence; it must notice the gap. */
  readonly lost: Set<number>
}

interface PageOfProblems {
  dataset?: string | null
  query?: string
  level?: number | null
  offset?: number
  limit?: number
}

interface Run {
  header: RunHeader
  events: RunEvent[]
  summary: RunSummary
  abort: AbortController
  paused: boolean
  release: () => void
  emit: (change: Change) => void
  /** Where it is steered while it waits. */
  desk: Desk | null
}

export function windowEngine({
  pace = 0,
  failAfter = Infinity,
  experiments = [],
  experimentPace = 20,
  devicesTested = false,
  library = 'embedded',
}: WindowEngineOptions = {}): WindowEngine {
  const listeners = new Map<string, Set<(message: never) => void>>()
  const states = new Set<(state: ConnectionState) => void>()
  const renewals = new Set<() => void>()
  const offered: string[] = []
  const runs = new Map<string, Run>()
  const calls: WindowEngine['calls'] = []
  const lost = new Set<number>()
  let state: ConnectionState = 'open'
  let refusal: Refusal | null = null
  let batches = 0

  const post = <Name extends TopicName>(topic: Name, message: TopicMessage<Name>): void => {
    for (const listener of listeners.get(topic) ?? []) (listener as (message: TopicMessage<Name>) => void)(message)
  }
  const wait = async (): Promise<void> => {
    if (++batches > failAfter) {
      throw new EspalierError({
        code: 'model-broken',
        message: 'The policy model gave no numbers any more.',
        advice: 'Load the model again, or choose another one.',
        details: 'logits[0, 17, 204] is NaN\nmodel: arithmetic-policy-1m/model.safetensors',
      })
    }
    if (pace > 0) await new Promise((resolve) => setTimeout(resolve, pace))
  }
  const apples = { policy: applePolicy(), verifier: appleVerifier() }
  const policy: Policy = {
    ...apples.policy,
    propose: async (...batch) => (await wait(), apples.policy.propose(...batch)),
  }
  const verifier: Verifier = {
    ...apples.verifier,
    score: async (...batch) => (await wait(), apples.verifier.score(...batch)),
  }

  const runOf = (id: string): Run => {
    const run = runs.get(id)
    if (run) return run
    throw new EspalierError({ code: 'not-found', message: 'This run is not there any more.', advice: '' })
  }

  function start(argument: unknown, startPaused: boolean): string {
    const spec = RunSpec.parse(argument)
    const id = `run-${runs.size + 1}`
    const model = { sha256: null, device: 'cpu' }
    const header: RunHeader = {
      schema: 'espalier-run',
      version: 1,
      app: '0.1.0',
      id,
      created: new Date().toISOString(),
      spec,
      policy: { ...model, id: spec.policy, name: MODELS[0]!.name, shape: POLICY_SHAPE },
      verifier:
        spec.verifier === null ? null : { ...model, id: spec.verifier, name: MODELS[1]!.name, shape: POLICY_SHAPE },
    }
    const { problem, method, parameters, seed } = spec
    const summary: RunSummary = {
      id,
      created: header.created,
      question: problem.question,
      problem: problem.id,
      dataset: problem.dataset,
      level: problem.level,
      method,
      parameters,
      seed,
      policy: header.policy,
      verifier: header.verifier,
      state: 'queued',
      answer: null,
      correct: null,
      cost: NO_COST,
      seconds: 0,
    }
    const run: Run = {
      header,
      events: [],
      summary,
      abort: new AbortController(),
      paused: startPaused,
      release: () => {},
      emit: () => {},
      desk: null,
    }
    runs.set(id, run)
    post('run.summary', run.summary)
    void grow(run)
    return id
  }

  async function grow(run: Run): Promise<void> {
    const tree = emptyTree()
    const began = performance.now()
    const emit = (change: Change): void => {
      applyChange(tree, change)
      if (isByHand(change)) {
        run.header = steeredHeader(run.header)
        run.summary = { ...run.summary, steered: true }
      }
      const event = { sequence: run.events.length, seconds: (performance.now() - began) / 1000, change }
      run.events.push(event)
      if (!lost.delete(event.sequence)) post('run.events', { id: run.header.id, events: [event] })
      const { state, chosen, cost } = tree
      const { answer = null, correct = null } = chosen ?? {}
      run.summary = { ...run.summary, state, answer, correct, cost, seconds: event.seconds }
      if (change.type === 'state' || change.type === 'chosen') post('run.summary', run.summary)
    }
    const stopped = (): boolean => run.abort.signal.aborted
    run.emit = emit
    const gate = async (desk: Desk): Promise<void> => {
      if (!run.paused || stopped()) return
      run.desk = desk
      emit({ type: 'state', state: 'paused', error: null })
      await new Promise<void>((resolve) => (run.release = resolve))
      run.desk = null
      if (!stopped()) emit({ type: 'state', state: 'running', error: null })
    }
    await search({ spec: run.header.spec, policy, verifier, emit, gate, signal: run.abort.signal })
  }

  const datasets = datasetCalls({ catalog: PROBLEMS, post })
  const answers: Record<string, ((argument: never) => unknown) | undefined> = {
    ...experimentCalls({ models: MODELS, furnished: experiments, pace: experimentPace, post }),
    ...deviceCalls({ models: MODELS, pace: pace * 10, tested: devicesTested, post }),
    ...modelCalls({ models: MODELS, furniture: library, pace: pace * 4, post }),
    ...hubCalls({ pace: pace * 5, post }),
    ...workspaceCalls(),
    'engine.info': () => ({
      version: '0.1.0',
      host: 'web',
      cores: 2,
      dataFolder: '/home/ada/.local/share/espalier',
      notice: null,
    }),
    'models.caches': () => ({ caches: MODELS.slice(0, 2).map(({ id }) => cacheOf(id, [...runs.values()])) }),
    ...datasets.answers,
    'problems.list': ({ dataset = null, query = '', level = null, offset = 0, limit = 100 }: PageOfProblems) => {
      const found = datasets
        .problemsOf(dataset)
        .filter(
          (problem) =>
            (level === null || problem.level === level) && problem.question.toLowerCase().includes(query.toLowerCase()),
        )
      return { total: found.length, problems: found.slice(offset, offset + limit), faults: [] }
    },
    'runs.start': ({ startPaused = false, ...spec }: { startPaused?: boolean }) => ({ id: start(spec, startPaused) }),
    'runs.pause': ({ id }: { id: string }) => ((runOf(id).paused = true), {}),
    'runs.resume': ({ id }: { id: string }) => {
      const run = runOf(id)
      run.paused = false
      run.release()
      return {}
    },
    'runs.step': ({ id }: { id: string }) => (runOf(id).release(), {}),
    'runs.steer': async ({ id, steering }: { id: string; steering: unknown }) => {
      const run = runOf(id)
      const asked = Steering.parse(steering)
      if (run.desk) await run.desk.steer(asked)
      else {
        const { spec } = run.header
        const grown = run.events.map(({ change }) => change)
        const signal = new AbortController().signal
        await steerEnded({ spec, grown, asked, policy, verifier, emit: run.emit, answers: undefined, signal })
      }
      return {}
    },
    'runs.stop': ({ id }: { id: string }) => {
      const run = runOf(id)
      run.abort.abort(new Error('stopped'))
      run.release()
      return {}
    },
    ...runLibraryCalls({ runs, post }),
    'runs.open': ({ id }: { id: string }) => {
      const { header, events } = runOf(id)
      return structuredClone({ header, events })
    },
    'runs.delete': ({ id }: { id: string }) => {
      runs.delete(id)
      post('run.deleted', { id })
      return {}
    },
  }

  return {
    calls,
    lost,
    get state() {
      return state
    },
    get refusal() {
      return refusal
    },
    offered,
    offer: (token) => void offered.push(token),
    enter(next, { resumed = false, refusal: why } = {}) {
      const renewed = next === 'open' && state !== 'open' && !resumed
      state = next
      refusal = why ?? null
      for (const listener of states) listener(next)
      if (renewed) for (const listener of renewals) listener()
    },
    onRenewed(listener) {
      renewals.add(listener)
      return () => void renewals.delete(listener)
    },
    onState(listener) {
      states.add(listener)
      return () => void states.delete(listener)
    },
    call: (async (name: string, argument: unknown) => {
      await Promise.resolve()
      if (state !== 'open')
        throw new EspalierError({ code: 'engine-stopped', message: 'The engine has stopped.', advice: '' })
      calls.push({ name, argument: structuredClone(argument) })
      const answer = answers[name] as ((argument: unknown) => unknown) | undefined
      if (!answer) throw new EspalierError({ code: 'bad-input', message: `There is no call ${name}.`, advice: '' })
      return answer(argument)
    }) as EngineApi['call'],
    listen(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => void set.delete(listener)
    },
  }
}

const POLICY_SHAPE = { parameters: 1_033_984, layers: 5, attentionWidth: 128 }

const MODELS: readonly FileModelInfo[] = [
  { id: 'arithmetic-policy-1m', name: 'Arithmetic policy 1M', role: 'policy' as const },
  { id: 'arithmetic-prm-2m', name: 'Arithmetic PRM 1M', role: 'verifier' as const },
  { id: 'arithmetic-policy-400k', name: 'Arithmetic policy 0.4M', role: 'policy' as const, parameters: 402_112 },
  { id: 'arithmetic-policy-6m', name: 'Arithmetic policy 6M', role: 'policy' as const, parameters: 6_512_640 },
].map((model) => ({
  parameters: 1_033_984,
  ...model,
  folder: model.id,
  layers: 5,
  width: 128,
  licence: 'Apache-2.0',
  sha256: '0'.repeat(64),
  bytes: 4_200_000,
  state: 'ready',
  error: null,
  device: 'cpu',
}))

const PROBLEMS: readonly Problem[] = Array.from({ length: 60 }, (_, index) => ({
  id: `double-${index}`,
  question: index === 0 ? QUESTION : QUESTION.replace('A farm stand', `Farm stand ${index}`),
  answer: TRUTH.at(-1)!,
  level: index === 0 ? 3 : 1 + (index % 5),
  dataset: 'arithmetic-test',
}))

/** A cache grows by 96 KiB a node and ends with its run. */
function cacheOf(model: string, runs: readonly Run[]): ModelCache {
  const bytesOf = ({ summary }: Run): number => 98_304 * summary.cost.nodes
  const live = runs.filter(({ summary }) => ['queued', 'running', 'paused'].includes(summary.state))
  return {
    model,
    caches: live.length,
    bytes: live.reduce((sum, run) => sum + bytesOf(run), 0),
    byteLimit: 2 ** 29,
    mostBytes: Math.max(0, ...runs.map(bytesOf)),
    cachedTokens: runs.reduce((sum, { summary }) => sum + 150 * summary.cost.nodes, 0),
    computedTokens: runs.reduce((sum, { summary }) => sum + 40 + 30 * summary.cost.nodes, 0),
  }
}

/** Works through the apples; a slip changes the number that all later steps build on. */
function applePolicy(): Policy {
  const inner = scriptedPolicy((path, seed) => {
    const place = path.steps.length
    if (place === TRUTH.length) return { text: `The answer is: ${lastNumber(path)}`, ends: 'solution' }
    const before = lastNumber(path)
    const right = [AMOUNTS[0] * AMOUNTS[1], before + AMOUNTS[2], Math.floor(before / AMOUNTS[3]), before - AMOUNTS[4]][
      place
    ]!
    const slip = noise(seed) < 0.42 ? [-10, 1, 10, -1][Math.floor(noise(seed + 1) * 4)]! : 0
    const result = right + slip
    const words = [
      `4 boxes of 17 apples are 4 * 17 = ${result} apples.`,
      `With the truck there are ${before} + 29 = ${result} apples.`,
      `Each of 3 shops gets ${before} / 3 = ${result} apples.`,
      `The first shop keeps ${before} - 8 = ${result} apples.`,
    ]
    return `Step ${place + 1}: ${words[place]}`
  })
  return {
    ...inner,
    async propose(requests, sampling, signal) {
      const { proposals, usage } = await inner.propose(requests, sampling, signal)
      const varied = proposals.map((row, request) =>
        row.map((proposal, index) => ({
          ...proposal,
          logProbabilities: proposal.tokenIds.map((_, token) => {
            const draw = noise(requests[request]!.seeds[index]! + 31 * token)
            return -(draw ** 6) * 5 - 0.001
          }),
        })),
      )
      return { proposals: varied, usage: { ...usage, attendedTokens: usage.generatedTokens * 80 } }
    },
  }
}

function appleVerifier(): Verifier {
  return scriptedVerifier((path) => {
    const place = Math.min(path.steps.length, TRUTH.length) - 1
    const doubt = noise(hashOf(path.steps.map((step) => step.text).join('/')))
    return String(lastNumber(path)) === TRUTH[place] ? 0.66 + 0.33 * doubt : 0.04 + 0.5 * doubt
  })
}

function lastNumber(path: Path): number {
  return Number(/(-?\d+)\D*$/.exec(path.steps.at(-1)?.text ?? '0')?.[1])
}
