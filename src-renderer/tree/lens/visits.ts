// Q and N of each node as a tree search last told them.
// Knows decisions. Does not know methods or colours.
import type { Tree } from '../../../src-main/contract/tree.ts'

export interface Visits {
  value: number
  visits: number
}

/** By node of the search; nodes that no back-propagation named are left out. */
export function lastVisits({ decisions }: Tree): Map<number, Visits> {
  const known = new Map<number, Visits>()
  for (const decision of decisions) {
    if (decision.kind !== 'mcts-back-up') continue
    for (const { node, value, visits } of decision.rows) known.set(node, { value, visits })
  }
  return known
}
