// Voting: which answer a set of finished paths chooses.
// Knows classes of equal answers, weights and ties. Does not know trees, rewards of steps or how answers are compared.
import type { Choice } from '../contract/method-parameters.ts'

/** A finished path with an answer; paths without one have no vote and are left out by the caller. */
export interface Candidate {
  /** Its terminal node. */
  node: number
  answer: string
  /** Aggregated reward of the path, or null if it has none. */
  reward: number | null
}

/** One class of equal answers. */
export interface AnswerClass {
  /** The first spelling seen. */
  answer: string
  /** Majority: paths; weighted: sum of rewards; best-of-n: the best reward. */
  weight: number
  /** Terminal nodes, in the order seen. */
  nodes: number[]
  /** The best rewarded node, the first one of equals. */
  best: number
}

/**
 * Sorts candidates into classes by `same` (an equivalence relation) and weighs each class, heaviest first.
 * Ties: in a vote the class seen first stands first; of N the best is the first path with the greatest reward, as in the paper's
 * code and search-and-learn. Within a class the node seen first is the best of equals.
 * A path without a reward counts one vote in a majority, adds 0 to a weighted vote, and loses against any reward in
 * best-of-n (arXiv 2408.00724, section 2).
 */
export function tally(
  candidates: readonly Candidate[],
  { by, same }: { by: Choice; same: (a: string, b: string) => boolean },
): AnswerClass[] {
  const classes: (AnswerClass & { bestReward: number; bestPlace: number })[] = []
  for (const [place, { node, answer, reward }] of candidates.entries()) {
    const merit = reward ?? -Infinity
    let group = classes.find((other) => same(other.answer, answer))
    if (!group) {
      group = { answer, weight: 0, nodes: [], best: node, bestReward: merit, bestPlace: place }
      classes.push(group)
    }
    group.nodes.push(node)
    if (merit > group.bestReward) {
      group.best = node
      group.bestReward = merit
      group.bestPlace = place
    }
    if (by === 'majority') group.weight += 1
    if (by === 'weighted') group.weight += reward ?? 0
  }
  if (by === 'best-of-n') {
    for (const group of classes) group.weight = Math.max(0, group.bestReward)
    // Two without any reward are equal, too; their difference would be no number.
    classes.sort((a, b) => (a.bestReward === b.bestReward ? a.bestPlace - b.bestPlace : b.bestReward - a.bestReward))
  } else classes.sort((a, b) => b.weight - a.weight)
  return classes.map(({ answer, weight, nodes, best }) => ({ answer, weight, nodes, best }))
}
