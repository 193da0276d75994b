import { describe, expect, it } from 'vitest'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { cut } from '../../../src-main/inference/sampling/cut.ts'
import { exponential } from '../../../src-main/inference/sampling/exponential.ts'
import { LogitBlocks } from '../../../src-main/inference/sampling/logit-blocks.ts'
import { readLogits, uniformStream } from '../../../src-main/inference/sampling/sampler.ts'

/** Reads a row of which the model told its logits alone. */
const read = (logits: Float32Array, sampling: Sampling) => readLogits({ logits, masses: null }, sampling)

const SMALL = Float32Array.of(1.2, 3.1, -0.4, 3.1, 0, 2.2)

/** A row like a language model's, its likely tokens anywhere, with ties and impossible tokens. */
function row(vocabulary: number, seed: number): Float32Array {
  const uniform = uniformStream(seed)
  return Float32Array.from({ length: vocabulary }, () => {
    const logit = Math.round((8 - 6 * Math.log(-Math.log(uniform() + 1e-9) + 1.2)) * 100) / 100
    return uniform() < 0.01 ? -Infinity : logit
  })
}

/** Rows of every kind that a cut has to end in. */
const SHAPES: Record<string, (token: number, uniform: () => number) => number> = {
  peaked: (_, uniform) => 10 - 1.5 * Math.log(1 + 50_000 * uniform()),
  wide: (_, uniform) => 6 * (uniform() + uniform() + uniform()) - 9,
  flat: (_, uniform) => uniform() / 2,
  equal: () => 1.5,
  'in steps': (_, uniform) => Math.round(24 * (uniform() + uniform())) / 8,
  'two neighbours': (_, uniform) => (uniform() < 0.5 ? 1 : Math.fround(1 + 2e-7)),
  'with impossible tokens': (_, uniform) => (uniform() < 0.3 ? -Infinity : 4 * uniform()),
  'with few possible tokens': (token, uniform) => (token % 65 === 7 ? uniform() : -Infinity),
  'with some far below': (_, uniform) => (uniform() < 0.3 ? -65_504 : 3 * uniform()),
  'in clusters': (token, uniform) => (token % 1000 < 100 ? 3 : -4) + uniform(),
  'with one ahead': (token, uniform) => (token === 17 ? 30 : uniform()),
}

/** The tokens that are left, by id, without those that cannot be. */
function keptOf(logits: Float32Array, sampling: Sampling): number[] {
  const kept = cut(new LogitBlocks(logits), sampling)
  if ('tokens' in kept) return [...kept.tokens].filter((token) => logits[token]! > -Infinity)
  const { lowest, last } = kept.ranked
  return [...logits.keys()].filter((token) => logits[token]! > lowest || (logits[token] === lowest && token <= last))
}

/** Tokens by rank, the likeliest first and of equals the lower id. */
function ranking(logits: Float32Array): number[] {
  const tokens = [...logits.keys()]
  return tokens.sort((a, b) => (logits[a] === logits[b] ? a - b : logits[b]! - logits[a]!))
}

/** Probabilities by brute force: temperature, then top-k, top-p, min-p on a sorted list. */
function reference(
  logits: Float32Array,
  { temperature, topK, topP, minP }: Sampling,
  tokens = ranking(logits),
): Map<number, number> {
  const highest = logits[tokens[0]!]!
  const sum = (list: { weight: number }[]) => list.reduce((total, { weight }) => total + weight, 0)
  let ranked = tokens.map((token) => ({ token, weight: Math.exp((logits[token]! - highest) / temperature) }))
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
      const distribution = read(logits, sampling)
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
        const wanted = [...reference(logits, sampling).keys()].sort((a, b) => a - b)
        expect(keptOf(logits, sampling), `${vocabulary} tokens`).toEqual(wanted)
      }
    },
  )

  it.each(Object.keys(SHAPES))('keeps and draws what a sorted list says, at any cut (%s)', (shape) => {
    const uniform = uniformStream(31)
    const choose = <T>(options: readonly T[]) => options[Math.floor(uniform() * options.length)]!
    let [draws, others] = [0, 0]
    for (const vocabulary of [1, 70, 700, 3000, 9000, 9000, 49_152]) {
      const logits = Float32Array.from({ length: vocabulary }, (_, token) => SHAPES[shape]!(token, uniform))
      if (logits[0] === -Infinity) logits[0] = 1
      const ranked = ranking(logits)
      for (let round = 0; round < 4; round++) {
        const sampling = Sampling.parse({
          temperature: choose([0.3, 1, 1, 5]),
          topP: choose([1, 1 - uniform(), 1 - uniform() / 10, 1 - uniform() / 1e4]),
          topK: choose([0, 0, 1 + Math.floor(uniform() * 1000)]),
          minP: choose([0, 0, uniform() ** 3]),
        })
        const name = JSON.stringify({ vocabulary, ...sampling })
        const kept = keptOf(logits, sampling)
        // Sums are right to 1e-6, so a nucleus may end one way or the other where it ends as near to the end of a token.
        const [least, most] = [-1e-6, 1e-6].map((more) => {
          const topP = sampling.topP === 1 ? 1 : Math.min(Math.max(sampling.topP + more, 1e-9), 1)
          return reference(logits, { ...sampling, topP }, ranked)
        })
        expect(kept.filter((token) => least!.has(token)).length, name).toBe(least!.size)
        expect(
          kept.filter((token) => !most!.has(token) && logits[token]! - logits[ranked[0]!]! > -80),
          name,
        ).toEqual([])

        const highest = logits[ranked[0]!]!
        let total = 0
        const ends = kept.map((token) => (total += Math.exp((logits[token]! - highest) / sampling.temperature)))
        const distribution = read(logits, sampling)
        for (let draw = 0; draw < 25; draw++) {
          const place = uniform()
          const index = kept.indexOf(distribution.draw(place).token)
          const [start, end] = [(ends[index - 1] ?? 0) / total, ends[index]! / total]
          expect(start - 1e-6 <= place && place <= end + 1e-6, `${name} at ${place}`).toBe(true)
          draws++
          if (place < start || place >= end) others++
        }
      }
    }
    expect(others / draws).toBeLessThan(0.002)
  })

  it.each(Object.keys(SHAPES))('draws from blocks whose masses the model told (%s)', (shape) => {
    const uniform = uniformStream(41)
    for (const vocabulary of [64, 1024, 49_152]) {
      const logits = Float32Array.from({ length: vocabulary }, (_, token) => SHAPES[shape]!(token, uniform))
      const highest = logits.reduce((most, logit) => Math.max(most, logit))
      const weights = Float64Array.from(logits, (logit) => Math.exp(logit - highest))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      // As a softmax in single precision gives them, whose sum is a little off.
      const masses = Float32Array.from({ length: vocabulary / 64 }, (_, block) => {
        const own = weights.subarray(block * 64, block * 64 + 64)
        return (own.reduce((sum, weight) => sum + weight, 0) / total) * (1 + 3e-6)
      })
      const ends = weights.map(
        (
          (sum) => (weight: number) =>
            (sum += weight / total)
        )(0),
      )
      const distribution = readLogits({ logits, masses }, Sampling.parse({}))
      for (const place of [0, 1 - 2 ** -32, ...Array.from({ length: 200 }, uniform)]) {
        const { token, logProbability } = distribution.draw(place)
        expect(place).toBeGreaterThanOrEqual((ends[token - 1] ?? 0) - 1e-6)
        expect(place).toBeLessThanOrEqual(ends[token]! + 1e-6)
        expect(Math.abs(logProbability - (logits[token]! - highest - Math.log(total)))).toBeLessThan(1e-6)
      }
    }
  })

  it('draws the same at other temperatures and behind cuts, where the masses tell the log-probability alone', () => {
    const logits = row(1024, 6)
    const all = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
    const masses = Float32Array.from({ length: 16 }, (_, block) =>
      logits.subarray(block * 64, block * 64 + 64).reduce((sum, logit) => sum + Math.exp(logit) / all, 0),
    )
    for (const settings of SETTINGS.slice(1)) {
      const sampling = Sampling.parse(settings)
      const told = readLogits({ logits, masses }, sampling).draw(0.6)
      const bare = read(logits, sampling).draw(0.6)
      expect(told.token).toBe(bare.token)
      expect(Math.abs(told.logProbability - bare.logProbability)).toBeLessThan(1e-6)
    }
  })

  it('finds the cut of top-p where an estimate from some tokens is wrong', () => {
    // All that is likely stands outside of the loads that the estimate looks at, or inside of them.
    for (const inside of [true, false]) {
      const logits = Float32Array.from({ length: 16_384 }, (_, token) => {
        const looked = ((token >> 2) & 3) === ((token >> 6) & 3)
        return (looked === inside ? 1 : -9) + (token % 97) / 1e4
      })
      const sampling = Sampling.parse({ topP: 0.9 })
      const wanted = [...reference(logits, sampling).keys()].sort((a, b) => a - b)
      expect(keptOf(logits, sampling)).toEqual(wanted)
    }
  })

  it('counts equals to the token', () => {
    const equal = new Float32Array(3000).fill(0.3)
    expect(keptOf(equal, Sampling.parse({ topP: 0.9 }))).toEqual([...equal.keys()].slice(0, 2700))
    expect(keptOf(equal, Sampling.parse({ topK: 7, topP: 0.5 }))).toEqual([0, 1, 2, 3])
  })

  it('takes the first of the likeliest tokens at temperature 0', () => {
    const greedy = Sampling.parse({ temperature: 0 })
    expect(read(SMALL, greedy).draw(0.9).token).toBe(1)
    const logits = row(700, 1)
    logits[300] = logits[650] = 99
    expect(read(logits, greedy).draw(0.9).token).toBe(300)
  })

  it.each(SETTINGS)('tells the log-probability at temperature 1, whatever the cuts: %o', (settings) => {
    for (const logits of [SMALL, row(511, 1), row(49_152, 2)]) {
      const all = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
      const { token, logProbability } = read(logits, Sampling.parse(settings)).draw(0.4)
      expect(Math.abs(logProbability - (logits[token]! - Math.log(all)))).toBeLessThan(1e-6)
    }
  })

  it('draws what it read, even after other rows were read', () => {
    const [early, late] = [row(512, 1), row(2000, 2)]
    for (const settings of SETTINGS) {
      const sampling = Sampling.parse(settings)
      const kept = read(early, sampling)
      read(late, sampling).draw(0.7)
      expect(kept.draw(0.3)).toEqual(read(early, sampling).draw(0.3))
    }
  })

  it('draws no impossible token at either end of the stream', () => {
    const logits = Float32Array.of(-Infinity, 0, -Infinity, 2, -300, -Infinity)
    for (const settings of SETTINGS) {
      const distribution = read(logits, Sampling.parse({ ...settings, topP: 1, minP: 0 }))
      expect(distribution.draw(0).token).toBe(1)
      expect(distribution.draw(1 - 2 ** -32).token).toBe(3)
    }
  })

  it('repeats for the same seed and differs for another', () => {
    const tokens = (seed: number) => {
      const uniform = uniformStream(seed)
      const distribution = read(SMALL, Sampling.parse({}))
      return Array.from({ length: 50 }, () => distribution.draw(uniform()).token)
    }
    expect(tokens(3)).toEqual(tokens(3))
    expect(tokens(3)).not.toEqual(tokens(4))
  })

  it('has an exponential that is right to 1.3e-8 and masses that are right to 1e-6', () => {
    for (let x = 0; x > -87; x -= 0.00731) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1.3e-8)
    const logits = row(4096, 9)
    for (const temperature of [0.3, 1, 4]) {
      const blocks = new LogitBlocks(logits)
      blocks.weigh(temperature)
      const ends = blocks.ends()
      let sum = 0
      for (const [token, logit] of logits.entries()) {
        sum += Math.exp((logit - blocks.highest) / temperature)
        if (token % 64 === 63) expect(Math.abs(ends[token >> 6]! / sum - 1)).toBeLessThan(1e-6)
      }
    }
  })

  it('has the same bits everywhere', () => {
    const logits = Float32Array.from({ length: 640 }, (_, token) => ((token * 97) % 641) / 40)
    const blocks = new LogitBlocks(logits)
    blocks.weigh(0.7)
    const ends = blocks.ends()
    expect([exponential(-1.7), ends[0], ends.at(-1)]).toMatchInlineSnapshot(`
      [
        0.18268352370757343,
        2.6740798950195312,
        28.470542192459106,
      ]
    `)
  })
})
