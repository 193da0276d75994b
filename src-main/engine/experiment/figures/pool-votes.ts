// Votes over a pool: the accuracy of every number of samples and every vote at once.
// Knows how votes grow sample by sample. Does not know methods, costs or how answers are compared.
import type { PoolSolution } from '../../../contract/experiment.ts'
import type { Aggregate, Choice } from '../../../contract/method-parameters.ts'
import { aggregate } from '../../../contract/aggregation.ts'
import { randomStream, seedBelow } from '../../../search/random.ts'

/** How an answer is chosen. */
export interface Vote {
  by: Choice
  aggregate: Aggregate
}

/** What one vote finds in one pool. */
export interface VotedPool {
  /** By place in `sizes`: share of the subsets of so many solutions whose chosen answer is right; no answer is wrong. */
  accuracy: number[]
  /** What the whole pool chooses. */
  answer: string | null
  correct: boolean
}

/**
 * The same figures as `poolCurve` (search/pool.ts), for several votes in one go: each of `orders` seeded shufflings gives a subset
 * of every size, its first solutions, the same for every vote; the whole pool, and any size beyond it, is one subset in its own
 * order. Classes of equal answers are found once a pool, by `classOf` (a key that is equal for equal answers), and weights grow by one
 * solution at a time, so the time is orders × largest size × votes. `sizes` ascend.
 */
export function votePool({
  pool,
  sizes,
  votes,
  classOf,
  seed,
  orders,
}: {
  pool: readonly PoolSolution[]
  sizes: readonly number[]
  votes: readonly Vote[]
  classOf: (answer: string) => string
  seed: number
  orders: number
}): VotedPool[] {
  const keys = new Map<string, number>()
  const classes = Int32Array.from(pool, ({ answer }) => {
    if (answer === null) return -1
    const key = classOf(answer)
    if (!keys.has(key)) keys.set(key, keys.size)
    return keys.get(key)!
  })
  const inPart = sizes.filter((size) => size < pool.length)
  const counts = votes.map((vote) => ({
    tally: new GrowingTally(pool, classes, keys.size, vote),
    right: inPart.map(() => 0),
  }))
  const order = new Int32Array(pool.length)
  for (let shuffling = 0; inPart.length > 0 && shuffling < orders; shuffling++) {
    shuffle(order, seedBelow(seed, shuffling))
    for (const { tally, right } of counts) {
      tally.clear()
      let taken = 0
      inPart.forEach((size, place) => {
        while (taken < size) tally.add(order[taken++]!)
        const winner = tally.winner()
        if (winner !== -1 && pool[winner]!.correct) right[place]! += 1
      })
    }
  }
  return counts.map(({ tally, right }) => {
    tally.clear()
    pool.forEach((_, solution) => tally.add(solution))
    const first = tally.winningClass()
    const winner = tally.winner()
    const correct = winner !== -1 && pool[winner]!.correct
    return {
      accuracy: sizes.map((_, place) => (place < inPart.length ? right[place]! / orders : Number(correct))),
      // As a run tells it: the class's first spelling.
      answer: first === -1 ? null : pool[classes.indexOf(first)]!.answer,
      correct,
    }
  })
}

/** The rules of `tally` (search/voting.ts) for solutions that come one by one. */
class GrowingTally {
  private readonly classes: Int32Array
  private readonly by: Choice
  /** Reward of each solution; -Infinity without one. */
  private readonly merits: Float64Array
  private readonly weights: Float64Array
  private readonly bestMerits: Float64Array
  /** Best solution of each class; -1 for a class that was not seen. */
  private readonly best: Int32Array
  /** By class: how many solutions had come when its best one came. */
  private readonly bestPlaces: Int32Array
  /** Classes in the order in which they were seen. */
  private readonly seen: Int32Array
  private seenCount = 0
  private come = 0

  constructor(pool: readonly PoolSolution[], classes: Int32Array, classCount: number, { by, aggregate: rule }: Vote) {
    this.classes = classes
    this.by = by
    this.merits = Float64Array.from(pool, ({ rewards }) =>
      rewards.length === 0 ? -Infinity : (aggregate(rewards, rule) ?? -Infinity),
    )
    this.weights = new Float64Array(classCount)
    this.bestMerits = new Float64Array(classCount)
    this.best = new Int32Array(classCount)
    this.bestPlaces = new Int32Array(classCount)
    this.seen = new Int32Array(classCount)
  }

  clear(): void {
    this.weights.fill(0)
    this.best.fill(-1)
    this.seenCount = 0
    this.come = 0
  }

  add(solution: number): void {
    const group = this.classes[solution]!
    if (group === -1) return
    const merit = this.merits[solution]!
    const isNew = this.best[group] === -1
    if (isNew) this.seen[this.seenCount++] = group
    if (isNew || merit > this.bestMerits[group]!) {
      this.best[group] = solution
      this.bestMerits[group] = merit
      this.bestPlaces[group] = this.come
    }
    this.come++
    if (this.by === 'majority') this.weights[group]! += 1
    else if (this.by === 'weighted' && merit !== -Infinity) this.weights[group]! += merit
  }

  /** The heaviest class; of equals the first seen, or the first whose best one came (best of N). -1 where nobody voted. */
  winningClass(): number {
    const ofBest = this.by === 'best-of-n'
    const rank = ofBest ? this.bestMerits : this.weights
    let winner = this.seenCount === 0 ? -1 : this.seen[0]!
    for (let at = 1; at < this.seenCount; at++) {
      const group = this.seen[at]!
      const earlier = ofBest && rank[group] === rank[winner] && this.bestPlaces[group]! < this.bestPlaces[winner]!
      if (rank[group]! > rank[winner]! || earlier) winner = group
    }
    return winner
  }

  /** The solution that the vote chooses: the best of the heaviest class; -1 where nobody voted. */
  winner(): number {
    const group = this.winningClass()
    return group === -1 ? -1 : this.best[group]!
  }
}

/** Every order equally likely (Fisher and Yates); the same as in search/pool.ts for the same seed. */
function shuffle(order: Int32Array, seed: number): void {
  const random = randomStream(seed)
  for (let place = 0; place < order.length; place++) order[place] = place
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1))
    const moved = order[last]!
    order[last] = order[other]!
    order[other] = moved
  }
}
