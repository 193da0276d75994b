// A picture's tree as its lens paints it: a reading and a share for each node, and how many nodes of the search each stands for.
// Knows lenses and the merged tree. Does not know drawing. Worked out once for each change of the tree.
import type { ShownTree } from '../shown-tree.ts'
import type { LensId } from '../../text/tree.ts'
import type { LensView } from './lens.ts'
import { shareOf } from './lens-colour.ts'
import { lookThrough } from './lenses.ts'

/** What a node's answer was, as `verdicts` has it. */
export const VERDICTS = { none: 0, right: 1, wrong: 2 } as const

export interface Paint {
  view: LensView
  /** By node: the share of a band that it falls into. */
  shares: Uint8Array
  /** By node: whether its answer is right, wrong, or neither. */
  verdicts: Uint8Array
  /** How many nodes of the search a node stands for. */
  weightOf: (shown: number) => number
  /** True where some node stands for several. */
  merged: boolean
}

/** Paints a tree. */
export function paintOf(shown: ShownTree, lens: LensId): Paint {
  const view = lookThrough(lens, shown)
  const count = shown.tree.nodes.length
  const [shares, verdicts] = [new Uint8Array(count), new Uint8Array(count)]
  for (let id = 1; id < count; id++) {
    const { correct } = shown.tree.nodes[id]!
    shares[id] = shareOf(view, view.at(id))
    if (correct !== null) verdicts[id] = correct ? VERDICTS.right : VERDICTS.wrong
  }
  const merged = shown.tree !== shown.source
  return { view, shares, verdicts, merged, weightOf: merged ? (id) => shown.members(id).length : () => 1 }
}

/** Ends of the search at or below each node of the picture, by node. */
export function pathsBelow({ tree, source, members }: ShownTree): Float32Array {
  const paths = new Float32Array(tree.nodes.length)
  for (let id = tree.nodes.length - 1; id >= 0; id--) {
    if (tree !== source)
      for (const member of members(id)) paths[id]! += source.nodes[member]!.children.length === 0 ? 1 : 0
    else if (tree.nodes[id]!.children.length === 0) paths[id] = 1
    const { parent } = tree.nodes[id]!
    if (parent !== null) paths[parent]! += paths[id]!
  }
  return paths
}
