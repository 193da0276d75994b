// The slots layout: a subtree is as wide as its number of leaves, a level is one row. Grows with the tree.
// Knows structure in slots and levels. Does not know pixels, cameras or drawing.
import type { Node, Tree } from '../../src-main/contract/tree.ts'

/** What a call of `follow` did. */
export interface LayoutChange {
  /** True where the layout began anew, because the tree is another one or went back. */
  restarted: boolean
  /** Id of the first node that is new; the number of nodes where none is. */
  firstNew: number
}

const NONE = -1

/**
 * Structure of arrays by node id. An insert walks from the node to the root and touches nothing else;
 * where a node lies follows from the widths on the way down, so nothing has to be moved.
 */
export class SlotLayout {
  /** Nodes laid out so far; the arrays may be longer. */
  count = 0
  parent = new Int32Array(64)
  firstChild = new Int32Array(64)
  lastChild = new Int32Array(64)
  nextSibling = new Int32Array(64)
  /** Levels below the root; the root's is 0. */
  depth = new Int32Array(64)
  /** Deepest level inside the subtree. */
  deepest = new Int32Array(64)
  /** Leaves of the subtree = its width in slots. Whole numbers, as floats so that motion can ease them in a copy. */
  leaves = new Float32Array(64)
  #tree: Tree | null = null
  #last: Node | undefined

  /** Catches up with the tree: nodes are dense and only ever added, so what is new lies at the end. */
  follow(tree: Tree): LayoutChange {
    // A tree that went back and on by another way has other nodes, though maybe as many.
    const restarted = tree !== this.#tree || (this.count > 0 && tree.nodes[this.count - 1] !== this.#last)
    if (restarted) {
      this.#tree = tree
      this.count = 0
    }
    const firstNew = this.count
    this.#reserve(tree.nodes.length)
    for (let id = firstNew; id < tree.nodes.length; id++) {
      const node = tree.nodes[id]!
      this.#insert(id, node.parent ?? NONE, node.depth)
    }
    this.#last = tree.nodes.at(-1)
    return { restarted, firstNew }
  }

  #insert(id: number, parent: number, depth: number): void {
    this.parent[id] = parent
    this.firstChild[id] = this.lastChild[id] = this.nextSibling[id] = NONE
    this.depth[id] = this.deepest[id] = depth
    this.leaves[id] = 1
    this.count = id + 1
    if (parent === NONE) return
    const before = this.lastChild[parent]!
    this.lastChild[parent] = id
    if (before === NONE) this.firstChild[parent] = id
    else this.nextSibling[before] = id
    // A first child takes its parent's slot over; every later one adds a slot to all its ancestors.
    const grown = before === NONE ? 0 : 1
    for (let at = parent; at !== NONE; at = this.parent[at]!) {
      if (grown === 0 && this.deepest[at]! >= depth) break
      this.leaves[at]! += grown
      if (this.deepest[at]! < depth) this.deepest[at] = depth
    }
  }

  #reserve(count: number): void {
    if (count <= this.parent.length) return
    const capacity = Math.max(count, this.parent.length * 2)
    const grow = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(capacity)
      to.set(from)
      return to
    }
    this.parent = grow(this.parent)
    this.firstChild = grow(this.firstChild)
    this.lastChild = grow(this.lastChild)
    this.nextSibling = grow(this.nextSibling)
    this.depth = grow(this.depth)
    this.deepest = grow(this.deepest)
    this.leaves = growFloats(this.leaves, capacity)
  }
}

/** A longer copy. */
export function growFloats(from: Float32Array, capacity: number): Float32Array<ArrayBuffer> {
  const to = new Float32Array(capacity)
  to.set(from)
  return to
}
