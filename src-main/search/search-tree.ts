// The tree of a running search: the only place that changes a node. Every change goes through the contract's fold and is
// emitted at once, so that whoever listens folds the same tree.
// Knows how nodes come to be. Does not know methods, models or who listens.
import { settle } from '../contract/by-hand.ts'
import type { Cost } from '../contract/cost.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { Decision } from '../contract/decision.ts'
import type { Change, RunState, SteeredChange } from '../contract/event.ts'
import type { TreeNode } from '../contract/node.ts'
import type { Node, Tree } from '../contract/tree.ts'
import { applyChange, foldChanges, pathTo } from '../contract/tree.ts'
import type { Path, Step } from './policy.ts'
import { stepOf } from './policy.ts'

type Chosen = Extract<Change, { type: 'chosen' }>

/** The tree that a search grows. */
export interface SearchTree {
  /** What has grown so far. Read it; it changes only through the verbs below. */
  readonly current: Readonly<Tree>
  /** The node with this id. Throws a RangeError if there is none. */
  node(id: number): Readonly<Node>
  /** The problem and the steps from the root to this node. */
  path(id: number): Path
  /** The nodes from the first step to this one, the root left out. */
  steps(id: number): Readonly<Node>[]
  /** Adds a child below the others of its parent and returns its id. */
  add(child: Omit<TreeNode, 'id' | 'depth'> & { parent: number }): number
  /** Gives a node its reward, 0 to 1, or null if the PRM gave none. Once for each node. */
  score(id: number, reward: number | null): void
  decide(decision: Decision): void
  spend(cost: Cost): void
  choose(chosen: Omit<Chosen, 'type'>): void
  enter(state: RunState, error?: ErrorReport): void
  /** Tells what a reader should know and what changes nothing. */
  tell: (notice: ErrorReport) => void
  /** Does what a person asked for; takes the act at this place back; does it again. */
  steer(act: Omit<SteeredChange, 'type'>): void
  undo(place: number): void
  redo(place: number): void
  /** Goes on with what was done by hand, which cannot be undone then. Whether there was any since it last did. */
  settle(): boolean
}

/**
 * A tree with nothing but its root, or that of `grown` changes, which tells `emit` of every change from now on after it is applied.
 */
export function plantTree(options: {
  question: string
  emit: (change: Change) => void
  grown?: readonly Change[]
}): SearchTree {
  const { question, emit, grown = [] } = options
  const current = foldChanges(grown)
  const change = (change: Change) => {
    applyChange(current, change)
    emit(change)
  }
  const node = (id: number) => {
    const found = current.nodes[id]
    if (!found) throw new RangeError(`There is no node ${id}.`)
    return found
  }
  const steps = (id: number) => pathTo(current, id).map(node)
  /** One object for each node, so that whoever sees many paths can tell which steps they share. */
  const known = new Map<number, Step>()
  const step = (id: number) => {
    const found = known.get(id) ?? stepOf(node(id))
    known.set(id, found)
    return found
  }
  /** Nodes may come and go: an id may be another node's afterwards. */
  const changeByHand = (made: Change) => {
    change(made)
    known.clear()
  }
  return {
    current,
    node,
    steps,
    path: (id) => ({ question, steps: pathTo(current, id).map(step) }),
    add(child) {
      const id = current.nodes.length
      change({ type: 'node-added', node: { ...child, id, depth: node(child.parent).depth + 1 } })
      return id
    },
    score: (id, reward) => change({ type: 'node-scored', node: id, reward }),
    decide: (decision) => change({ type: 'decided', decision }),
    spend: (cost) => change({ type: 'cost', cost }),
    choose: (chosen) => change({ type: 'chosen', ...chosen }),
    enter: (state, error) => change({ type: 'state', state, error: error ?? null }),
    tell: (notice) => change({ type: 'notice', notice }),
    steer: (act) => changeByHand({ type: 'steered', ...act }),
    undo: (act) => changeByHand({ type: 'undone', act }),
    redo: (act) => changeByHand({ type: 'redone', act }),
    settle() {
      const { byHand } = current
      const steered = byHand !== null && byHand.undoable.length > 0
      settle(current)
      return steered
    },
  }
}
