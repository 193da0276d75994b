// Equal steps as one: under one parent, nodes with the same text and the same end become a node that stands for all of them.
// Knows the search's tree and the merged one. Does not know how either is shown.
import { emptyTree } from '../../src-main/contract/tree.ts'
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { toldOf } from './shown-tree.ts'
import type { ShownTree } from './shown-tree.ts'

/** Grows with the search's tree: a node's group is known as soon as the node is there, and never changes. */
export class MergedTree {
  #source: Tree | null = null
  #last: Node | undefined
  #byHand: Tree['byHand'] = null
  #tree: Tree = emptyTree()
  #groups: number[][] = []
  #groupOf: number[] = []
  #known = new Map<string, number>()

  /** Catches up with a tree; one that went back and on by another way is merged anew. */
  follow(source: Tree): ShownTree {
    const count = this.#groupOf.length
    const went = count > 0 && source.nodes[count - 1] !== this.#last
    // What was done by hand may part nodes that were one.
    if (source !== this.#source || went || source.byHand !== this.#byHand) this.#begin(source)
    for (let id = this.#groupOf.length; id < source.nodes.length; id++) this.#add(source.nodes[id]!)
    this.#last = source.nodes.at(-1)
    this.#refresh(source)
    const groups = this.#groups
    const groupOf = this.#groupOf
    return {
      tree: this.#tree,
      source,
      members: (shown) => groups[shown]!,
      shownOf: (member) => groupOf[member]!,
    }
  }

  #begin(source: Tree): void {
    this.#source = source
    this.#byHand = source.byHand
    this.#tree = { ...emptyTree(), nodes: [] }
    this.#groups = []
    this.#groupOf = []
    this.#known.clear()
  }

  #add(node: Node): void {
    const parent = node.parent === null ? null : this.#groupOf[node.parent]!
    const key = `${parent} ${node.ending} ${node.answer === null ? 0 : node.answer.length} ${node.answer ?? ''} ${markOf(node)} ${node.text}`
    const group = this.#known.get(key)
    if (group !== undefined) {
      this.#groups[group]!.push(node.id)
      this.#groupOf.push(group)
      return
    }
    const id = this.#groups.length
    this.#known.set(key, id)
    this.#groups.push([node.id])
    this.#groupOf.push(id)
    this.#tree.nodes.push({ ...node, id, parent, children: [] })
    if (parent !== null) this.#tree.nodes[parent]!.children.push(id)
  }

  /** What changes without a new node: rewards, and what the whole tree is told. */
  #refresh(source: Tree): void {
    const { nodes } = this.#tree
    this.#groups.forEach((members, id) => {
      const [first] = members
      nodes[id]!.reward = members.length === 1 ? source.nodes[first!]!.reward : rewardOf(source, members)
      nodes[id]!.decisions = source.nodes[first!]!.decisions
    })
    Object.assign(
      this.#tree,
      toldOf(source, (member) => this.#groupOf[member]!),
    )
  }
}

/** What was done to a node by hand: only nodes of which the same is true are one. */
function markOf({ hand, pruned, overruled, reward }: Node): string {
  return [hand ?? '', pruned ?? '', overruled ? String(reward) : ''].join('/')
}

/** Nodes from which on a tree is large, and the part of them that may be left for one picture to be worth another. */
const LARGE = 200
const SMALLER = 0.6

/** Whether equal steps as one make a large tree much smaller. */
export function mergeHelps({ tree, source }: ShownTree): boolean {
  return source.nodes.length >= LARGE && tree.nodes.length <= SMALLER * source.nodes.length
}

/** The mean of the members' rewards, which are equal but for a PRM that is not; null or undefined where no member has one. */
function rewardOf(source: Tree, members: readonly number[]): Node['reward'] {
  let [sum, count] = [0, 0]
  let waiting = false
  for (const member of members) {
    const { reward } = source.nodes[member]!
    if (typeof reward === 'number') {
      sum += reward
      count++
    } else waiting ||= reward === undefined
  }
  if (count === 0) return waiting ? undefined : null
  const mean = sum / count
  // The mean of equal numbers is that number, to the last bit.
  const first = source.nodes[members[0]!]!.reward
  return typeof first === 'number' && Math.abs(mean - first) < 1e-12 ? first : mean
}
