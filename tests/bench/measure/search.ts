// A search end to end. Espalier searches one problem from nothing; its propose calls are recorded, and the others then generate
// the same numbers of tokens beyond the same paths, in the same calls, driven as their users would. Rewards cost nothing here.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RunRequest } from '../../../src-main/contract/run.ts'
import { positionsOf } from '../engine.ts'
import type { SearchRecord } from '../engine.ts'
import { USUAL_TOP_K } from '../plan.ts'
import type { Bench } from '../plan.ts'
import { measureInRounds } from './rounds.ts'
import type { ByEngine } from './rounds.ts'

export interface SearchResult {
  method: 'rebase' | 'mcts'
  /** REBASE: its width; MCTS: its expansions. */
  budget: number
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
}

const PROBLEM = 'L3-001'

export async function measureSearch(bench: Bench, method: SearchResult['method']): Promise<SearchResult> {
  const request = requestFor(bench, method)
  const record = await recorded(bench, request)
  const rows = Math.max(...record.calls.map(({ length }) => length))
  const { figures, memory } = await measureInRounds({
    bench,
    measure: method,
    rows,
    positions: positionsOf(record.calls.flat()),
    endless: false,
    warm: (child, id) =>
      id === 'espalier' ? Promise.resolve() : child.call('replay', { calls: record.calls.slice(0, 1) }),
    async once(child, id) {
      await child.call('forget')
      if (id !== 'espalier') return { milliseconds: await child.call('replay', { calls: record.calls }) }
      const again = await child.call('search', { request })
      if (again.generatedTokens !== record.generatedTokens) throw new Error('The same seed grew another tree.')
      return { milliseconds: again.milliseconds }
    },
  })
  const seconds: ByEngine = {}
  for (const id of bench.engines) {
    const figure = figures[id]
    if (figure) seconds[id] = figure.milliseconds / 1000
  }
  const { nodes, generatedTokens, distinctTokens, computedTokens } = record
  const budget = Number(Object.values(request.parameters!)[0])
  return {
    method,
    budget,
    nodes,
    calls: record.calls.length,
    generatedTokens,
    distinctTokens,
    computedTokens,
    seconds,
    memory,
  }
}

/** The tree that everybody is to grow, from a process that is not measured. */
async function recorded(bench: Bench, request: RunRequest): Promise<SearchRecord> {
  const child = await bench.open('espalier', { rows: 64, positions: 512, endless: false })
  try {
    return await child.call('search', { request })
  } finally {
    await child.close()
  }
}

function requestFor({ plan, model }: Bench, method: SearchResult['method']): RunRequest {
  const { width, expansions, maxStepTokens, maxSolutionTokens } = plan.search(model)
  const parameters = method === 'rebase' ? { width } : { expansions }
  const sampling = { temperature: 1, topK: USUAL_TOP_K, maxStepTokens, maxSolutionTokens }
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
