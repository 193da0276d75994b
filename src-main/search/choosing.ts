// Choosing: from the finished paths of a tree to the answer of the run.
// Knows which paths vote and with what reward. Does not know how votes are counted (voting.ts) or answers compared (grading).
import { sameAnswer } from '../grading/same-answer.ts'
import { aggregate } from './aggregation.ts'
import type { Choosing } from './search-method.ts'
import type { SearchTree } from './search-tree.ts'
import { tally } from './voting.ts'
import type { AnswerClass } from './voting.ts'

/** The reward of the path to this node. */
export function pathReward(tree: SearchTree, id: number, rule: Choosing['aggregate']): number | null {
  const rewards = tree.steps(id).map(({ reward }) => reward)
  return aggregate(rewards, rule)
}

/** The classes of equal answers among the finished paths, heaviest first. */
export function votesOf(tree: SearchTree, { by, aggregate, among }: Choosing): AnswerClass[] {
  const voters = among?.map((id) => tree.node(id)) ?? tree.current.nodes
  const candidates = voters.flatMap(({ id, answer }) =>
    answer === null ? [] : [{ node: id, answer, reward: pathReward(tree, id, aggregate) }],
  )
  return tally(candidates, { by: by === 'greedy' ? 'majority' : by, same: sameAnswer })
}

/** Records the heaviest class as the run's answer, or that there is none. */
export function choose(tree: SearchTree, how: Choosing): void {
  const classes = votesOf(tree, how)
  const winner = classes[0]
  tree.choose({
    by: how.by,
    node: winner?.best ?? null,
    answer: winner?.answer ?? null,
    correct: winner ? tree.node(winner.best).correct : null,
    votes: classes.map(({ answer, weight, nodes }) => ({
      answer,
      weight,
      nodes: [...new Set(nodes)],
      correct: tree.node(nodes[0]!).correct,
    })),
  })
}
