// The tree that a picture shows, and how its nodes lead to those of the search: one to one, equal steps as one, or with some branches
// collapsed.
// Knows the trees. Does not know layout or drawing.
import type { Tree } from '../../src-main/contract/tree.ts'

export interface ShownTree {
  /** What is laid out and drawn; ids are those of the picture. */
  tree: Tree
  /** What the search grew; ids are those of the search. */
  source: Tree
  /** The search's nodes that a node of the picture stands for, oldest first; never empty. */
  members: (shown: number) => readonly number[]
  /** The picture's node that stands for one of the search; of a hidden one, the node whose branch is collapsed. */
  shownOf: (member: number) => number
  /** Where branches are collapsed: what is hidden. */
  collapsed?: Collapsed
}

/** What the collapsed branches of a picture hide. */
export interface Collapsed {
  /** The same picture with every branch open. */
  open: ShownTree
  /** The open picture's node that one of this picture is. */
  openOf: (shown: number) => number
  /** Nodes of the search that are hidden below a node; 0 where its branch is not collapsed. */
  hiddenBelow: (shown: number) => number
  /** Branches that are collapsed, and nodes of the search that they hide together. */
  branches: number
  hidden: number
}

/** Every node for itself. */
export function plainly(tree: Tree): ShownTree {
  return { tree, source: tree, members: (shown) => [shown], shownOf: (member) => member }
}

/** The picture with every branch open. */
export function opened(shown: ShownTree): ShownTree {
  return shown.collapsed?.open ?? shown
}

/** Nodes of the search that are hidden below a node of the picture. */
export function hiddenBelow({ collapsed }: ShownTree, shown: number): number {
  return collapsed?.hiddenBelow(shown) ?? 0
}

/** The picture's nodes that stand for any of these of the search; ids that the search does not have yet are left out. */
export function shownOfAll(shown: ShownTree, members: ReadonlySet<number>): ReadonlySet<number> {
  const known = [...members].filter((id) => id < shown.source.nodes.length)
  return new Set(known.map((id) => shown.shownOf(id)))
}

/** What a tree tells as a whole, by the ids of a picture of it. */
export function toldOf(
  { decisions, cost, chosen, state, error, notices, byHand }: Tree,
  shownOf: (id: number) => number,
): Omit<Tree, 'nodes'> {
  return {
    decisions,
    cost,
    state,
    error,
    notices,
    byHand,
    chosen: chosen && {
      ...chosen,
      node: chosen.node === null ? null : shownOf(chosen.node),
      votes: chosen.votes.map((vote) => ({ ...vote, nodes: [...new Set(vote.nodes.map(shownOf))] })),
    },
  }
}
