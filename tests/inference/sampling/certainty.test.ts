// Self-certainty of a row of logits, beside its definition summed term by term.
import { describe, expect, it } from 'vitest'
import { readCertainty } from '../../../src-main/inference/sampling/certainty.ts'

/** KL(U || p), with the probabilities themselves. */
function byDefinition(logits: readonly number[]): number {
  const weights = logits.map((logit) => Math.exp(logit))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const share = 1 / logits.length
  return weights.reduce((sum, weight) => sum + share * Math.log(share / (weight / total)), 0)
}

describe('self-certainty', () => {
  it.each([[[0, 0, 0, 0]], [[3, 3]], [[1, 2, 3, 4, 5]], [[-20, 4, 0.5]], [[30, 0, 0, 0, 0, 0, 0, 0]]])(
    'of %j',
    (logits) => {
      expect(readCertainty({ logits: Float32Array.from(logits) })).toBeCloseTo(byDefinition(logits), 6)
    },
  )

  it('is the same whatever is added to all logits', () => {
    const logits = Float32Array.from({ length: 1000 }, (_, at) => Math.sin(at) * 5)
    const moved = logits.map((logit) => logit + 64)
    expect(readCertainty({ logits: moved })).toBeCloseTo(readCertainty({ logits }), 4)
  })

  it('leaves out what cannot be', () => {
    expect(readCertainty({ logits: Float32Array.of(1, -Infinity, 3) })).toBeCloseTo(byDefinition([1, 3]), 6)
  })
})
