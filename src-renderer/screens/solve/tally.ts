// The vote as bars: the method's own votes once there are any, before that the answers counted so far.
// Knows trees. Does not know how answers are compared: before the vote, only equal spellings are one class.
import type { Tree } from '../../../src-main/contract/tree.ts'

export interface TallyRow {
  answer: string
  /** A count, or a sum of path rewards. */
  weight: number
  /** Finished paths of the class. */
  nodes: number[]
  correct: boolean | null
  /** Part of all weight, 0 to 1. */
  share: number
  /** The class that won. */
  chosen: boolean
}

export interface Tally {
  rows: TallyRow[]
  /** True once the method has taken its vote. */
  final: boolean
  /** Finished paths with an answer. */
  answered: number
  /** Finished paths without one. */
  unanswered: number
}

/** The tally of a tree, largest weight first. */
export function tallyOf(tree: Tree): Tally {
  const terminals = tree.nodes.filter((node) => node.ending !== null && !node.pruned)
  const answered = terminals.filter((node) => node.answer !== null).length
  const votes = tree.chosen?.votes ?? countAnswers(tree)
  const total = votes.reduce((sum, vote) => sum + vote.weight, 0)
  const winner = tree.chosen?.node ?? null
  const rows = votes
    .map((vote) => ({
      ...vote,
      share: total > 0 ? vote.weight / total : 0,
      chosen: winner !== null && vote.nodes.includes(winner),
    }))
    .sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.weight - a.weight)
  return { rows, final: tree.chosen !== null, answered, unanswered: terminals.length - answered }
}

/** The best rewarded finished path of a class, the first of equals; null for an empty class. */
export function bestNode(tree: Tree, nodes: readonly number[]): number | null {
  let best: number | null = null
  for (const id of nodes) {
    if (best === null || (tree.nodes[id]?.reward ?? -1) > (tree.nodes[best]?.reward ?? -1)) best = id
  }
  return best
}

function countAnswers(tree: Tree): Omit<TallyRow, 'share' | 'chosen'>[] {
  const classes = new Map<string, Omit<TallyRow, 'share' | 'chosen'>>()
  for (const node of tree.nodes) {
    if (node.answer === null || node.pruned) continue
    const row = classes.get(node.answer) ?? { answer: node.answer, weight: 0, nodes: [], correct: node.correct }
    row.weight++
    row.nodes.push(node.id)
    classes.set(node.answer, row)
  }
  return [...classes.values()]
}
