// AB-MCTS, adaptive branching (Inoue et al., arXiv 2503.04412, variant A with Beta posteriors): at every node on the way down
// it draws whether a new child (wider) or a child that is there (deeper) promises more. As in the source each expansion makes
// one whole answer with one reward; there a child refines its parent's answer, here it goes on from its parent's steps to an end
// of its own. Decided here: uniform priors Beta(1, 1); a reward r counts r successes and 1 - r failures; every step of a new
// solution counts as a child that its parent was given; terminal nodes teach, but are not gone down to.
import type { BetaDraw, Decision } from '../contract/decision.ts'
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import type { Aggregate } from '../contract/method-parameters.ts'
import { betaNumber } from './distributions.ts'
import type { RandomStream } from './random.ts'
import { isOpen, isPruned } from './search-method.ts'
import type { Search } from './search-method.ts'

type Levels = Extract<Decision, { kind: 'thompson' }>['levels']

/** What was learnt of one choice: sum and number of the rewards that followed it. */
interface Evidence {
  sum: number
  count: number
}

/** For each node: what the solutions were worth that went wider at it, deeper below a child of it, and through it at all. */
class Lessons {
  private readonly evidence = {
    wider: new Map<number, Evidence>(),
    deeper: new Map<number, Evidence>(),
    child: new Map<number, Evidence>(),
  }

  of(choice: keyof Lessons['evidence'], node: number): Evidence {
    return this.evidence[choice].get(node) ?? { sum: 0, count: 0 }
  }

  learn(choice: keyof Lessons['evidence'], node: number, reward: number): void {
    const { sum, count } = this.of(choice, node)
    this.evidence[choice].set(node, { sum: sum + reward, count: count + 1 })
  }
}

export async function abMcts(search: Search): Promise<void> {
  const aggregate = search.choice(AGGREGATE)
  let lessons = new Lessons()
  const solutions: number[][] = []
  let steered = false as boolean
  const round = async () => {
    if (await search.round()) steered = true
  }
  for (let iteration = 1; iteration <= search.number('expansions'); iteration++) {
    await round()
    if (steered) {
      // With the rewards that count now, and without what was pruned.
      lessons = new Lessons()
      for (const solution of solutions) learnFrom(search, lessons, solution, aggregate)
      steered = false
    }
    search.begin(1)
    const { node, levels } = descend(search, lessons, search.random(iteration))
    search.decide({ kind: 'thompson', iteration, node, levels })

    const solution = await solveFrom(search, node, round)
    solutions.push(solution)
    learnFrom(search, lessons, solution, aggregate)
  }
  search.choose({ by: search.choice(CHOOSE), aggregate })
}

/** What a solution teaches every node on its path: nothing where its end has no reward or was pruned. */
function learnFrom(search: Search, lessons: Lessons, solution: readonly number[], aggregate: Aggregate): void {
  const end = search.node(solution.at(-1)!)
  const reward = isPruned(end) ? null : search.pathReward(end.id, aggregate)
  if (reward === null) return
  const fresh = new Set(solution)
  for (let on = end; on.parent !== null; on = search.node(on.parent)) {
    lessons.learn('child', on.id, reward)
    lessons.learn(fresh.has(on.id) ? 'wider' : 'deeper', on.parent, reward)
  }
}

/** One new child of a node and its continuation to an end, each step scored, unless it is pruned on the way; the new nodes, first step first. */
async function solveFrom(search: Search, node: number, round: () => Promise<void>): Promise<number[]> {
  const solution = await search.expand([{ node, width: 1 }])
  await search.score(solution)
  for (let last = search.node(solution[0]!); isOpen(last); last = search.node(solution.at(-1)!)) {
    await round()
    if (isPruned(search.node(last.id))) break
    search.decide({ kind: 'sample', depth: last.depth, widths: [{ node: last.id, width: 1 }] })
    const next = await search.expand([{ node: last.id, width: 1 }])
    await search.score(next)
    solution.push(...next)
  }
  return solution
}

/** Goes down from the root until it goes wider. */
function descend(search: Search, lessons: Lessons, random: RandomStream): { node: number; levels: Levels } {
  const levels: Levels = []
  for (let node = ROOT; ;) {
    const open = search.node(node).children.filter((id) => isOpen(search.node(id)))
    const wider = drawFrom(lessons.of('wider', node), random)
    const deeper = open.length > 0 ? drawFrom(lessons.of('deeper', node), random) : null
    if (deeper === null || wider.draw >= deeper.draw) {
      levels.push({ node, wider, deeper, children: [], chosen: null })
      return { node, levels }
    }
    const children = open.map((child) => ({ node: child, ...drawFrom(lessons.of('child', child), random) }))
    const best = children.reduce((a, b) => (b.draw > a.draw ? b : a))
    levels.push({ node, wider, deeper, children, chosen: best.node })
    node = best.node
  }
}

function drawFrom({ sum, count }: Evidence, random: RandomStream): BetaDraw {
  const alpha = 1 + sum
  const beta = 1 + count - sum
  return { alpha, beta, draw: betaNumber(random, alpha, beta) }
}
