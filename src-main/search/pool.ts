// The pool: N solutions sampled once, from which the accuracy of every smaller number of samples follows.
// Knows subsampling. Does not know where solutions come from, or how answers are compared.
import type { Aggregate, Choice } from '../contract/method-parameters.ts'
import type { Tree } from '../contract/tree.ts'
import { pathTo } from '../contract/tree.ts'
import { aggregate } from '../contract/aggregation.ts'
import { randomStream, seedBelow } from './random.ts'
import { tally } from './voting.ts'

/** One sampled solution of a problem. */
export interface PooledSolution {
  /** Null where it has none; it is drawn all the same and uses up its sample. */
  answer: string | null
  correct: boolean | null
  /** Step rewards from the first step on; empty where no PRM was asked. */
  rewards: readonly (number | null)[]
}

/** One point of the curve. */
export interface PoolPoint {
  samples: number
  /** Mean over the subsets of "the chosen answer is right"; no answer, or no reference, counts as wrong. */
  accuracy: number
  /** Subsets looked at; 1 where the pool has no other. */
  subsets: number
}

/**
 * The accuracy of one problem's pool at several numbers of samples, for one vote and one aggregation. Each of `orders` seeded
 * shufflings of the pool gives one subset of every size, its first n solutions: every subset of n is equally likely, so the
 * mean is an unbiased estimate of the accuracy of n fresh samples drawn like the pool's. Sizes beyond the pool are left out.
 * The same seed gives the same subsets for every vote and aggregation, so their curves can be compared in pairs.
 */
export function poolCurve(options: {
  pool: readonly PooledSolution[]
  sizes: readonly number[]
  by: Choice
  aggregate: Aggregate
  same: (a: string, b: string) => boolean
  seed: number
  orders: number
}): PoolPoint[] {
  const { pool, by, same, seed, orders } = options
  const candidates = pool.map(({ answer, rewards, correct }, node) => {
    const reward = rewards.length === 0 ? null : aggregate(rewards, options.aggregate)
    return { node, answer, reward, correct }
  })
  const sizes = options.sizes.filter((size) => size >= 1 && size <= pool.length)
  const right = sizes.map(() => 0)
  for (let order = 0; order < orders; order++) {
    const shuffled = shuffle(candidates, seedBelow(seed, order))
    sizes.forEach((size, place) => {
      const voters = (size === pool.length ? candidates : shuffled.slice(0, size)).flatMap(
        ({ node, answer, reward }) => (answer === null ? [] : [{ node, answer, reward }]),
      )
      const winner = tally(voters, { by, same })[0]
      if (winner && candidates[winner.best]!.correct === true) right[place]! += 1
    })
  }
  return sizes.map((samples, place) => ({
    samples,
    accuracy: right[place]! / orders,
    subsets: samples === pool.length ? 1 : orders,
  }))
}

/** A copy in random order, every order equally likely (Fisher and Yates). */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const random = randomStream(seed)
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1))
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}

/**
 * The pool of a run that sampled whole solutions, in the order in which they were begun: that of their first steps. (Their ends
 * come in another order, short ones first, so that the first n ends would be no fair sample of n.)
 */
export function poolOf(tree: Tree): (PooledSolution & { path: number[] })[] {
  return tree.nodes
    .filter(({ ending }) => ending !== null)
    .map(({ id, answer, correct }) => {
      const path = pathTo(tree, id)
      const rewards = path.map((step) => tree.nodes[step]!.reward)
      const scored = rewards.some((reward) => reward !== undefined)
      return { answer, correct, rewards: scored ? rewards.map((reward) => reward ?? null) : [], path }
    })
    .sort((a, b) => a.path[0]! - b.path[0]!)
}
