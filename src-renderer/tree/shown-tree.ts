// The tree that a picture shows, and how its nodes lead to those of the search: one to one, or equal steps as one.
// Knows both trees. Does not know layout or drawing.
import type { Tree } from '../../src-main/contract/tree.ts'

export interface ShownTree {
  /** What is laid out and drawn; ids are those of the picture. */
  tree: Tree
  /** What the search grew; ids are those of the search. */
  source: Tree
  /** The search's nodes that a node of the picture stands for, oldest first; never empty. */
  members: (shown: number) => readonly number[]
  /** The picture's node that stands for one of the search. */
  shownOf: (member: number) => number
}

/** Every node for itself. */
export function plainly(tree: Tree): ShownTree {
  return { tree, source: tree, members: (shown) => [shown], shownOf: (member) => member }
}

/** The picture's nodes that stand for any of these of the search; ids that the search does not have yet are left out. */
export function shownOfAll(shown: ShownTree, members: ReadonlySet<number>): ReadonlySet<number> {
  const known = [...members].filter((id) => id < shown.source.nodes.length)
  return new Set(known.map((id) => shown.shownOf(id)))
}
