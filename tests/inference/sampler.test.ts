import { describe, expect, it } from 'vitest'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { cut } from '../../src-main/inference/cut.ts'
import { exponential } from '../../src-main/inference/exponential.ts'
import { readBlocks } from '../../src-main/inference/logit-blocks.ts'
import { readLogits, uniformStream } from '../../src-main/inference/sampler.ts'

const SMALL = Float32Array.of(1.2, 3.1, -0.4, 3.1, 0, 2.2)

/** A row like a language model's, its likely tokens anywhere, with ties and impossible tokens. */
function row(vocabulary: number, seed: number): Float32Array {
  const uniform = uniformStream(seed)
  return Float32Array.from({ length: vocabulary }, () => {
    const logit = Math.round((8 - 6 * Math.log(-Math.log(uniform() + 1e-9) + 1.2)) * 100) / 100
    return uniform() < 0.01 ? -Infinity : logit
  })
}

/** Probabilities by brute force: temperature, then top-k, top-p, min-p on a sorted list. */
function reference(logits: Float32Array, { temperature, topK, topP, minP }: Sampling): Map<number, number> {
  const highest = logits.reduce((a, b) => Math.max(a, b))
  const sum = (list: { weight: number }[]) => list.reduce((total, { weight }) => total + weight, 0)
  let ranked = Array.from(logits, (logit, token) => ({
    weight: Math.exp((logit - highest) / temperature),
    logit,
    token,
  }))
  ranked.sort((a, b) => (a.logit === b.logit ? a.token - b.token : b.logit - a.logit))
  if (topK > 0) ranked = ranked.slice(0, topK)
  const mass = sum(ranked)
  let before = 0
  ranked = ranked.filter(({ weight }) => {
    const keep = topP === 1 || before / mass < topP
    before += weight
    return keep
  })
  ranked = ranked.filter(({ weight }) => weight >= minP && weight > 0)
  const total = sum(ranked)
  return new Map(ranked.map(({ token, weight }) => [token, weight / total]))
}

const SETTINGS: Partial<Sampling>[] = [
  {},
  { temperature: 0.5 },
  { temperature: 2, topK: 3 },
  { topK: 50 },
  { topP: 0.6 },
  { topP: 0.95, temperature: 1.5 },
  { minP: 0.3 },
  { topP: 0.9, minP: 0.02 },
  { topK: 40, topP: 0.8, minP: 0.1 },
]

describe('the sampler', () => {
  // Few tokens; not a whole number of blocks; and enough blocks that top-p estimates.
  it.each([...SETTINGS.entries()])('draws as often as brute force says (setting %i: %o)', (_, settings) => {
    const sampling = Sampling.parse(settings)
    for (const logits of [SMALL, row(1000, 3), row(6000, 4)]) {
      const wanted = reference(logits, sampling)
      const draws = 20_000
      const uniform = uniformStream(7)
      const distribution = readLogits(logits, sampling)
      const counts = new Map<number, number>()
      for (let draw = 0; draw < draws; draw++) {
        const { token } = distribution.draw(uniform())
        counts.set(token, (counts.get(token) ?? 0) + 1)
      }
      for (const token of counts.keys()) expect(wanted.has(token), `token ${token}`).toBe(true)
      // Pearson's test; tokens that are expected less than ten times count as one.
      let rare = { wanted: 0, counted: 0 }
      const cells: { wanted: number; counted: number }[] = []
      for (const [token, probability] of wanted) {
        const cell = { wanted: probability * draws, counted: counts.get(token) ?? 0 }
        if (cell.wanted >= 10) cells.push(cell)
        else rare = { wanted: rare.wanted + cell.wanted, counted: rare.counted + cell.counted }
      }
      if (rare.wanted >= 10) cells.push(rare)
      const statistic = cells.reduce((sum, { wanted, counted }) => sum + (counted - wanted) ** 2 / wanted, 0)
      const freedom = cells.length - 1
      // Five standard deviations above the mean of the distribution; never by chance, and the stream is seeded.
      expect(statistic).toBeLessThanOrEqual(freedom + 5 * Math.sqrt(2 * freedom))
    }
  })

  it.each([...SETTINGS.entries()].slice(2))(
    'keeps the tokens that brute force keeps (setting %i: %o)',
    (_, settings) => {
      const sampling = Sampling.parse(settings)
      for (const [seed, vocabulary] of [1, 2, 63, 64, 65, 512, 5000, 9000].entries()) {
        const logits = row(vocabulary, seed + 20)
        logits[vocabulary >> 1] = 9
        const { tokens, ends } = cut(readBlocks(logits), sampling)
        const possible = [...tokens].filter((_, index) => ends[index]! > (ends[index - 1] ?? 0))
        const wanted = [...reference(logits, sampling).keys()].sort((a, b) => a - b)
        expect(possible, `${vocabulary} tokens`).toEqual(wanted)
      }
    },
  )

  it('finds the cut of top-p where an estimate from some blocks is wrong', () => {
    // All that is likely stands outside of the blocks that the estimate looks at, or inside of them.
    for (const first of [64, 0]) {
      const logits = new Float32Array(8192).fill(-20)
      for (let token = first; token < logits.length; token += 1024) logits.fill(1, token, token + 40)
      const sampling = Sampling.parse({ topP: 0.9 })
      const { tokens } = cut(readBlocks(logits), sampling)
      expect([...tokens]).toEqual([...reference(logits, sampling).keys()].sort((a, b) => a - b))
    }
  })

  it('takes the first of the likeliest tokens at temperature 0', () => {
    const greedy = Sampling.parse({ temperature: 0 })
    expect(readLogits(SMALL, greedy).draw(0.9).token).toBe(1)
    const logits = row(700, 1)
    logits[300] = logits[650] = 99
    expect(readLogits(logits, greedy).draw(0.9).token).toBe(300)
  })

  it.each(SETTINGS)('tells the log-probability at temperature 1, whatever the cuts: %o', (settings) => {
    for (const logits of [SMALL, row(511, 1), row(49_152, 2)]) {
      const all = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
      const { token, logProbability } = readLogits(logits, Sampling.parse(settings)).draw(0.4)
      expect(Math.abs(logProbability - (logits[token]! - Math.log(all)))).toBeLessThan(1e-6)
    }
  })

  it('draws what it read, even after other rows were read', () => {
    const [early, late] = [row(512, 1), row(2000, 2)]
    for (const settings of SETTINGS) {
      const sampling = Sampling.parse(settings)
      const kept = readLogits(early, sampling)
      readLogits(late, sampling).draw(0.7)
      expect(kept.draw(0.3)).toEqual(readLogits(early, sampling).draw(0.3))
    }
  })

  it('draws no impossible token at either end of the stream', () => {
    const logits = Float32Array.of(-Infinity, 0, -Infinity, 2, -300, -Infinity)
    for (const settings of SETTINGS) {
      const distribution = readLogits(logits, Sampling.parse({ ...settings, topP: 1, minP: 0 }))
      expect(distribution.draw(0).token).toBe(1)
      expect(distribution.draw(1 - 2 ** -32).token).toBe(3)
    }
  })

  it('repeats for the same seed and differs for another', () => {
    const tokens = (seed: number) => {
      const uniform = uniformStream(seed)
      const distribution = readLogits(SMALL, Sampling.parse({}))
      return Array.from({ length: 50 }, () => distribution.draw(uniform()).token)
    }
    expect(tokens(3)).toEqual(tokens(3))
    expect(tokens(3)).not.toEqual(tokens(4))
  })

  it('has an exponential that is right to 1.3e-8 and masses that are right to 1e-6', () => {
    for (let x = 0; x > -87; x -= 0.00731) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1.3e-8)
    const logits = row(4096, 9)
    for (const temperature of [0.3, 1, 4]) {
      const { highest, ...blocks } = readBlocks(logits)
      const ends = blocks.masses(temperature)
      let sum = 0
      for (const [token, logit] of logits.entries()) {
        sum += Math.exp((logit - highest) / temperature)
        if (token % 64 === 63) expect(Math.abs(ends[token >> 6]! / sum - 1)).toBeLessThan(1e-6)
      }
    }
  })

  it('has the same bits everywhere', () => {
    const logits = Float32Array.from({ length: 640 }, (_, token) => ((token * 97) % 641) / 40)
    const ends = readBlocks(logits).masses(0.7)
    expect([exponential(-1.7), ends[0], ends.at(-1)]).toMatchInlineSnapshot(`
      [
        0.18268352370757343,
        2.6740798950195312,
        28.470542192459106,
      ]
    `)
  })
})
