// The tree that a list of events describes. The one fold: the search, the window, replay and files all use it.
// Knows how each event changes the tree. Does not know layout, storage or who emits.
import { applyRedone, applySteered, applyUndone, settle } from './by-hand.ts'
import type { ByHand } from './by-hand.ts'
import type { Cost } from './cost.ts'
import { NO_COST } from './cost.ts'
import { nodesOf } from './decision.ts'
import type { Decision } from './decision.ts'
import type { Change, RunState } from './event.ts'
import type { ErrorReport } from './errors.ts'
import { ROOT } from './node.ts'
import { addNode, nodeOf } from './tree-node.ts'
import type { Node } from './tree-node.ts'

export type { Node } from './tree-node.ts'

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
  /** Null where nobody ever did anything by hand. */
  byHand: ByHand | null
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
  const begun = { cost: NO_COST, chosen: null, state: 'queued', error: null } as const
  return { nodes: [root], decisions: [], ...begun, notices: [], byHand: null }
}

/**
 * Applies one change in place.
 * Throws a RangeError where the change cannot follow: a node out of order, an unknown parent or node, a second reward.
 */
export function applyChange(tree: Tree, change: Change): void {
  switch (change.type) {
    case 'node-added':
      addNode(tree.nodes, change.node)
      break
    case 'node-scored': {
      const node = nodeOf(tree.nodes, change.node)
      if (node.reward !== undefined) throw new RangeError(`Node ${node.id} was scored twice.`)
      node.reward = change.reward
      break
    }
    case 'decided': {
      const index = tree.decisions.push(change.decision) - 1
      for (const id of nodesOf(change.decision)) nodeOf(tree.nodes, id).decisions.push(index)
      break
    }
    case 'cost':
      tree.cost = change.cost
      break
    case 'chosen': {
      const { by, node, answer, correct, votes, among } = change
      tree.chosen = { by, node, answer, correct, votes, ...(among && { among }) }
      break
    }
    case 'state':
      tree.state = change.state
      tree.error = change.error
      if (change.state === 'running') settle(tree)
      break
    case 'notice':
      tree.notices.push(change.notice)
      break
    case 'steered':
      applySteered(tree, change)
      break
    case 'undone':
      applyUndone(tree, change.act)
      break
    case 'redone':
      applyRedone(tree, change.act)
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
  const { nodes } = tree
  for (let node = nodeOf(nodes, id); node.parent !== null; node = nodeOf(nodes, node.parent)) path.push(node.id)
  return path.reverse()
}
