// MCTS as the paper compares it (arXiv 2408.00724, section 2 and appendix): UCT selection, the PRM's score instead of a
// roll-out. Unspecified there and decided here: a node that was never visited comes first; among equal bounds the older node;
// a terminal node is not expanded again, but a visit counts as an iteration and hands its reward up once more (0 if it has
// none); a child without a reward hands nothing up; the search ends early where every path has ended.
import type { Decision } from '../contract/decision.ts'
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { isOpen } from './search-method.ts'
import type { Search } from './search-method.ts'

type Levels = Extract<Decision, { kind: 'mcts-select' }>['levels']

/** Q and N of each node that was visited. */
type Statistics = Map<number, { value: number; visits: number }>

const NEVER = { value: 0, visits: 0 }

export async function mcts(search: Search): Promise<void> {
  const exploration = search.number('exploration')
  const statistics: Statistics = new Map()
  const open = new Set([ROOT])

  for (let iteration = 1; iteration <= search.number('expansions') && open.size > 0; iteration++) {
    await search.round()
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
      const reward = search.node(visited).reward ?? (width > 0 ? null : 0)
      if (reward !== null) for (const id of backUp(search, statistics, visited, reward)) changed.add(id)
    }
    const rows = [...changed].sort((a, b) => a - b).map((id) => ({ node: id, ...statistics.get(id)! }))
    search.decide({ kind: 'mcts-back-up', iteration, rows })
  }
  search.choose({ by: search.choice(CHOOSE), aggregate: search.choice(AGGREGATE) })
}

/** Goes down from the root, always to the child of greatest UCT, to a node without children. */
function select(search: Search, statistics: Statistics, exploration: number): { node: number; levels: Levels } {
  const levels: Levels = []
  let node = search.node(ROOT)
  while (node.children.length > 0) {
    const { visits: parentVisits } = statistics.get(node.id) ?? NEVER
    const children = node.children.map((child) => {
      const { value, visits } = statistics.get(child) ?? NEVER
      const bound = visits === 0 ? null : value + exploration * Math.sqrt(Math.log(parentVisits) / visits)
      return { node: child, value, visits, bound }
    })
    const best = children.reduce((a, b) => ((b.bound ?? Infinity) > (a.bound ?? Infinity) ? b : a))
    levels.push({ parent: node.id, visits: parentVisits, children, chosen: best.node })
    node = search.node(best.node)
  }
  return { node: node.id, levels }
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
