// MCTS as the paper compares it (arXiv 2408.00724, section 2 and appendix): UCT selection, the PRM's score instead of a
// roll-out. Unspecified there and decided here: a node that was never visited comes first; among equal bounds the older node;
// a terminal node is not expanded again, but a visit counts as an iteration and hands its reward up once more (0 if it has
// none); a child without a reward hands nothing up; the search ends early where every path has ended.
import type { Decision } from '../contract/decision.ts'
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { isOpen, isPruned } from './search-method.ts'
import type { Search } from './search-method.ts'

type Levels = Extract<Decision, { kind: 'mcts-select' }>['levels']

/** Q and N of each node that was visited. */
type Statistics = Map<number, { value: number; visits: number }>

const NEVER = { value: 0, visits: 0 }

/** A node whose own reward is handed up: as a child, or once more, because a terminal node was visited again. */
interface Visit {
  node: number
  again: boolean
}

export async function mcts(search: Search): Promise<void> {
  const exploration = search.number('exploration')
  let statistics: Statistics = new Map()
  const visits: Visit[] = []
  let open = new Set([ROOT])

  for (let iteration = 1; iteration <= search.number('expansions') && open.size > 0; iteration++) {
    if (await search.round()) {
      statistics = countedAnew(search, visits)
      if (iteration > 1) search.decide({ kind: 'mcts-back-up', iteration: iteration - 1, rows: rowsOf(statistics) })
      open = openLeaves(search)
      if (open.size === 0) break
    }
    search.begin(1)
    const { node, levels } = select(search, statistics, exploration)
    const width = !isOpen(search.node(node)) ? 0 : search.number(node === ROOT ? 'rootWidth' : 'childWidth')
    search.decide({ kind: 'mcts-select', iteration, node, width, levels })

    const children = await search.expand([{ node, width }])
    await search.score(children)
    open.delete(node)
    for (const child of children) if (isOpen(search.node(child))) open.add(child)

    const changed = new Set<number>()
    for (const visited of width > 0 ? children : [node]) {
      const visit = { node: visited, again: width === 0 }
      visits.push(visit)
      for (const id of handUp(search, statistics, visit)) changed.add(id)
    }
    search.decide({ kind: 'mcts-back-up', iteration, rows: rowsOf(statistics, changed) })
  }
  search.choose({ by: search.choice(CHOOSE), aggregate: search.choice(AGGREGATE) })
}

function rowsOf(statistics: Statistics, nodes: Iterable<number> = statistics.keys()) {
  return [...nodes].sort((a, b) => a - b).map((id) => ({ node: id, ...statistics.get(id)! }))
}

/** Q and N from nothing: with the rewards that count now, and without what was pruned. */
function countedAnew(search: Search, visits: readonly Visit[]): Statistics {
  const statistics: Statistics = new Map()
  for (const visit of visits) handUp(search, statistics, visit)
  return statistics
}

/** What can be expanded: open nodes without children, those whose children were all pruned among them. */
function openLeaves(search: Search): Set<number> {
  const leaves = new Set<number>()
  const left = [ROOT]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const children = liveChildren(search, id)
    left.push(...children)
    if (children.length === 0 && isOpen(search.node(id))) leaves.add(id)
  }
  return leaves
}

function liveChildren(search: Search, id: number): number[] {
  return search.node(id).children.filter((child) => !isPruned(search.node(child)))
}

/** Hands the reward of a visited node up, if it has one; the nodes that it reached. */
function handUp(search: Search, statistics: Statistics, { node, again }: Visit): number[] {
  const reward = search.node(node).reward ?? (again ? 0 : null)
  return reward === null || isPruned(search.node(node)) ? [] : backUp(search, statistics, node, reward)
}

/** Goes down from the root, always to the child of greatest UCT, to a node without children, or whose children were all pruned. */
function select(search: Search, statistics: Statistics, exploration: number): { node: number; levels: Levels } {
  const levels: Levels = []
  let node = ROOT
  for (let live = liveChildren(search, node); live.length > 0; live = liveChildren(search, node)) {
    const { visits: parentVisits } = statistics.get(node) ?? NEVER
    const children = live.map((child) => {
      const { value, visits } = statistics.get(child) ?? NEVER
      const bound = visits === 0 ? null : value + exploration * Math.sqrt(Math.log(parentVisits) / visits)
      return { node: child, value, visits, bound }
    })
    const best = children.reduce((a, b) => ((b.bound ?? Infinity) > (a.bound ?? Infinity) ? b : a))
    levels.push({ parent: node, visits: parentVisits, children, chosen: best.node })
    node = best.node
  }
  return { node, levels }
}

/** N += 1 and Q = ((N - 1)·Q + V) / N, from this node up to the root; returns the nodes on the way. */
function backUp(search: Search, statistics: Statistics, from: number, reward: number): number[] {
  const path: number[] = []
  for (let id: number | null = from; id !== null; id = search.node(id).parent) {
    const before = statistics.get(id) ?? NEVER
    const visits = before.visits + 1
    statistics.set(id, { visits, value: ((visits - 1) * before.value + reward) / visits })
    path.push(id)
  }
  return path
}
