// A node with what the events so far say of it, and how one is added to a tree.
// Knows its fields. Does not know which events there are.
import type { TreeNode } from './node.ts'

/** A node with what is known of it at one moment. */
export interface Node extends TreeNode {
  children: number[]
  /** Reward of this step that counts, 0 to 1: the PRM's, or the user's in its place. Null if the PRM gave none; undefined while it is not scored. */
  reward: number | null | undefined
  /** Index into `decisions` of every decision that names this node, oldest first. */
  decisions: number[]
  /** Where the user set the reward: what the PRM said. */
  overruled?: { reward: number | null | undefined }
  /** Where the user pruned this node, or one above it. */
  pruned?: 'here' | 'above'
}

/** Adds a node below its parent. Throws a RangeError where it is out of order, or its parent unknown. */
export function addNode(nodes: Node[], node: TreeNode, reward?: number | null): void {
  const parent = node.parent === null ? undefined : nodes[node.parent]
  if (node.id !== nodes.length) throw new RangeError(`Node ${node.id} came out of order.`)
  if (parent?.depth !== node.depth - 1) throw new RangeError(`Node ${node.id} has no parent at the depth above.`)
  nodes.push({ ...node, children: [], reward, decisions: [] })
  parent.children.push(node.id)
}

/** The node with this id. Throws a RangeError where there is none. */
export function nodeOf(nodes: readonly Node[], id: number): Node {
  const node = nodes[id]
  if (!node) throw new RangeError(`There is no node ${id}.`)
  return node
}
