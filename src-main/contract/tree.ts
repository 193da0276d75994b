// The tree that a list of events describes. The one fold: the search, the window, replay and files all use it.
// Knows how each event changes the tree, and how that is taken back. Does not know layout, storage or who emits.
import { applyRedone, applySteered, applyUndone, revertByHand, settle } from './by-hand.ts'
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
      // All are looked up first, so that a decision that cannot follow leaves the tree as it was.
      const named = nodesOf(change.decision).map((id) => nodeOf(tree.nodes, id))
      const index = tree.decisions.push(change.decision) - 1
      for (const node of named) node.decisions.push(index)
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

/** What a change puts in the place of something else, as it was before; null where the change alone says how it is taken back. */
export type Replaced = Partial<Pick<Tree, 'cost' | 'chosen' | 'state' | 'error' | 'byHand'>> | null

/** What `undoChange` will need of the tree as it is now, before this change is applied. */
export function replacedBy(tree: Tree, change: Change): Replaced {
  switch (change.type) {
    case 'cost':
      return { cost: tree.cost }
    case 'chosen':
      return { chosen: tree.chosen }
    case 'state':
      return { state: tree.state, error: tree.error, byHand: tree.byHand }
    case 'steered':
    case 'undone':
    case 'redone':
      return { byHand: tree.byHand }
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
      nodeOf(tree.nodes, change.node.parent ?? ROOT).children.pop()
      break
    case 'node-scored':
      nodeOf(tree.nodes, change.node).reward = undefined
      break
    case 'decided':
      tree.decisions.pop()
      for (const id of nodesOf(change.decision)) nodeOf(tree.nodes, id).decisions.pop()
      break
    case 'notice':
      tree.notices.pop()
      break
    case 'cost':
    case 'chosen':
    case 'state':
      Object.assign(tree, replaced)
      break
    case 'steered':
    case 'undone':
    case 'redone':
      revertByHand(tree, change, replaced?.byHand ?? null)
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
