// The same step in another tree: the one with the same texts on the way down.
// Knows texts. Does not know runs, or which tree is on screen.
import { ROOT } from '../../../src-main/contract/node.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { pathTo } from '../../../src-main/contract/tree.ts'

export interface Twin {
  /** The first node with the same path of texts; null where the tree has none. */
  node: number | null
  /** How many steps of the path the tree has, from the first one on. */
  shared: number
}

/**
 * Finds in `other` the step that `node` is in `tree`. Siblings may say the same, so all of them are followed; of several ends the
 * oldest one counts. Throws a RangeError where `tree` has no such node.
 */
export function pathTwin(tree: Tree, node: number, other: Tree): Twin {
  const path = pathTo(tree, node)
  let level = [ROOT]
  for (const [shared, id] of path.entries()) {
    const { text } = tree.nodes[id]!
    const next = level.flatMap((at) => other.nodes[at]!.children.filter((child) => other.nodes[child]!.text === text))
    if (next.length === 0) return { node: null, shared }
    level = next
  }
  return { node: Math.min(...level), shared: path.length }
}
