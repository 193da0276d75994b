// Votes over a pool against search/pool.ts, which shares no code with them, and the cost of a part of it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_USAGE } from '../../../../src-main/contract/cost.ts'
import { AGGREGATES, CHOICES } from '../../../../src-main/contract/method-parameters.ts'
import { costOfPart, distinctShare } from '../../../../src-main/engine/experiment/figures/pool-cost.ts'
import { votePool } from '../../../../src-main/engine/experiment/figures/pool-votes.ts'
import { canonicalAnswer } from '../../../../src-main/grading/canonical-answer.ts'
import { sameAnswer } from '../../../../src-main/grading/same-answer.ts'
import { aggregate } from '../../../../src-main/contract/aggregation.ts'
import { poolCurve } from '../../../../src-main/search/pool.ts'
import { tally } from '../../../../src-main/search/voting.ts'

/** Answers of a few classes and several spellings, coarse rewards for ties, gaps in both. */
const solution = fc.record({
  answer: fc.constantFrom(null, '1/2', '0.5', '3', '3.0', '4', 'x'),
  correct: fc.boolean(),
  rewards: fc.array(fc.constantFrom(null, 0, 0.25, 0.5, 1), { maxLength: 3 }),
  steps: fc.constant(1),
  tokens: fc.constant(5),
})
const votes = CHOICES.flatMap((by) => AGGREGATES.map((rule) => ({ by, aggregate: rule })))

describe('votes over a pool', () => {
  it('are those of the pool curve at every size, and of a run for the whole pool', () => {
    fc.assert(
      fc.property(fc.array(solution, { minLength: 1, maxLength: 12 }), fc.nat(), (pool, seed) => {
        const sizes = [1, 2, 5, 8, 12].filter((size) => size <= pool.length)
        const found = votePool({ pool, sizes, votes, classOf: canonicalAnswer, seed, orders: 7 })
        votes.forEach((vote, place) => {
          const curve = poolCurve({ pool, sizes, ...vote, same: sameAnswer, seed, orders: 7 })
          expect(found[place]!.accuracy).toEqual(curve.map(({ accuracy }) => accuracy))
          const candidates = pool.flatMap(({ answer, rewards }, node) =>
            answer === null
              ? []
              : [{ node, answer, reward: rewards.length === 0 ? null : aggregate(rewards, vote.aggregate) }],
          )
          const winner = tally(candidates, { by: vote.by, same: sameAnswer })[0]
          expect(found[place]!.answer).toBe(winner?.answer ?? null)
          expect(found[place]!.correct).toBe(winner ? pool[winner.best]!.correct : false)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('take the whole pool for a size beyond it', () => {
    const pool = [{ answer: '1', correct: true, rewards: [], steps: 1, tokens: 1 }]
    const [vote] = votePool({ pool, sizes: [1, 4], votes: [votes[0]!], classOf: (a) => a, seed: 1, orders: 3 })
    expect(vote).toEqual({ accuracy: [1, 1], answer: '1', correct: true })
  })
})

describe('the cost of a part of a pool', () => {
  // A prompt of 10 tokens (attention 55); 8 solutions of 10 tokens each. All share their first 4 tokens, which are a step.
  const shares = {
    tokens: [48, 0, 0, 0, 0, 0, 0, 4],
    steps: [48, 0, 0, 0, 0, 0, 0, 4],
  }
  const pool = Array.from({ length: 8 }, () => ({ answer: '1', correct: true, rewards: [], steps: 2, tokens: 10 }))
  const cost = {
    samples: 8,
    nodes: 16,
    policy: {
      ...NO_USAGE,
      inputTokens: 10,
      generatedTokens: 80,
      sharedTokens: 28,
      cachedTokens: 40,
      attendedTokens: 55 + 1600,
      sharedAttendedTokens: 340,
    },
    verifier: {
      ...NO_USAGE,
      inputTokens: 10 + 52,
      scoredTokens: 80,
      sharedScoredTokens: 28,
      cachedTokens: 20,
      attendedTokens: 55 + 1040,
    },
  }
  const part = (n: number) => costOfPart({ cost, pool, shares }, n, { scored: true })

  it('is what those solutions cost, as worked by hand', () => {
    // Two solutions: 20 tokens of their own, 4 of them shared: 16 distinct of 52.
    const { samples, nodes, policy, verifier } = part(2)
    expect([samples, nodes]).toEqual([2, 4])
    expect(policy).toMatchObject({ inputTokens: 10, generatedTokens: 20, cachedTokens: 10, attendedTokens: 55 + 400 })
    expect(policy.sharedTokens).toBeCloseTo(4, 10)
    expect(policy.attendedTokens - policy.sharedAttendedTokens!).toBeCloseTo(55 + (1260 * 16) / 52, 10)
    expect(verifier).toMatchObject({ scoredTokens: 20, cachedTokens: 5 })
    expect(verifier.sharedScoredTokens).toBeCloseTo(4, 10)
    expect(verifier.inputTokens).toBeCloseTo(10 + 16, 10)
  })

  it('is that of one solution for one: nothing is shared', () => {
    const { policy, verifier } = part(1)
    expect(policy.sharedTokens).toBeCloseTo(0, 10)
    expect(verifier.sharedScoredTokens).toBeCloseTo(0, 10)
    expect(verifier.inputTokens).toBeCloseTo(10 + 10, 10)
  })

  it('is the pool’s own for the whole, and without the PRM where none is asked', () => {
    expect(part(8)).toEqual(cost)
    expect(part(9)).toEqual(cost)
    expect(costOfPart({ cost, pool, shares }, 2, { scored: false }).verifier).toEqual(NO_USAGE)
  })

  it.each([
    ['it tells nothing of what is shared', null],
    ['it tells of other tokens than were counted', { ...shares, tokens: [47, 0, 0, 0, 0, 0, 0, 4] }],
  ])('does not tell what is computed once where %s, as results of earlier versions', (_, told) => {
    const { policy, verifier } = costOfPart({ cost, pool, shares: told }, 2, { scored: true })
    expect(policy).toMatchObject({ generatedTokens: 20, sharedAttendedTokens: null })
    expect(verifier).toMatchObject({ scoredTokens: 20, sharedScoredTokens: null })
  })

  it('has the share of distinct tokens that the subsets have on average', () => {
    // A letter is a token of one more place: solutions share a token where they begin alike.
    const solutions = ['aab', 'aab', 'aac', 'bb', 'bba', 'c']
    const begins = (words: readonly string[]) =>
      new Set(words.flatMap((word) => Array.from(word, (_, at) => word.slice(0, at + 1))))
    const sharers = solutions.map(() => 0)
    for (const begin of begins(solutions)) {
      sharers[solutions.filter((word) => word.startsWith(begin)).length - 1]! += 1
    }
    for (let n = 1; n <= solutions.length; n++) {
      const sizes = subsetsOf(solutions, n).map((subset) => begins(subset).size)
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
      expect(distinctShare(sharers, n)).toBeCloseTo(mean / begins(solutions).size, 12)
    }
  })
})

function subsetsOf<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, at) => subsetsOf(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]))
}
