// Expansion: one batch to the policy for the children of many nodes, one batch to the PRM for their rewards.
// Knows how paths, seeds and limits become requests. Does not know which nodes are worth it (the methods do).
import type { TreeNode } from '../contract/node.ts'
import type { Answers } from '../contract/prompt-record.ts'
import type { Sampling } from '../contract/sampling.ts'
import { EspalierError } from '../contract/errors.ts'
import type { BudgetMeter } from './budget-meter.ts'
import type { Path, Policy, Proposal, ProposeRequest } from './policy.ts'
import { isEmpty, stepOf, tokensOf } from './policy.ts'
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
  /** Whether the verifier needs the policy's self-certainty. */
  certainty: boolean
  sampling: Sampling
  /** By node id: the seed of its place, which depends on the run's seed and the child indices on the way down alone. */
  places: number[]
  /** Steps a path may have. */
  depthLimit: number
  /** Which ways of stating an answer are read; all of them if left out. */
  answers?: Answers | undefined
  /** Whether an answer equals the reference; null where nobody knows. */
  grade: (answer: string) => boolean | null
  signal: AbortSignal
}

/** Asks the policy, within the token limits, for as many steps beyond each path as it has seeds; counts the cost. */
export async function proposeFor(
  { tree, meter, policy, sampling, certainty, signal }: Growth,
  requests: readonly Pick<ProposeRequest, 'path' | 'seeds'>[],
): Promise<Proposal[][]> {
  const limited = requests.map(({ path, seeds }) => {
    const used = path.steps.reduce((sum, step) => sum + tokensOf(step), 0)
    const maxTokens = Math.max(1, Math.min(sampling.maxStepTokens, sampling.maxSolutionTokens - used))
    return { path, seeds, maxTokens, ...(certainty ? { certainty } : {}) }
  })
  const { proposals, usage, notices = [] } = await policy.propose(limited, sampling, signal)
  signal.throwIfAborted()
  requests.forEach(({ seeds }, index) => {
    const given = proposals[index]?.length ?? 0
    if (given !== seeds.length) throw wrongCount('policy', seeds.length, given)
  })
  meter.proposed(usage)
  notices.forEach(tree.tell)
  return proposals
}

/** A new child, which is not in the tree yet, and the seed of its place. */
export interface Child {
  step: Omit<TreeNode, 'id' | 'parent' | 'depth'>
  place: number
}

/** Where children are asked for: a path, the seed of its place, and how many children it has already. */
interface Spot {
  path: Path
  place: number
  children: number
  /** Children to be asked for. */
  width: number
}

/** Asks the policy for children at all these spots at once, in the same order, and judges whether they end. */
export async function childrenAt(growth: Growth, spots: readonly Spot[]): Promise<Child[][]> {
  const requests = spots.map(({ path, place, children, width }) => {
    const seeds = Array.from({ length: width }, (_, index) => seedBelow(place, children + index))
    return { path, seeds }
  })
  const proposals = await proposeFor(growth, requests)
  return requests.map(({ path, seeds }, index) =>
    proposals[index]!.map((step, child) => ({ step: judged(growth, step, path), place: seeds[child]! })),
  )
}

/** A step as a node has it: whether it ends its path, with which answer, and whether that is right. */
export function judged({ sampling, depthLimit: depth, answers, grade }: Growth, step: Proposal, path: Path) {
  const limits = { solutionTokens: sampling.maxSolutionTokens, depth, answers }
  const { ending, answer } = judgeStep(step, path.steps, limits)
  const { logProbabilities } = step
  return { ...stepOf(step), logProbabilities, ending, answer, correct: answer === null ? null : grade(answer) }
}

/**
 * Asks the policy for new children of all these nodes at once, adds them in the same order, and returns their ids.
 * Nodes of width 0 are passed over.
 */
export async function expand(growth: Growth, widths: readonly Width[]): Promise<number[]> {
  const { tree, meter, places } = growth
  const given = widths.filter(({ width }) => width > 0)
  if (given.length === 0) return []
  const spots = given.map(({ node, width }) => {
    return { path: tree.path(node), place: places[node]!, children: tree.node(node).children.length, width }
  })
  const children = await childrenAt(growth, spots)
  const added = given.flatMap(({ node: parent }, index) =>
    children[index]!.map(({ step, place }) => {
      const id = tree.add({ parent, ...step })
      places[id] = place
      return id
    }),
  )
  meter.grew(added.length)
  tree.spend(meter.cost)
  return added
}

/**
 * Asks the PRM for the reward of each path's last step at once, 0 to 1; counts the cost. A step without text is not shown to
 * it and has none.
 */
export async function scorePaths(
  { tree, meter, verifier, signal }: Growth,
  paths: readonly Path[],
): Promise<(number | null)[]> {
  if (!verifier) throw new RangeError('There is no PRM to ask.')
  const shown = paths.filter(({ steps }) => steps.length === 0 || !isEmpty(steps.at(-1)!))
  if (shown.length === 0) return paths.map(() => null)
  const { rewards, usage, notices = [] } = await verifier.score(shown, signal)
  signal.throwIfAborted()
  if (rewards.length !== shown.length) throw wrongCount('PRM', shown.length, rewards.length)
  meter.scored(usage)
  notices.forEach(tree.tell)
  const byPath = new Map(shown.map((path, index) => [path, rewards[index]!]))
  return paths.map((path) => byPath.get(path) ?? null)
}

/** Asks the PRM for the rewards of all these nodes at once. */
export async function score(growth: Growth, nodes: readonly number[]): Promise<void> {
  const { tree, meter } = growth
  if (nodes.length === 0) return
  const paths = nodes.map((id) => tree.path(id))
  const rewards = await scorePaths(growth, paths)
  nodes.forEach((id, index) => tree.score(id, rewards[index] ?? rewardBefore(tree, id)))
  tree.spend(meter.cost)
}

/** `inheritedReward` of a node of the tree. */
export function rewardBefore(tree: SearchTree, id: number): number | null {
  const { parent, ...step } = tree.node(id)
  return parent === null ? null : inheritedReward(step, tree.node(parent).reward)
}

/**
 * The reward of a path whose answer an empty step has ended: that of the step before, the last one with a text, because nothing was
 * said since. Null for every other step.
 */
export function inheritedReward(
  { text, answer }: Pick<TreeNode, 'text' | 'answer'>,
  before: number | null | undefined,
): number | null {
  return isEmpty({ text }) && answer !== null ? (before ?? null) : null
}

function wrongCount(who: string, wanted: number, got: number): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The ${who} gave ${got} results where ${wanted} were asked for.`,
    advice: 'Check that the model fits its role, or choose another.',
  })
}
