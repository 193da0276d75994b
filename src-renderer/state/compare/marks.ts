// What is selected in each of several runs: a step of one and its twins, or a node of each.
// Knows trees. Does not know runs or who selects.
import type { Tree } from '../../../src-main/contract/tree.ts'
import { pathTwin } from './path-twin.ts'

/** A step of one run (by place), or a node in each; null where a run has none. */
export type Selection = { run: number; node: number } | { each: readonly (number | null)[] }

/** What is selected in one run. */
export interface Mark {
  /** A node of the whole tree; null where the run has none. */
  node: number | null
  /** How many steps of the selected path the run has; null where each run has a node of its own. */
  shared: number | null
}

/** A mark for each tree; null where nothing is selected, or something that is not there. */
export function marksOf(selection: Selection | null, trees: readonly Tree[]): Mark[] | null {
  if (selection === null) return null
  if ('each' in selection) return trees.map((_, place) => ({ node: selection.each[place] ?? null, shared: null }))
  const { run, node } = selection
  const tree = trees[run]
  const selected = tree?.nodes[node]
  if (!tree || !selected) return null
  return trees.map((other, place) => (place === run ? { node, shared: selected.depth } : pathTwin(tree, node, other)))
}
