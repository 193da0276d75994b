import { describe, expect, it } from 'vitest'
import { frontierProbability } from '../../../../src-main/engine/experiment/figures/frontier-probability.ts'
import { resamplePoints } from '../../../../src-main/engine/experiment/figures/resamples.ts'
import type { PointFigures } from '../../../../src-main/engine/experiment/figures/resamples.ts'
import { randomStream } from '../../../../src-main/search/random.ts'

function point(accuracy: number[], paper: number[] | null): PointFigures {
  const cost = {
    paper: paper && Float64Array.from(paper),
    policyAndVerifier: null,
    distinct: null,
    exact: null,
    seconds: null,
  }
  return { accuracy: Float64Array.from(accuracy), cost }
}

const POINTS = [
  point([1, 0, 0.5, 1], [1, 2, 3, 4]),
  point([1, 1, 0, 0], [2, 2, 2, 2]),
  point([0, 1, NaN, 1], [5, 6, NaN, 7]),
  point([0, 0, 0, 1], null),
]

describe('resampled points', () => {
  it('are those of a plain loop over the same draws, over what is done', () => {
    const drawn = resamplePoints(POINTS, { problems: 4, resamples: 50, seed: 3 })
    const random = randomStream(3)
    for (let resample = 0; resample < 50; resample++) {
      const draws = Array.from({ length: 4 }, () => Math.floor(random.uniform() * 4))
      for (const [place, { accuracy, cost }] of POINTS.entries()) {
        const done = draws.filter((problem) => !Number.isNaN(accuracy[problem]!))
        const mean = (values: Float64Array) => done.reduce((sum, problem) => sum + values[problem]!, 0) / done.length
        const at = resample * 4 + place
        expect(drawn.accuracy[at]).toBeCloseTo(mean(accuracy), 12)
        if (cost.paper) expect(drawn.cost.paper![at]).toBeCloseTo(mean(cost.paper), 12)
        else expect(drawn.cost.paper![at]).toBeNaN()
      }
    }
    expect(drawn.cost.seconds).toBeNull()
  })

  it('repeat for a seed, and are the same for equal points', () => {
    const twice = [POINTS[0]!, POINTS[0]!]
    const drawn = resamplePoints(twice, { problems: 4, resamples: 20, seed: 1 })
    expect(drawn).toEqual(resamplePoints(twice, { problems: 4, resamples: 20, seed: 1 }))
    for (let at = 0; at < 40; at += 2) expect(drawn.accuracy[at]).toBe(drawn.accuracy[at + 1])
  })

  it('take nothing for granted where there are no points', () => {
    expect(resamplePoints([], { problems: 3, resamples: 5, seed: 1 }).accuracy).toHaveLength(0)
  })
})

describe('the probability of lying on the frontier', () => {
  it('is that of all draws, one by one', () => {
    // Three problems have 27 draws, all equally likely; the share of them in which each point is on the frontier is exact.
    const three = [
      point([1, 0, 0], [1, 1, 1]),
      point([0, 1, 0], [2, 2, 2]),
      point([0, 1, 1], [3, 1, 4]),
      point([1, 1, 1], null),
    ]
    const exact = three.map(() => 0)
    for (let draw = 0; draw < 27; draw++) {
      const problems = [draw % 3, Math.floor(draw / 3) % 3, Math.floor(draw / 9)]
      const figures = three.slice(0, 3).map(({ accuracy, cost }) => ({
        accuracy: problems.reduce((sum, problem) => sum + accuracy[problem]!, 0),
        cost: problems.reduce((sum, problem) => sum + cost.paper![problem]!, 0),
      }))
      figures.forEach((one, place) => {
        const beaten = figures.some(
          (other) =>
            other.accuracy >= one.accuracy &&
            other.cost <= one.cost &&
            (other.accuracy > one.accuracy || other.cost < one.cost),
        )
        if (!beaten) exact[place]! += 1 / 27
      })
    }
    const drawn = resamplePoints(three, { problems: 3, resamples: 20_000, seed: 1 })
    const chances = frontierProbability(drawn.accuracy, drawn.cost.paper!, 4)
    exact.slice(0, 3).forEach((chance, place) => expect(Math.abs(chances[place]! - chance)).toBeLessThan(0.015))
    expect(chances[3]).toBeNull()
  })

  it('is 1 for a point that wins on every problem, and 0 for those it beats', () => {
    const two = [point([1, 1, 1], [1, 1, 1]), point([0, 1, 0], [2, 2, 2])]
    const drawn = resamplePoints(two, { problems: 3, resamples: 100, seed: 1 })
    expect(frontierProbability(drawn.accuracy, drawn.cost.paper!, 2)).toEqual([1, 0])
  })
})
