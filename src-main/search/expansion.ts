// Expansion: one batch to the policy for the children of many nodes, one batch to the PRM for their rewards.
// Knows how paths, seeds and limits become requests. Does not know which nodes are worth it (the methods do).
import type { Sampling } from '../contract/sampling.ts'
import { EspalierError } from '../contract/errors.ts'
import type { BudgetMeter } from './budget-meter.ts'
import type { Policy } from './policy.ts'
import { seedBelow } from './random.ts'
import type { SearchTree } from './search-tree.ts'
import { judgeStep } from './terminal.ts'
import type { Verifier } from './verifier.ts'

/** A node and how many children it is given. */
export interface Width {
  node: number
  width: number
}

export interface Growth {
  tree: SearchTree
  meter: BudgetMeter
  policy: Policy
  verifier: Verifier | null
  sampling: Sampling
  /** By node id: the seed of its place, which depends on the run's seed and the child indices on the way down alone. */
  places: number[]
  /** Steps a path may have. */
  depthLimit: number
  /** Whether an answer equals the reference; null where nobody knows. */
  grade: (answer: string) => boolean | null
  signal: AbortSignal
}

/**
 * Asks the policy for new children of all these nodes at once, adds them in the same order, and returns their ids.
 * Nodes of width 0 are passed over.
 */
export async function expand(growth: Growth, widths: readonly Width[]): Promise<number[]> {
  const { tree, meter, policy, sampling, places, signal } = growth
  const given = widths.filter(({ width }) => width > 0)
  if (given.length === 0) return []
  const requests = given.map(({ node, width }) => {
    const path = tree.path(node)
    const used = path.steps.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
    const place = places[node]!
    const first = tree.node(node).children.length
    return {
      path,
      seeds: Array.from({ length: width }, (_, index) => seedBelow(place, first + index)),
      maxTokens: Math.max(1, Math.min(sampling.maxStepTokens, sampling.maxSolutionTokens - used)),
    }
  })
  const { proposals, usage } = await policy.propose(requests, sampling, signal)
  signal.throwIfAborted()

  const limits = { solutionTokens: sampling.maxSolutionTokens, depth: growth.depthLimit }
  const added = given.flatMap(({ node, width }, index) => {
    const steps = proposals[index] ?? []
    if (steps.length !== width) throw wrongCount('policy', width, steps.length)
    return steps.map((step, child) => {
      const { ending, answer } = judgeStep(step, requests[index]!.path.steps, limits)
      const { text, tokenIds, logProbabilities } = step
      const correct = answer === null ? null : growth.grade(answer)
      const id = tree.add({ parent: node, text, tokenIds, logProbabilities, ending, answer, correct })
      places[id] = requests[index]!.seeds[child]!
      return id
    })
  })
  meter.proposed(usage, added.length)
  tree.spend(meter.cost)
  return added
}

/** Asks the PRM for the rewards of all these nodes at once. A step without text is not shown to it and stays unscored. */
export async function score({ tree, meter, verifier, signal }: Growth, nodes: readonly number[]): Promise<void> {
  if (!verifier) throw new RangeError('There is no PRM to ask.')
  const spoken = nodes.filter((id) => tree.node(id).text.trim() !== '')
  const rewards = new Map<number, number | null>()
  if (spoken.length > 0) {
    const result = await verifier.score(
      spoken.map((id) => tree.path(id)),
      signal,
    )
    signal.throwIfAborted()
    if (result.rewards.length !== spoken.length) throw wrongCount('PRM', spoken.length, result.rewards.length)
    spoken.forEach((id, index) => rewards.set(id, result.rewards[index]!))
    meter.scored(result.usage)
  }
  for (const id of nodes) tree.score(id, rewards.get(id) ?? null)
  if (spoken.length > 0) tree.spend(meter.cost)
}

function wrongCount(who: string, wanted: number, got: number): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The ${who} gave ${got} results where ${wanted} were asked for.`,
    advice: 'Check that the model fits its role, or choose another.',
  })
}
