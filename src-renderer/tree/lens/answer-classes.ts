// The answers of a tree as a few classes: those that most ends reached by name, the rest as one.
// Knows answers and votes. Does not know colours.
import { treeText } from '../../text/tree.ts'
import type { ShownTree } from '../shown-tree.ts'

/** Answers that get a colour of their own: more colours are not told apart. */
export const NAMED = 6

/** Labels of the classes, most reached first, and the class of each node's own answer; -1 where it has none. */
export function answerClasses({ tree, members }: ShownTree): { labels: string[]; of: Int16Array } {
  // Equal answers in other spellings are one class where the vote says so.
  const spelling = new Map<number, string>()
  for (const vote of tree.chosen?.votes ?? []) for (const node of vote.nodes) spelling.set(node, vote.answer)
  const counts = new Map<string, number>()
  const nameOf = (id: number): string | null => spelling.get(id) ?? tree.nodes[id]!.answer
  for (const { id } of tree.nodes) {
    const name = nameOf(id)
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + members(id).length)
  }
  // The sort is stable: among equals the answer that was found first.
  const named = [...counts].sort((a, b) => b[1] - a[1]).slice(0, NAMED)
  const labels = named.map(([name]) => name)
  const place = new Map(labels.map((name, index) => [name, index]))
  if (counts.size > NAMED) labels.push(treeText.lens.otherAnswers)
  const of = new Int16Array(tree.nodes.length).fill(-1)
  for (const { id } of tree.nodes) {
    const name = nameOf(id)
    if (name !== null) of[id] = place.get(name) ?? NAMED
  }
  return { labels, of }
}
