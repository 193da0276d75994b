// Policies without weights. `scriptedPolicy` says what a function of path and seed says; `policyFromTable` reads a table.
import { NO_USAGE } from '../../src-main/contract/cost.ts'
import type { ModelShape } from '../../src-main/contract/cost.ts'
import type { Path, Policy, Proposal, ProposeRequest } from '../../src-main/search/policy.ts'

export const SCRIPTED_SHAPE: ModelShape = { parameters: 1000, layers: 2, attentionWidth: 8 }

/** A step in short: text, and how it ends (`step` if left out). One token a word, and one for the separator or end. */
export type ScriptedStep = string | { text: string; ends: Proposal['ends'] }

export interface ScriptedPolicy extends Policy {
  /** Every request so far, batch by batch. */
  readonly batches: ProposeRequest[][]
}

/** A policy whose steps are a pure function of path and seed. Usage: prompts counted once per request, no cache. */
export function scriptedPolicy(say: (path: Path, seed: number) => ScriptedStep): ScriptedPolicy {
  const batches: ProposeRequest[][] = []
  return {
    shape: SCRIPTED_SHAPE,
    batches,
    async propose(requests, _sampling, signal) {
      await Promise.resolve()
      signal.throwIfAborted()
      batches.push(structuredClone(requests) as ProposeRequest[])
      const proposals = requests.map((request) =>
        request.seeds.map((seed) => cut(proposal(say(request.path, seed)), request.maxTokens)),
      )
      const inputTokens = requests.reduce((sum, { path }) => sum + wordsOf(path.question).length + tokensOf(path), 0)
      const generatedTokens = proposals.flat().reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
      return { proposals, usage: { ...NO_USAGE, inputTokens, generatedTokens } }
    },
  }
}

/**
 * A policy that reads its steps from a table: key is the path's step texts joined by "/", value the children in the order in
 * which they are asked for. A path that runs out of children starts again with its first. An unknown path is an error.
 */
export function policyFromTable(table: Readonly<Record<string, readonly ScriptedStep[]>>): ScriptedPolicy {
  const asked = new Map<string, number>()
  return scriptedPolicy((path) => {
    const key = keyOf(path)
    const children = table[key]
    if (!children || children.length === 0) throw new Error(`The table has no children for “${key}”.`)
    const next = asked.get(key) ?? 0
    asked.set(key, next + 1)
    return children[next % children.length]!
  })
}

/** The step texts of a path joined by "/". */
export function keyOf(path: Path): string {
  return path.steps.map(({ text }) => text).join('/')
}

function proposal(step: ScriptedStep): Proposal {
  const { text, ends } = typeof step === 'string' ? { text: step, ends: 'step' as const } : step
  const tokenIds = wordsOf(text).map((word) => word.length)
  if (ends !== 'length') tokenIds.push(ends === 'step' ? 10 : 0)
  return { text, tokenIds, logProbabilities: tokenIds.map(() => -0.5), ends }
}

function cut(step: Proposal, maxTokens: number): Proposal {
  if (step.tokenIds.length <= maxTokens) return step
  const tokenIds = step.tokenIds.slice(0, maxTokens)
  return {
    text: wordsOf(step.text).slice(0, maxTokens).join(' '),
    tokenIds,
    logProbabilities: step.logProbabilities.slice(0, maxTokens),
    ends: 'length',
  }
}

function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

function tokensOf(path: Path): number {
  return path.steps.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
}
