// The answers of a tree as a few classes: those that most ends reached by name, the rest as one.
// Knows answers and votes. Does not know colours.
import { treeText } from '../../text/tree.ts'
import type { ShownTree } from '../shown-tree.ts'

/** Answers that get a colour of their own: more colours are not told apart. */
export const NAMED = 6

/** Labels of the classes, most reached first, and by tree the class of each node's own answer; -1 where it has none. */
export function answerClasses(all: readonly ShownTree[]): { labels: string[]; of: Int16Array[] } {
  const names = all.map(namesOf)
  const counts = new Map<string, number>()
  all.forEach(({ tree, members }, place) => {
    for (const { id } of tree.nodes) {
      const name = names[place]!(id)
      if (name !== null) counts.set(name, (counts.get(name) ?? 0) + members(id).length)
    }
  })
  // The sort is stable: among equals the answer that was found first.
  const named = [...counts].sort((a, b) => b[1] - a[1]).slice(0, NAMED)
  const labels = named.map(([name]) => name)
  const place = new Map(labels.map((name, index) => [name, index]))
  if (counts.size > NAMED) labels.push(treeText.lens.otherAnswers)
  const classOf = (name: string | null): number => (name === null ? -1 : (place.get(name) ?? NAMED))
  return { labels, of: all.map(({ tree }, at) => Int16Array.from(tree.nodes, ({ id }) => classOf(names[at]!(id)))) }
}

/** What each node's answer is called: equal answers in other spellings are one class where the vote says so. */
function namesOf({ tree }: ShownTree): (id: number) => string | null {
  const spelling = new Map<number, string>()
  for (const vote of tree.chosen?.votes ?? []) for (const node of vote.nodes) spelling.set(node, vote.answer)
  return (id) => spelling.get(id) ?? tree.nodes[id]!.answer
}
