// What lies in a column of crowded nodes, in words: how many, and the answers among them.
// Knows a picture's tree. Does not know pixels.
import { treeText } from '../text/tree.ts'
import { bearsHandSign } from './hand-words.ts'
import type { ShownTree } from './shown-tree.ts'

/** Answers that are named. */
const NAMED = 3

/** For example "7 nodes in this column, 3 answers: 68 twice, 12 once; 1 changed by hand". */
export function columnWords(shown: ShownTree, column: readonly number[]): string {
  const changed = column.filter((id) => bearsHandSign(shown.tree.nodes[id]!)).length
  const words = answersIn(shown, column)
  return changed > 0 ? `${words}; ${treeText.column.byHand(changed)}` : words
}

function answersIn({ tree, members }: ShownTree, column: readonly number[]): string {
  const words = treeText.column
  const counts = new Map<string, number>()
  let nodes = 0
  for (const id of column) {
    const times = members(id).length
    nodes += times
    const { answer } = tree.nodes[id]!
    if (answer !== null) counts.set(answer, (counts.get(answer) ?? 0) + times)
  }
  if (counts.size === 0) return words.nodes(nodes)
  const answers = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const most = [...counts].sort((a, b) => b[1] - a[1])
  const named = most.slice(0, NAMED).map(([answer, count]) => words.times(answer, count))
  if (most.length > NAMED) named.push('…')
  return `${words.nodes(nodes)}, ${words.answers(answers)}: ${named.join(', ')}`
}
