// Particle filtering (Puri et al., arXiv 2502.01618): N partial solutions; after each step all of them are drawn anew, with
// chances softmax(logit(reward) / T). A finished particle stays in the draw with its last reward; the particles left at the
// end vote.
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { isOpen, isPruned, planned, weighable } from './search-method.ts'
import type { Search } from './search-method.ts'

/** Rewards are kept this far from 0 and 1, so that their logits are finite. */
const MARGIN = 1e-6

export async function particles(search: Search): Promise<void> {
  const count = search.number('width')
  const temperature = search.number('resampleTemperature')

  search.begin(count)
  await search.round()
  search.decide({ kind: 'sample', depth: 0, widths: [{ node: ROOT, width: count }] })
  let stepped = await search.expand([{ node: ROOT, width: count }])
  let held = new Map(stepped.map((node) => [node, 1]))
  for (let depth = 1; ; depth++) {
    await search.score(stepped)

    // What the user adds is one particle more to draw from; particles of what is pruned wait until it is brought back.
    const waits = (node: number) => isPruned(search.node(node))
    const drawn = await planned(search, () => {
      for (const node of search.byHand(held.keys())) held.set(node, 1)
      const nodes = [...held.keys()].filter((node) => !waits(node))
      if (nodes.every((id) => !isOpen(search.node(id)))) return null
      if (weighable(search, nodes).length === 0) return null

      const weights = chances(
        nodes.map((node) => ({ reward: search.node(node).reward ?? null, held: held.get(node)! })),
        temperature,
      )
      const random = search.random(depth)
      const draws = Array.from({ length: count }, () => random.uniform())
      const drawn = nodes.map(() => 0)
      for (const draw of draws) drawn[placeOf(draw, weights)]! += 1
      const rows = nodes.map((node, place) => {
        const { reward = null } = search.node(node)
        const width = isOpen(search.node(node)) ? drawn[place]! : 0
        return { node, held: held.get(node)!, reward, weight: weights[place]!, drawn: drawn[place]!, width }
      })
      search.decide({ kind: 'resample', depth, rows, draws })
      return rows
    })
    if (drawn === null) break
    stepped = await search.expand(drawn)
    const finished = drawn.filter(({ drawn, width }) => drawn > width).map(({ node, drawn }) => [node, drawn] as const)
    const waiting = [...held].filter(([node]) => waits(node))
    held = new Map([...waiting, ...finished, ...stepped.map((node) => [node, 1] as const)])
  }
  const among = [...held].flatMap(([node, particles]) => Array<number>(particles).fill(node))
  search.choose({ by: search.choice(CHOOSE), aggregate: search.choice(AGGREGATE), among })
}

/** The chance of each node in one draw: particles held · exp(logit(reward) / T), over the sum; 0 where there is no reward. */
export function chances(nodes: readonly { reward: number | null; held: number }[], temperature: number): number[] {
  const logits = nodes.map(({ reward }) => {
    if (reward === null) return -Infinity
    const inside = Math.min(1 - MARGIN, Math.max(MARGIN, reward))
    return Math.log(inside / (1 - inside)) / temperature
  })
  const best = Math.max(...logits)
  const odds = nodes.map(({ held }, place) => held * Math.exp(logits[place]! - best))
  const total = odds.reduce((sum, weight) => sum + weight, 0)
  return odds.map((weight) => weight / total)
}

/** The place on which a number in [0, 1) falls where the weights, which sum to 1, lie end to end. */
function placeOf(draw: number, weights: readonly number[]): number {
  let end = 0
  for (let place = 0; place < weights.length; place++) {
    end += weights[place]!
    if (draw < end) return place
  }
  return weights.findLastIndex((weight) => weight > 0)
}
