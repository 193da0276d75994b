// What a person did to a tree by hand, and how each act changes it and is taken back: the fold's part for steering.
// Knows the acts' effects on nodes. Does not know votes: the search counts them anew and says so in an event of its own.
//
// An act is taken back in place, nodes and all, so that the tree is the one before it; so only the last act can be, and only until
// the search has gone on with it.
import type { Act } from './steering.ts'
import type { Change, SteeredChange } from './event.ts'
import { addNode, nodeOf } from './tree-node.ts'
import type { Node } from './tree-node.ts'

type ByHandChange = Extract<Change, { type: 'steered' | 'undone' | 'redone' }>

/** One act of the user's and what became of it. */
interface HandAct {
  readonly act: Act
  readonly added: SteeredChange['added']
  /** Whether it was taken back. */
  readonly undone: boolean
  /** What it replaced. */
  readonly before: Replaced
}

/** Everything that was done by hand. A new object with each act, so that whoever holds an earlier one has that moment. */
export interface ByHand {
  /** Oldest first, those that were taken back included. */
  readonly acts: readonly HandAct[]
  /** Places among the acts: the last one can be taken back, then the one before it. */
  readonly undoable: readonly number[]
  /** Places among the acts: the last one can be done again, then the one before it. */
  readonly redoable: readonly number[]
}

interface Replaced {
  /** Nodes that it marked as pruned, and those whose mark it took away. */
  pruned?: readonly number[]
  restored?: readonly number[]
  /** The reward of its node, and the PRM's where that was overruled. */
  reward?: Pick<Node, 'reward' | 'overruled'>
}

/** The part of a tree that acts change. */
interface Handled {
  nodes: Node[]
  byHand: ByHand | null
}

const NOTHING: ByHand = { acts: [], undoable: [], redoable: [] }

/** Does an act. Throws a RangeError where it cannot follow. */
export function applySteered(tree: Handled, { act, added }: SteeredChange): void {
  const { acts, undoable } = tree.byHand ?? NOTHING
  const before = perform(tree.nodes, act, added)
  tree.byHand = {
    acts: [...acts, { act, added, undone: false, before }],
    undoable: [...undoable, acts.length],
    redoable: [],
  }
}

/** Takes an act back. Throws a RangeError where it is not the last one that can be. */
export function applyUndone(tree: Handled, place: number): void {
  const { acts, undoable, redoable } = tree.byHand ?? NOTHING
  const last = acts[place]
  if (!last || undoable.at(-1) !== place) throw new RangeError(`Act ${place} cannot be taken back.`)
  takeBack(tree.nodes, last)
  tree.byHand = {
    acts: acts.with(place, { ...last, undone: true }),
    undoable: undoable.slice(0, -1),
    redoable: [...redoable, place],
  }
}

/** Does an act again that was taken back. Throws a RangeError where it is not the last one that was. */
export function applyRedone(tree: Handled, place: number): void {
  const { acts, undoable, redoable } = tree.byHand ?? NOTHING
  const last = acts[place]
  if (!last || redoable.at(-1) !== place) throw new RangeError(`Act ${place} cannot be done again.`)
  const before = perform(tree.nodes, last.act, last.added)
  tree.byHand = {
    acts: acts.with(place, { ...last, undone: false, before }),
    undoable: [...undoable, place],
    redoable: redoable.slice(0, -1),
  }
}

/** Makes the tree what it was before this change, which was applied last; `before` is what `byHand` was then. */
export function revertByHand(tree: Handled, change: ByHandChange, before: ByHand | null): void {
  const { acts } = tree.byHand ?? NOTHING
  const done = change.type === 'steered' ? acts.at(-1) : acts[change.act]
  if (!done) throw new RangeError('There is no such act.')
  if (change.type === 'undone') perform(tree.nodes, done.act, done.added)
  else takeBack(tree.nodes, done)
  tree.byHand = before
}

/** The search goes on with what was done: nothing of it can be taken back any more. */
export function settle(tree: Handled): void {
  const { byHand } = tree
  if (!byHand || (byHand.undoable.length === 0 && byHand.redoable.length === 0)) return
  tree.byHand = { ...byHand, undoable: [], redoable: [] }
}

function perform(nodes: Node[], act: Act, added: SteeredChange['added']): Replaced {
  for (const { node, reward } of added) addNode(nodes, node, reward)
  switch (act.verb) {
    case 'prune':
      return { pruned: prune(nodes, act.node) }
    case 'restore':
      return { restored: restore(nodes, act.node) }
    case 'reward':
      return { reward: setReward(nodeOf(nodes, act.node), act.reward) }
    case 'children':
    case 'edit':
    case 'write':
      return {}
  }
}

function takeBack(nodes: Node[], { act, added, before }: HandAct): void {
  for (const id of before.pruned ?? []) delete nodeOf(nodes, id).pruned
  for (const id of before.restored ?? []) nodeOf(nodes, id).pruned = id === act.node ? 'here' : 'above'
  if (before.reward && act.verb === 'reward') {
    const node = nodeOf(nodes, act.node)
    node.reward = before.reward.reward
    if (before.reward.overruled) node.overruled = before.reward.overruled
    else delete node.overruled
  }
  for (const { node } of added.toReversed()) {
    if (nodes.at(-1)?.id !== node.id) throw new RangeError(`Node ${node.id} is not the last one.`)
    nodes.pop()
    nodeOf(nodes, node.parent!).children.pop()
  }
}

/** Marks a node and all below it; those that are new to it. */
function prune(nodes: Node[], id: number): number[] {
  if (nodeOf(nodes, id).pruned) throw new RangeError(`Node ${id} is pruned already.`)
  const marked: number[] = []
  const left = [id]
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const node = nodeOf(nodes, at)
    for (const child of node.children) left.push(child)
    if (node.pruned) continue
    node.pruned = at === id ? 'here' : 'above'
    marked.push(at)
  }
  return marked
}

/** Takes the mark off a node that was pruned and off all below it but what was pruned by itself; those that had it. */
function restore(nodes: Node[], id: number): number[] {
  const { pruned, parent } = nodeOf(nodes, id)
  if (pruned !== 'here' || (parent !== null && nodeOf(nodes, parent).pruned)) {
    throw new RangeError(`Node ${id} is not what was pruned.`)
  }
  const restored: number[] = []
  const left = [id]
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const node = nodeOf(nodes, at)
    if (node.pruned === 'here' && at !== id) continue
    delete node.pruned
    restored.push(at)
    for (const child of node.children) left.push(child)
  }
  return restored
}

function setReward(node: Node, reward: number | null): Pick<Node, 'reward' | 'overruled'> {
  const { overruled } = node
  const before = { reward: node.reward, ...(overruled && { overruled }) }
  if (reward !== null) {
    node.overruled = overruled ?? { reward: node.reward }
    node.reward = reward
  } else if (overruled) {
    node.reward = overruled.reward
    delete node.overruled
  }
  return before
}
