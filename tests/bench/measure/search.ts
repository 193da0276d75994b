// A search end to end. Espalier searches one problem from nothing; its propose calls are recorded, and the others then generate
// the same numbers of tokens beyond the same paths, in the same calls, driven as their users would. Rewards cost nothing here.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RunRequest } from '../../../src-main/contract/run.ts'
import { positionsOf } from '../engine.ts'
import type { EngineId, SearchRecord, Way } from '../engine.ts'
import type { Bench } from '../plan.ts'
import { bestWays, measureInRounds, tryWays } from './rounds.ts'
import type { ByEngine, Measure, Tried } from './rounds.ts'

export interface SearchResult {
  method: 'rebase' | 'mcts' | 'greedy'
  /** REBASE: its width; MCTS: its expansions; greedy: 1. */
  budget: number
  /** Tokens that were sampled from; 0: all, 1: the likeliest alone. */
  topK: number
  nodes: number
  calls: number
  generatedTokens: number
  /** Tokens of the prompt and of every node, each counted once. */
  distinctTokens: number
  /** Tokens that Espalier computed. */
  computedTokens: number
  seconds: ByEngine
  /** Largest resident memory of each process, in bytes. */
  memory: ByEngine
  forms: ByEngine<string>
}

const PROBLEM = 'L3-001'

export async function measureSearch(
  bench: Bench,
  { method, topK, ways }: Pick<SearchResult, 'method' | 'topK'> & { ways: readonly Way[] | null },
): Promise<SearchResult> {
  const request = requestFor(bench, method, topK)
  const own = ways ?? (await ownWays(bench, request))
  const [mine] = own.filter(({ engine }) => engine === 'espalier')
  if (!mine) throw new Error('Espalier cannot search.')
  const record = await recorded(bench, mine, request)
  const how: Measure<'milliseconds'> = {
    bench,
    measure: `${method}, top-k ${topK || 'off'}`,
    rows: Math.max(...record.calls.map(({ length }) => length)),
    positions: positionsOf(record.calls.flat()),
    endless: false,
    topK,
    warm: (child, id) =>
      id === 'espalier' ? Promise.resolve() : child.call('replay', { calls: record.calls.slice(0, 1) }),
    async once(child, id) {
      await child.call('forget')
      if (id !== 'espalier') return { milliseconds: await child.call('replay', { calls: record.calls }) }
      const again = await child.call('search', { request })
      if (again.generatedTokens !== record.generatedTokens) throw new Error('The same seed grew another tree.')
      return { milliseconds: again.milliseconds }
    },
  }
  let best = ways
  if (!best) {
    const others = bench.ways.filter(({ engine }) => engine !== 'espalier')
    const tried = await tryWays({ ...how, ways: others, worth: ({ milliseconds }) => -milliseconds })
    best = [mine, ...bestWays(others, tried)]
  }
  const { figures, memory, forms } = await measureInRounds({ ...how, ways: best })
  const seconds: ByEngine = {}
  for (const [id, { milliseconds }] of Object.entries(figures)) seconds[id as EngineId] = milliseconds / 1000
  const { nodes, generatedTokens, distinctTokens, computedTokens } = record
  return {
    method,
    budget: Number(Object.values(request.parameters!)[0] ?? 1),
    topK,
    nodes,
    calls: record.calls.length,
    generatedTokens,
    distinctTokens,
    computedTokens,
    seconds,
    memory,
    forms,
  }
}

/** Espalier's best way. Each form grows a tree of its own, so what counts is the tokens of the tree a second. */
async function ownWays(bench: Bench, request: RunRequest): Promise<Way[]> {
  const ways = bench.ways.filter(({ engine }) => engine === 'espalier')
  const tried: Tried[] = []
  for (const way of ways) {
    try {
      const { computedTokens, milliseconds } = await recorded(bench, way, request)
      tried.push({ engine: way.engine, form: way.label, worth: computedTokens / milliseconds, memory: 0 })
    } catch (error) {
      bench.failed(way, 'search', error)
    }
  }
  return bestWays(ways, tried)
}

/** The tree that everybody is to grow, from a process that is not measured. */
async function recorded(bench: Bench, way: Way, request: RunRequest): Promise<SearchRecord> {
  const child = await bench.open(way, { rows: 64, positions: 512, endless: false })
  try {
    return await child.call('search', { request })
  } finally {
    await child.close()
  }
}

function requestFor({ plan, model }: Bench, method: SearchResult['method'], topK: number): RunRequest {
  const { width, expansions, greedyTokens, ...limits } = plan.search(model)
  const parameters = { rebase: { width }, mcts: { expansions }, greedy: {} }[method]
  const long = { maxStepTokens: greedyTokens, maxSolutionTokens: greedyTokens }
  const sampling = { temperature: 1, topK, ...(method === 'greedy' ? long : limits) }
  return { problem: problem(), method, parameters, sampling, seed: 1, policy: model, verifier: 'hash' }
}

function problem(): RunRequest['problem'] {
  const file = resolve(import.meta.dirname, '../../../models/problems/test.jsonl')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const found = lines
    .map((line) => JSON.parse(line) as { id: string; question: string; answer: string })
    .find(({ id }) => id === PROBLEM)
  if (!found) throw new Error(`There is no problem ${PROBLEM} in ${file}.`)
  return { id: found.id, question: found.question, answer: found.answer }
}
