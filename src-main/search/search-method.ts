// What a search method works with: the verbs of the pseudocode, and nothing of how they are carried out.
// Knows the interface and the questions that every method asks. Does not know any method.
import type { Decision } from '../contract/decision.ts'
import { EspalierError } from '../contract/errors.ts'
import type { Aggregate, ChosenBy } from '../contract/method-parameters.ts'
import type { ChoiceParameter } from '../contract/parameter.ts'
import type { Node } from '../contract/tree.ts'
import type { Width } from './expansion.ts'
import type { RandomStream } from './random.ts'
import type { AnswerClass } from './voting.ts'

/** How an answer is chosen. */
export interface Choosing {
  by: Exclude<ChosenBy, 'label'>
  /** How step rewards become the reward of a path. */
  aggregate: Aggregate
  /** The terminal nodes that vote; a node named twice votes twice. All finished paths where it is left out. */
  among?: readonly number[]
}

export interface Search {
  /** A number of the method by its key in the method table, already checked. */
  number(key: string): number
  /** What was chosen, already checked. */
  choice<Value extends string>(parameter: ChoiceParameter<Value>): Value
  /** The node with this id, as it is now. */
  node(id: number): Readonly<Node>
  /** The aggregated reward of the path to this node, or null if a step that counts has none. */
  pathReward(id: number, aggregate: Aggregate): number | null
  /** Random numbers of the method itself; the same labels give the same numbers. */
  random(...labels: readonly number[]): RandomStream
  /**
   * Starts a round: waits here while the run is paused, and ends the search if it was stopped. True where the user has changed the tree
   * meanwhile: what the method has decided for the round is then to be decided anew.
   */
  round(): Promise<boolean>
  /** Whether the user has ever changed the tree. */
  readonly steered: boolean
  /**
   * Nodes that join the candidates of a round by hand, oldest first: those that came so and can go on, each told once (they are open and
   * have no children), and earlier candidates that were pruned and brought back.
   */
  byHand(candidates: Iterable<number>): number[]
  /** Takes samples out of the budget. */
  begin(samples: number): void
  /** Records why. */
  decide(decision: Decision): void
  /** Asks the policy for children of these nodes in one batch; returns the new nodes in the same order. */
  expand(widths: readonly Width[]): Promise<number[]>
  /** Asks the PRM for the rewards of these nodes in one batch, after this many greedy steps beyond each. */
  score(nodes: readonly number[], options?: { lookAhead: number }): Promise<void>
  /** The classes of equal answers among the finished paths, heaviest first. */
  votes(how: Choosing): AnswerClass[]
  /** Chooses the answer of the run. */
  choose(how: Choosing): void
}

/** A search method: grows the tree, then chooses. */
export type SearchMethod = (search: Search) => Promise<void>

/** True while a node may still be expanded. */
export function isOpen({ ending, pruned }: Readonly<Node>): boolean {
  return ending === null && pruned === undefined
}

/** Whether the user took the node out of the search. */
export function isPruned({ pruned }: Readonly<Node>): boolean {
  return pruned !== undefined
}

/**
 * Decides what the next round does and waits for it; decides anew where the user has changed the tree while the run was paused. Null
 * where `decide` finds nothing to do. It may be called twice, and the second time counts.
 */
export async function planned<Plan>(search: Search, decide: () => Plan | null): Promise<Plan | null> {
  const plan = decide()
  return plan !== null && (await search.round()) ? decide() : plan
}

/** A node that the PRM scored. */
export interface ScoredNode {
  node: number
  reward: number
}

/**
 * Those of the nodes of a depth that can be weighed. A node that the PRM left unscored has no weight and gets nothing. Where
 * no node has a score, the list is empty if some path is answered already, so that the search ends with what it has;
 * otherwise throws an EspalierError, for such a PRM does not fit.
 */
export function weighable(search: Search, nodes: readonly number[]): ScoredNode[] {
  const scored = nodes.flatMap((node) => {
    const { reward } = search.node(node)
    return typeof reward === 'number' ? [{ node, reward }] : []
  })
  if (scored.length > 0 || nodes.length === 0) return scored
  // What had a score may have been pruned.
  if (search.steered || search.votes({ by: 'majority', aggregate: 'last' }).length > 0) return []
  throw new EspalierError({
    code: 'model-broken',
    message: `The PRM gave no step at depth ${search.node(nodes[0]!).depth} a score, so there is nothing to choose by.`,
    advice: 'Check the format of the PRM (process_reward_config.json), or choose another.',
  })
}
