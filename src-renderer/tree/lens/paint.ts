// A picture's tree as its lens paints it: a reading and a share for each node, and how many nodes of the search each stands for.
// Knows lenses, the merged tree and collapsed branches, which lenses look into. Does not know drawing. Worked out once for each change of
// the tree.
import { bearsHandSign } from '../hand-words.ts'
import { hiddenBelow, opened } from '../shown-tree.ts'
import type { ShownTree } from '../shown-tree.ts'
import type { LensId } from '../../text/tree.ts'
import type { LensView } from './lens.ts'
import { shareOf } from './lens-colour.ts'
import { lookAtAll } from './lenses.ts'

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
  /** Nodes that bear a sign: something was done by hand, or they are collapsed. */
  signed: readonly number[]
  /** True where some node stands for several. */
  merged: boolean
  /** How many nodes of the search are hidden below a node. */
  hiddenBelow: (shown: number) => number
}

/** Paints a tree. */
export function paintOf(shown: ShownTree, lens: LensId): Paint {
  return paintAll([shown], lens)[0]!
}

/** Paints trees that stand side by side; colours mean the same in all of them, and the same whatever is collapsed. */
export function paintAll(all: readonly ShownTree[], lens: LensId): Paint[] {
  const views = lookAtAll(lens, all.map(opened))
  return all.map((shown, place) => painted(shown, views[place]!))
}

function painted(shown: ShownTree, open: LensView): Paint {
  const { collapsed, tree, source, members } = shown
  const view = collapsed
    ? {
        ...open,
        at: (id: number) => open.at(collapsed.openOf(id)),
        of: (id: number) => open.of(collapsed.openOf(id)),
      }
    : open
  const count = tree.nodes.length
  const [shares, verdicts, signed] = [new Uint8Array(count), new Uint8Array(count), [] as number[]]
  for (let id = 1; id < count; id++) {
    const node = tree.nodes[id]!
    shares[id] = shareOf(view, view.at(id))
    if (node.correct !== null) verdicts[id] = node.correct ? VERDICTS.right : VERDICTS.wrong
    if (bearsHandSign(node) || hiddenBelow(shown, id) > 0) signed.push(id)
  }
  const merged = opened(shown).tree !== source
  const weightOf = merged ? (id: number) => members(id).length : () => 1
  return { view, shares, verdicts, signed, merged, weightOf, hiddenBelow: (id) => hiddenBelow(shown, id) }
}

/** Ends of the search at or below each node of the picture, by node; those that are hidden count where they are hidden. */
export function pathsBelow({ tree, source, members, collapsed }: ShownTree): Float32Array {
  if (collapsed) {
    const all = pathsBelow(collapsed.open)
    return Float32Array.from(tree.nodes, ({ id }) => all[collapsed.openOf(id)]!)
  }
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
