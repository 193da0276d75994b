// Where the keys lead: up to the parent, down to the best child, sideways to siblings and cousins.
// Knows the tree's structure. Does not know keys or the camera.
import type { Tree } from '../../src-main/contract/tree.ts'
import type { SlotLayout } from './layout.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'

/** The node that lies in a direction, or the node itself where nothing does. */
export function neighbour(tree: Tree, layout: SlotLayout, id: number, direction: Direction): number {
  const node = tree.nodes[id]
  if (!node) return 0
  switch (direction) {
    case 'up':
      return node.parent ?? id
    case 'down':
      return bestOf(tree, node.children) ?? id
    case 'left':
      return cousin(tree, layout, id, -1) ?? id
    case 'right':
      return cousin(tree, layout, id, 1) ?? id
  }
}

/** The chosen terminal node; without one the terminal node with the best reward; without any the deepest node so far. */
export function destination(tree: Tree, layout: SlotLayout): number {
  if (tree.chosen?.node != null) return tree.chosen.node
  const best = bestOf(
    tree,
    tree.nodes.filter((node) => node.ending !== null).map((node) => node.id),
  )
  if (best !== null) return best
  const deepest = layout.deepest[0] ?? 0
  return tree.nodes.find((node) => node.depth === deepest)?.id ?? 0
}

/** The id with the highest reward; the first one wins ties; unscored nodes come last. */
function bestOf(tree: Tree, ids: readonly number[]): number | null {
  let best: number | null = null
  let most = -Infinity
  for (const id of ids) {
    const reward = tree.nodes[id]?.reward ?? -1
    if (reward > most) {
      best = id
      most = reward
    }
  }
  return best
}

/** The next node of the same level to one side, across families. */
function cousin(tree: Tree, layout: SlotLayout, id: number, step: 1 | -1): number | null {
  const level = tree.nodes[id]!.depth
  for (let at = tree.nodes[id]!; at.parent !== null; at = tree.nodes[at.parent]!) {
    const family = tree.nodes[at.parent]!.children
    for (let index = family.indexOf(at.id) + step; index >= 0 && index < family.length; index += step) {
      const found = descend(tree, layout, family[index]!, level, step)
      if (found !== null) return found
    }
  }
  return null
}

/** The outermost node of a level inside a subtree, seen from the side one comes from. */
function descend(tree: Tree, layout: SlotLayout, id: number, level: number, step: 1 | -1): number | null {
  if (layout.deepest[id]! < level) return null
  let node = tree.nodes[id]!
  while (node.depth < level) {
    const family = step === 1 ? node.children : node.children.toReversed()
    const next = family.find((child) => layout.deepest[child]! >= level)
    if (next === undefined) return null
    node = tree.nodes[next]!
  }
  return node.id
}
