// Axes: places and ticks of log and linear scales, and how powers are written.
import { describe, expect, it } from 'vitest'
import { linearAxis, logAxis, spanOf, writePower } from '../../../src-renderer/plot/axis.ts'

describe('a power of ten', () => {
  it.each([
    [1, '10⁰'],
    [1e8, '10⁸'],
    [3e9, '3·10⁹'],
    [5e12, '5·10¹²'],
    [0.02, '2·10⁻²'],
    [1000, '10³'],
  ])('%d is written %s', (value, text) => {
    expect(writePower(value)).toBe(text)
  })
})

describe('a log axis', () => {
  const axis = logAxis({ low: 1e7, high: 1e11, from: 50, to: 650 })

  it('puts equal ratios at equal distances, with air at both ends', () => {
    const places = [1e7, 1e8, 1e9, 1e10, 1e11].map((value) => axis.place(value))
    const steps = places.slice(1).map((place, index) => place - places[index]!)
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 6)
    expect(places[0]).toBeGreaterThan(50)
    expect(places.at(-1)).toBeLessThan(650)
  })

  it('has a line at every tick and writes no more than there is room for', () => {
    const written = axis.ticks.filter(({ text }) => text !== '')
    expect(written.map(({ text }) => text)).toEqual(expect.arrayContaining(['10⁷', '10⁹', '10¹¹']))
    expect(axis.ticks.length).toBeGreaterThan(30)
    expect(written.length).toBeLessThanOrEqual(600 / 46)
  })

  it.each([
    [1.5e9, 2.2e9, 200],
    [1e6, 1e15, 180],
    [3e7, 3e7, 300],
  ])('writes a tick or more between %d and %d on %d pixels', (low, high, width) => {
    const { ticks } = logAxis({ low, high, from: 0, to: width })
    const written = ticks.filter(({ text }) => text !== '')
    expect(written.length).toBeGreaterThan(0)
    expect(written.length).toBeLessThanOrEqual(Math.max(2, width / 46))
    for (const { at } of ticks) expect(at >= 0 && at <= width).toBe(true)
  })
})

describe('a linear axis', () => {
  it('begins and ends at round values, upside down where the ends are', () => {
    const { place, ticks } = linearAxis({ low: 0.03, high: 0.97, from: 300, to: 0, write: String })
    expect(ticks.map(({ text }) => text)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1'])
    expect(place(0)).toBe(300)
    expect(place(1)).toBe(0)
  })

  it('has some height where all values are equal', () => {
    const { place } = linearAxis({ low: 0.5, high: 0.5, from: 100, to: 0, write: String })
    expect(place(0.5)).toBeGreaterThan(0)
    expect(place(0.5)).toBeLessThan(100)
  })
})

it.each([
  [[3, null, 1, 2], { low: 1, high: 3 }],
  [[null, 0, -1, Infinity], null],
  [[], null],
])('the span of %j is %j', (values, span) => {
  expect(spanOf(values)).toEqual(span)
})
