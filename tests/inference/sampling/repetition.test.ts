import { expect, it, test } from 'vitest'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { penalised } from '../../../src-main/inference/sampling/repetition.ts'
import { readLogits, uniformStream } from '../../../src-main/inference/sampling/sampler.ts'

const LOGITS = Float32Array.of(2, -1.5, 0, 3.25, -0.75, 1)
const BEFORE = [3, 1, 3, 0, 2]

// What RepetitionPenaltyLogitsProcessor of transformers 5.24 gives for these logits and tokens.
test.each([
  [1.3, [1.5384615659713745, -1.9499999284744263, 0, 2.5, -0.75, 1]],
  [0.8, [2.5, -1.2000000476837158, 0, 4.0625, -0.75, 1]],
  [1, [...LOGITS]],
])('a penalty of %d does what it does in transformers', (penalty, expected) => {
  const got = penalised(LOGITS, BEFORE, penalty)
  expected.forEach((logit, token) => expect(got[token]).toBeCloseTo(logit, 6))
})

it('is drawn from before temperature and cuts, and the log-probability is the model’s own', () => {
  const greedy = Sampling.parse({ temperature: 0, repetitionPenalty: 2 })
  const mass = LOGITS.reduce((sum, logit) => sum + Math.exp(logit), 0)
  const row = { logits: LOGITS, masses: null }
  const { token, logProbability } = readLogits(row, greedy, [3, 0]).draw(0)
  expect(token).toBe(3)
  expect(readLogits(row, greedy, [3]).draw(0).token).toBe(0)
  expect(logProbability).toBeCloseTo(3.25 - Math.log(mass), 6)
  expect([...LOGITS]).toEqual([2, -1.5, 0, 3.25, -0.75, 1])
})

it('gives the same draws as the row with the penalty in it, whether or not the model tells masses of blocks', () => {
  const uniform = uniformStream(3)
  const logits = Float32Array.from({ length: 256 }, () => 6 * uniform() - 3)
  const before = [5, 9, 100, 255]
  const sampling = Sampling.parse({ repetitionPenalty: 1.5, topK: 20 })
  const sums = Float32Array.from({ length: 4 }, (_, block) =>
    logits.subarray(block * 64, block * 64 + 64).reduce((sum, logit) => sum + Math.exp(logit), 0),
  )
  const total = sums.reduce((sum, mass) => sum + mass, 0)
  const masses = sums.map((mass) => mass / total)
  const plain = readLogits({ logits: penalised(logits, before, 1.5), masses: null }, Sampling.parse({ topK: 20 }))
  for (const told of [null, masses]) {
    const distribution = readLogits({ logits, masses: told }, sampling, before)
    for (const at of [0.1, 0.5, 0.9]) {
      const { token, logProbability } = distribution.draw(at)
      expect(token).toBe(plain.draw(at).token)
      expect(logProbability).toBeCloseTo(logits[token]! - Math.log(total), 5)
    }
  }
})
