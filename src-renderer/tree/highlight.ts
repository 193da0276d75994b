// What stands out: the chosen answer's path, the nodes that voted for it, the selected node's path, and what a person has marked.
// Knows the tree. Does not know how any of it looks, or why it was marked.
import { pathTo } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { ROOT } from '../../src-main/contract/node.ts'

export interface Highlight {
  /** The root and the chosen answer's path; empty while nothing is chosen. */
  chosen: ReadonlySet<number>
  /** Terminal nodes that reached the chosen answer. */
  winners: ReadonlySet<number>
  /** The root and the selected node's path; empty while nothing is selected. */
  lineage: ReadonlySet<number>
  /** Steps that were found; null while nobody looks for any. */
  found: ReadonlySet<number> | null
  /** Nodes of marked paths, the root included; empty while none is marked. */
  marked: ReadonlySet<number>
}

/** What a person has marked. */
export type Marks = Pick<Highlight, 'found' | 'marked'>
export const NO_MARKS: Marks = { found: null, marked: new Set() }

/** Collects what stands out; a selected id that the tree does not have counts as nothing selected. */
export function highlightOf(tree: Tree, selected: number | null, marks: Marks = NO_MARKS): Highlight {
  const { chosen } = tree
  const winning = chosen?.votes.find((vote) => chosen.node !== null && vote.nodes.includes(chosen.node))
  const pathOf = (id: number): Set<number> => new Set([ROOT, ...pathTo(tree, id)])
  return {
    chosen: chosen?.node != null ? pathOf(chosen.node) : new Set(),
    winners: new Set(winning?.nodes ?? []),
    lineage: selected !== null && selected < tree.nodes.length ? pathOf(selected) : new Set(),
    found: marks.found,
    marked: marks.marked,
  }
}
