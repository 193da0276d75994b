// What a search learnt of a node's children, iteration by iteration, from the decisions that say it.
// Knows the decisions of MCTS and AB-MCTS. Does not know plots.
import type { Decision } from '../../../../src-main/contract/decision.ts'
import type { Tree } from '../../../../src-main/contract/tree.ts'

/** What was known of a child after an iteration (AB-MCTS: when the iteration drew). */
export interface Visit {
  iteration: number
  /** MCTS: Q, the mean of the rewards handed up. AB-MCTS: the mean of the Beta distribution that was drawn from. */
  value: number
  /** MCTS: N. AB-MCTS: solutions that the distribution was learnt from. */
  count: number
}

export interface ChildVisits {
  node: number
  /** Ascending by iteration, never empty. */
  visits: Visit[]
}

/** The children of a node that an iteration has spoken of, those visited most first; equal ones in the tree's order. */
export function visitSeries(tree: Tree, parent: number): ChildVisits[] {
  const children = tree.nodes[parent]?.children ?? []
  return children
    .map((node) => ({ node, visits: visitsOf(tree, node) }))
    .filter(({ visits }) => visits.length > 0)
    .sort((a, b) => b.visits.at(-1)!.count - a.visits.at(-1)!.count || a.node - b.node)
}

function visitsOf(tree: Tree, node: number): Visit[] {
  const visits: Visit[] = []
  for (const place of tree.nodes[node]!.decisions) {
    const decision = tree.decisions[place]
    const visit = decision && visitIn(decision, node)
    if (visit) visits.push(visit)
  }
  return visits
}

function visitIn(decision: Decision, node: number): Visit | null {
  const { kind } = decision
  if (kind === 'mcts-back-up') {
    const row = decision.rows.find((candidate) => candidate.node === node)
    return row ? { iteration: decision.iteration, value: row.value, count: row.visits } : null
  }
  if (kind !== 'thompson') return null
  for (const { children } of decision.levels) {
    const drawn = children.find((candidate) => candidate.node === node)
    if (!drawn) continue
    const { alpha, beta } = drawn
    // The prior is Beta(1, 1): what is above it was learnt from one solution each.
    return { iteration: decision.iteration, value: alpha / (alpha + beta), count: alpha + beta - 2 }
  }
  return null
}

/** The last iteration that the tree knows of; 0 before the first. */
export function lastIteration(tree: Tree): number {
  const last = tree.decisions.findLast(
    ({ kind }) => kind === 'mcts-select' || kind === 'mcts-back-up' || kind === 'thompson',
  )
  return last && 'iteration' in last ? last.iteration : 0
}
