// The tree that a list of events describes. The one fold: the search, the window, replay and files all use it.
// Knows how each event changes the tree, and how that is taken back. Does not know layout, storage or who emits.
import type { Cost } from './cost.ts'
import { NO_COST } from './cost.ts'
import { nodesOf } from './decision.ts'
import type { Decision } from './decision.ts'
import type { Change, RunState } from './event.ts'
import type { ErrorReport } from './errors.ts'
import type { TreeNode } from './node.ts'
import { ROOT } from './node.ts'

/** A node with what is known of it at one moment. */
export interface Node extends TreeNode {
  children: number[]
  /** PRM reward of this step, 0 to 1; null if the PRM gave none; undefined while it is not scored. */
  reward: number | null | undefined
  /** Index into `decisions` of every decision that names this node, oldest first. */
  decisions: number[]
}

type Chosen = Omit<Extract<Change, { type: 'chosen' }>, 'type'>

/** The state of a search after some events. */
export interface Tree {
  /** By id; ids are dense. */
  nodes: Node[]
  decisions: Decision[]
  cost: Cost
  chosen: Chosen | null
  state: RunState
  error: ErrorReport | null
  /** What happened on the way and changed nothing of the tree, oldest first. */
  notices: ErrorReport[]
}

/** A tree with nothing but its root. */
export function emptyTree(): Tree {
  const root: Node = {
    id: ROOT,
    parent: null,
    depth: 0,
    text: '',
    tokenIds: [],
    logProbabilities: [],
    ending: null,
    answer: null,
    correct: null,
    children: [],
    reward: undefined,
    decisions: [],
  }
  return { nodes: [root], decisions: [], cost: NO_COST, chosen: null, state: 'queued', error: null, notices: [] }
}

/**
 * Applies one change in place.
 * Throws a RangeError where the change cannot follow: a node out of order, an unknown parent or node, a second reward.
 */
export function applyChange(tree: Tree, change: Change): void {
  switch (change.type) {
    case 'node-added': {
      const { node } = change
      const parent = node.parent === null ? undefined : tree.nodes[node.parent]
      if (node.id !== tree.nodes.length) throw new RangeError(`Node ${node.id} came out of order.`)
      if (parent?.depth !== node.depth - 1) throw new RangeError(`Node ${node.id} has no parent at the depth above.`)
      tree.nodes.push({ ...node, children: [], reward: undefined, decisions: [] })
      parent.children.push(node.id)
      break
    }
    case 'node-scored': {
      const node = known(tree, change.node)
      if (node.reward !== undefined) throw new RangeError(`Node ${node.id} was scored twice.`)
      node.reward = change.reward
      break
    }
    case 'decided': {
      // All are looked up first, so that a decision that cannot follow leaves the tree as it was.
      const named = nodesOf(change.decision).map((id) => known(tree, id))
      const index = tree.decisions.push(change.decision) - 1
      for (const node of named) node.decisions.push(index)
      break
    }
    case 'cost':
      tree.cost = change.cost
      break
    case 'chosen': {
      const { by, node, answer, correct, votes } = change
      tree.chosen = { by, node, answer, correct, votes }
      break
    }
    case 'state':
      tree.state = change.state
      tree.error = change.error
      break
    case 'notice':
      tree.notices.push(change.notice)
      break
  }
}

/** What a change puts in the place of something else, as it was before; null where the change alone says how it is taken back. */
export type Replaced = Pick<Tree, 'cost'> | Pick<Tree, 'chosen'> | Pick<Tree, 'state' | 'error'> | null

/** What `undoChange` will need of the tree as it is now, before this change is applied. */
export function replacedBy(tree: Tree, change: Change): Replaced {
  switch (change.type) {
    case 'cost':
      return { cost: tree.cost }
    case 'chosen':
      return { chosen: tree.chosen }
    case 'state':
      return { state: tree.state, error: tree.error }
    case 'node-added':
    case 'node-scored':
    case 'decided':
    case 'notice':
      return null
  }
}

/** Takes the change back, in place, that was applied last; `replaced` is what `replacedBy` said before it was. */
export function undoChange(tree: Tree, change: Change, replaced: Replaced): void {
  switch (change.type) {
    case 'node-added':
      tree.nodes.pop()
      known(tree, change.node.parent ?? ROOT).children.pop()
      break
    case 'node-scored':
      known(tree, change.node).reward = undefined
      break
    case 'decided':
      tree.decisions.pop()
      for (const id of nodesOf(change.decision)) known(tree, id).decisions.pop()
      break
    case 'notice':
      tree.notices.pop()
      break
    case 'cost':
    case 'chosen':
    case 'state':
      Object.assign(tree, replaced)
      break
  }
}

/** The tree after these changes, from nothing. */
export function foldChanges(changes: Iterable<Change>): Tree {
  const tree = emptyTree()
  for (const change of changes) applyChange(tree, change)
  return tree
}

/** Ids from the first step to this node, the root left out. */
export function pathTo(tree: Tree, id: number): number[] {
  const path: number[] = []
  for (let node = known(tree, id); node.parent !== null; node = known(tree, node.parent)) path.push(node.id)
  return path.reverse()
}

function known(tree: Tree, id: number): Node {
  const node = tree.nodes[id]
  if (!node) throw new RangeError(`There is no node ${id}.`)
  return node
}
