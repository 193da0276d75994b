// Votes over a pool against search/pool.ts, which shares no code with them, and the cost of a part of it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AGGREGATES, CHOICES } from '../../../../src-main/contract/method-parameters.ts'
import { costOfShare } from '../../../../src-main/engine/experiment/figures/pool-cost.ts'
import { votePool } from '../../../../src-main/engine/experiment/figures/pool-votes.ts'
import { canonicalAnswer } from '../../../../src-main/grading/canonical-answer.ts'
import { sameAnswer } from '../../../../src-main/grading/same-answer.ts'
import { aggregate } from '../../../../src-main/search/aggregation.ts'
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
  // A prompt of 10 tokens (attention 55), 80 generated; the PRM read the same prompt and 100 tokens of steps.
  const cost = {
    samples: 8,
    nodes: 24,
    policy: { inputTokens: 10, generatedTokens: 80, sharedTokens: 0, cachedTokens: 40, attendedTokens: 55 + 1600 },
    verifier: { inputTokens: 110, generatedTokens: 0, sharedTokens: 0, cachedTokens: 20, attendedTokens: 55 + 2000 },
  }

  it('is the prompt once and the share of the rest, as worked by hand', () => {
    expect(costOfShare(cost, 1 / 4, { scored: true })).toEqual({
      samples: 2,
      nodes: 6,
      policy: { inputTokens: 10, generatedTokens: 20, sharedTokens: 0, cachedTokens: 10, attendedTokens: 455 },
      verifier: { inputTokens: 35, generatedTokens: 0, sharedTokens: 0, cachedTokens: 5, attendedTokens: 555 },
    })
  })

  it('is the pool’s own for the whole, and without the PRM where none is asked', () => {
    expect(costOfShare(cost, 1, { scored: true })).toEqual(cost)
    const { verifier } = costOfShare(cost, 1, { scored: false })
    expect(Object.values(verifier)).toEqual([0, 0, 0, 0, 0])
  })
})
