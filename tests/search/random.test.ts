import { expect, test } from 'vitest'
import { randomStream, seedBelow } from '../../src-main/search/random.ts'

test('seeds repeat, depend on every label and on their order, and are 32-bit', () => {
  expect(seedBelow(1, 2, 3)).toBe(seedBelow(seedBelow(1, 2), 3))
  const seeds = new Set<number>()
  for (let seed = 0; seed < 20; seed++)
    for (let a = 0; a < 20; a++) for (let b = 0; b < 20; b++) seeds.add(seedBelow(seed, a, b))
  expect(seeds.size).toBe(8000)
  for (const seed of seeds) expect(seed).toBe(seed >>> 0)
})

test('a stream repeats for its seed and is uniform: mean, spread and every tenth', () => {
  const draw = (seed: number) => {
    const stream = randomStream(seed)
    return Array.from({ length: 20_000 }, () => stream.uniform())
  }
  const numbers = draw(5)
  expect(draw(5)).toEqual(numbers)
  expect(draw(6)).not.toEqual(numbers)
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01)
  for (let tenth = 0; tenth < 10; tenth++) {
    const count = numbers.filter((number) => Math.floor(number * 10) === tenth).length
    expect(Math.abs(count - 2000)).toBeLessThan(200)
  }
})

test('neighbouring seeds give unrelated streams', () => {
  const a = randomStream(100)
  const b = randomStream(101)
  let covariance = 0
  for (let i = 0; i < 20_000; i++) covariance += (a.uniform() - 0.5) * (b.uniform() - 0.5)
  expect(Math.abs(covariance / 20_000)).toBeLessThan(0.003)
})
