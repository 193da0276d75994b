// What a search method works with: the verbs of the pseudocode, and nothing of how they are carried out.
// Knows the interface and the facts that every method asks of a tree. Does not know any method.
import type { Aggregate, Choice } from '../contract/method.ts'
import type { Decision } from '../contract/decision.ts'
import type { Node } from '../contract/tree.ts'
import type { Width } from './expansion.ts'

export interface Search {
  /** A parameter of the method by its key in the method table, already checked. */
  number(key: string): number
  choice<Value extends string>(key: string, values: readonly Value[]): Value
  /** The node with this id, as it is now. */
  node(id: number): Readonly<Node>
  /** Starts a round: waits here while the run is paused, and ends the search if it was stopped. */
  round(): Promise<void>
  /** Takes samples out of the budget. */
  begin(samples: number): void
  /** Records why. */
  decide(decision: Decision): void
  /** Asks the policy for children of these nodes in one batch; returns the new nodes in the same order. */
  expand(widths: readonly Width[]): Promise<number[]>
  /** Asks the PRM for the rewards of these nodes in one batch. */
  score(nodes: readonly number[]): Promise<void>
  /** Chooses the answer among all finished paths. */
  choose(how: { by: Choice; aggregate: Aggregate } | { by: 'greedy' }): void
}

/** A search method: grows the tree, then chooses. */
export type SearchMethod = (search: Search) => Promise<void>

/** True while a node may still be expanded. */
export function isOpen({ ending }: Readonly<Node>): boolean {
  return ending === null
}
