// A picture's tree with some branches collapsed: what lies below them is left out and counted.
// Knows the open tree, plain or with equal steps as one. Does not know who collapses, or how a collapsed branch looks.
import { emptyTree } from '../../src-main/contract/tree.ts'
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { toldOf } from './shown-tree.ts'
import type { ShownTree } from './shown-tree.ts'

/**
 * The open picture's nodes whose branches are collapsed: those with children whose oldest member is among these nodes of the search. A
 * node that stands for several keeps its oldest member while the tree grows.
 */
export function collapsedIn({ tree, source, members, shownOf }: ShownTree, nodes: ReadonlySet<number>): Set<number> {
  const known = [...nodes].filter((id) => id < source.nodes.length)
  return new Set(
    known
      .filter((id) => members(shownOf(id))[0] === id && tree.nodes[shownOf(id)]!.children.length > 0)
      .map((id) => shownOf(id)),
  )
}

/** The nodes of the search whose collapsed branches hide this one; none where it is in sight. */
export function hiding(open: ShownTree, nodes: ReadonlySet<number>, member: number): number[] {
  if (nodes.size === 0 || member >= open.source.nodes.length) return []
  const closed = collapsedIn(open, nodes)
  const found: number[] = []
  const { tree } = open
  for (let at = tree.nodes[open.shownOf(member)]!.parent; at !== null; at = tree.nodes[at]!.parent)
    if (closed.has(at)) found.push(...open.members(at))
  return found
}

/** Grows with the open tree; begins anew when other branches are collapsed. */
export class CollapsedTree {
  #open: Tree | null = null
  #last: Node | undefined
  #nodes: ReadonlySet<number> | null = null
  #tree: Tree = emptyTree()
  /** By the open tree's ids: the picture's node. */
  #shownOf: number[] = []
  /** By the picture's ids: the open tree's node. */
  #openOf: number[] = []

  /** The picture without what lies below the collapsed branches; the open one itself where none is. */
  follow(open: ShownTree, nodes: ReadonlySet<number>): ShownTree {
    const closed = collapsedIn(open, nodes)
    if (closed.size === 0) {
      this.#open = null
      return open
    }
    const { tree, source } = open
    const count = this.#shownOf.length
    const went = count > 0 && tree.nodes[count - 1] !== this.#last
    if (tree !== this.#open || went || nodes !== this.#nodes) this.#begin(tree, nodes)
    for (let id = this.#shownOf.length; id < tree.nodes.length; id++) this.#add(tree.nodes[id]!, closed)
    this.#last = tree.nodes.at(-1)
    this.#refresh(tree)
    const [shownOf, openOf] = [this.#shownOf, this.#openOf]
    const below = new Float64Array(openOf.length)
    let hidden = 0
    for (let id = 0; id < shownOf.length; id++) {
      if (openOf[shownOf[id]!] === id) continue
      const times = open.members(id).length
      below[shownOf[id]!]! += times
      hidden += times
    }
    return {
      tree: this.#tree,
      source,
      members: (shown) => open.members(openOf[shown]!),
      shownOf: (member) => shownOf[open.shownOf(member)]!,
      collapsed: {
        open,
        openOf: (shown) => openOf[shown]!,
        hiddenBelow: (shown) => below[shown]!,
        branches: below.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0),
        hidden,
      },
    }
  }

  #begin(open: Tree, nodes: ReadonlySet<number>): void {
    this.#open = open
    this.#nodes = nodes
    this.#tree = { ...emptyTree(), nodes: [] }
    this.#shownOf = []
    this.#openOf = []
  }

  #add(node: Node, closed: ReadonlySet<number>): void {
    const parent = node.parent === null ? null : this.#shownOf[node.parent]!
    // Below a collapsed node, or below one that is hidden itself.
    if (parent !== null && (closed.has(node.parent!) || this.#openOf[parent] !== node.parent)) {
      this.#shownOf.push(parent)
      return
    }
    const id = this.#openOf.length
    this.#openOf.push(node.id)
    this.#shownOf.push(id)
    this.#tree.nodes.push({ ...node, id, parent, children: [] })
    if (parent !== null) this.#tree.nodes[parent]!.children.push(id)
  }

  /** What changes without a new node: rewards, marks of what was done by hand, and what the whole tree is told. */
  #refresh(open: Tree): void {
    for (const node of this.#tree.nodes) {
      const now = open.nodes[this.#openOf[node.id]!]!
      node.reward = now.reward
      node.decisions = now.decisions
      // Most nodes never had any of these: a field that is taken away makes an object slow.
      if (now.overruled) node.overruled = now.overruled
      else if (node.overruled) delete node.overruled
      if (now.pruned) node.pruned = now.pruned
      else if (node.pruned) delete node.pruned
    }
    Object.assign(
      this.#tree,
      toldOf(open, (id) => this.#shownOf[id]!),
    )
  }
}
