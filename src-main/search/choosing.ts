// Choosing: from the finished paths of a tree to the answer of the run.
// Knows which paths vote and with what reward. Does not know how votes are counted (voting.ts) or answers compared (grading).
import type { Node, Tree } from '../contract/tree.ts'
import { pathTo } from '../contract/tree.ts'
import { sameAnswer } from '../grading/same-answer.ts'
import { aggregate } from '../contract/aggregation.ts'
import type { Choosing } from './search-method.ts'
import { tally } from './voting.ts'
import type { AnswerClass } from './voting.ts'

/** The reward of the path to this node. */
export function pathReward(tree: Readonly<Tree>, id: number, rule: Choosing['aggregate']): number | null {
  const rewards = pathTo(tree, id).map((step) => tree.nodes[step]!.reward)
  return aggregate(rewards, rule)
}

/** The classes of equal answers among the finished paths, heaviest first. */
export function votesOf(tree: Readonly<Tree>, { by, aggregate, among }: Choosing): AnswerClass[] {
  const candidates = votersOf(tree, among).flatMap(({ id, answer }) =>
    answer === null ? [] : [{ node: id, answer, reward: pathReward(tree, id, aggregate) }],
  )
  return tally(candidates, { by: by === 'greedy' ? 'majority' : by, same: sameAnswer })
}

/** Who may vote: nobody that was pruned, and every path that ended by hand, also where the method names those that vote. */
function votersOf({ nodes }: Readonly<Tree>, among: readonly number[] | undefined): readonly Node[] {
  const named = new Set(among)
  const voters = among
    ? [...among.map((id) => nodes[id]!), ...nodes.filter(({ id, hand }) => hand !== undefined && !named.has(id))]
    : nodes
  return voters.filter(({ pruned }) => pruned === undefined)
}

/** The heaviest class as the answer of the run, or that there is none. */
export function chosenOf(tree: Readonly<Tree>, how: Choosing): NonNullable<Tree['chosen']> {
  const classes = votesOf(tree, how)
  const winner = classes[0]
  const correctOf = (id: number) => tree.nodes[id]!.correct
  return {
    by: how.by,
    node: winner?.best ?? null,
    answer: winner?.answer ?? null,
    correct: winner ? correctOf(winner.best) : null,
    votes: classes.map(({ answer, weight, nodes }) => ({
      answer,
      weight,
      nodes: [...new Set(nodes)],
      correct: correctOf(nodes[0]!),
    })),
    ...(how.among && { among: [...how.among] }),
  }
}
