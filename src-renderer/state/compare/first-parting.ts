// Where trees part: how much of their beginning is the same, by the order of growth and down the first path.
// Knows parents and texts. Does not know methods, which may grow the same steps in another order.
import { ROOT } from '../../../src-main/contract/node.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'

export interface Parting {
  /** How many nodes at the beginning are the same in every tree, the root left out. */
  nodes: number
  /** The node behind them, by tree; null where a tree has no more. */
  nodesEnd: (number | null)[]
  /** How many steps at the beginning of the first path (the first child of the first child …) are the same in every tree. */
  steps: number
  /** The step behind them, by tree; null where the first path of a tree has no more. */
  stepsEnd: (number | null)[]
  /** Whether the trees have nothing but what is the same. */
  equal: boolean
}

/** Compares trees by the parent and the text of each node. `trees` holds at least one. */
export function firstParting(trees: readonly Tree[]): Parting {
  const [first, ...others] = trees as [Tree, ...Tree[]]
  const shortest = Math.min(...trees.map(({ nodes }) => nodes.length))
  let next = ROOT + 1
  while (next < shortest && others.every((other) => isSame(first, other, next))) next++
  const { steps, ends } = alongFirstPath(trees)
  return {
    nodes: next - 1,
    nodesEnd: trees.map(({ nodes }) => (next < nodes.length ? next : null)),
    steps,
    stepsEnd: ends,
    equal: trees.every(({ nodes }) => nodes.length === next),
  }
}

function isSame(one: Tree, other: Tree, id: number): boolean {
  const [a, b] = [one.nodes[id]!, other.nodes[id]!]
  return a.parent === b.parent && a.text === b.text
}

function alongFirstPath(trees: readonly Tree[]): { steps: number; ends: (number | null)[] } {
  let at = trees.map(() => ROOT)
  for (let steps = 0; ; steps++) {
    const below = trees.map(({ nodes }, place) => nodes[at[place]!]!.children[0] ?? null)
    const [text, ...texts] = trees.map(({ nodes }, place) =>
      below[place] === null ? null : nodes[below[place]!]!.text,
    )
    if (text === null || texts.some((one) => one !== text)) return { steps, ends: below }
    at = below as number[]
  }
}
