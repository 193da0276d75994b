import { describe, expect, it } from 'vitest'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { openSampler } from '../../src-main/inference/sampler.ts'

const LOGITS = Float32Array.of(1.2, 3.1, -0.4, 3.1, 0, 2.2)

/** Probabilities by brute force: temperature, then top-k, top-p, min-p on a sorted list. */
function reference(sampling: Sampling): number[] {
  const weights = [...LOGITS].map((logit) => Math.exp(logit / sampling.temperature))
  let ranked = weights
    .map((weight, token) => ({ weight, token }))
    .sort((a, b) => b.weight - a.weight || a.token - b.token)
  if (sampling.topK > 0) ranked = ranked.slice(0, sampling.topK)
  const mass = ranked.reduce((sum, { weight }) => sum + weight, 0)
  let before = 0
  ranked = ranked.filter(({ weight }) => {
    const keep = sampling.topP === 1 || before / mass < sampling.topP
    before += weight
    return keep
  })
  ranked = ranked.filter(({ weight }) => weight >= sampling.minP * Math.max(...weights))
  const total = ranked.reduce((sum, { weight }) => sum + weight, 0)
  return weights.map((weight, token) => (ranked.some((kept) => kept.token === token) ? weight / total : 0))
}

describe('the sampler', () => {
  it.each([
    {},
    { temperature: 0.5 },
    { temperature: 2, topK: 3 },
    { topP: 0.6 },
    { minP: 0.3 },
    { topK: 4, topP: 0.8, minP: 0.1 },
  ])('draws as often as the brute-force probabilities say: %o', (settings) => {
    const sampling = Sampling.parse(settings)
    const wanted = reference(sampling)
    const counts = wanted.map(() => 0)
    const draws = 40_000
    const sampler = openSampler({ sampling, seed: 7 })
    for (let draw = 0; draw < draws; draw++) counts[sampler.draw(LOGITS).token]! += 1
    for (const [token, probability] of wanted.entries()) {
      // Five standard deviations of a binomial: never by chance, and the stream is seeded.
      const slack = 5 * Math.sqrt((probability * (1 - probability)) / draws)
      expect(Math.abs(counts[token]! / draws - probability), `token ${token}`).toBeLessThanOrEqual(slack)
    }
  })

  it('takes the first of the likeliest tokens at temperature 0', () => {
    expect(openSampler({ sampling: Sampling.parse({ temperature: 0 }), seed: 1 }).draw(LOGITS).token).toBe(1)
  })

  it('tells the log-probability at temperature 1, whatever the cuts', () => {
    const all = [...LOGITS].reduce((sum, logit) => sum + Math.exp(logit), 0)
    const { logProbability } = openSampler({ sampling: Sampling.parse({ temperature: 0, topK: 1 }), seed: 1 }).draw(
      LOGITS,
    )
    expect(logProbability).toBeCloseTo(3.1 - Math.log(all), 6)
  })

  it('repeats for the same seed and differs for another', () => {
    const tokens = (seed: number) => {
      const sampler = openSampler({ sampling: Sampling.parse({}), seed })
      return Array.from({ length: 50 }, () => sampler.draw(LOGITS).token)
    }
    expect(tokens(3)).toEqual(tokens(3))
    expect(tokens(3)).not.toEqual(tokens(4))
  })
})
