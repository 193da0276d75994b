import { describe, expect, it } from 'vitest'
import { contrast, hexOf, oklabOfRgb, rgbOf, rgbOfHex } from '../../../src-renderer/tree/oklab.ts'
import type { Rgb } from '../../../src-renderer/tree/oklab.ts'
import { rewardColour, rewardInk, rewardStops, rewardText } from '../../../src-renderer/tree/reward-scale.ts'

const STEPS = 256
const ramp = Array.from({ length: STEPS }, (_, index) => index / (STEPS - 1))
const decode = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const encode = (value: number): number => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)

/** Full dichromacy on linear light: Machado, Oliveira, Fernandes 2009, table for severity 1.0. */
const VISION: Record<string, number[][]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function seenWith(matrix: number[][], rgb: Rgb): Rgb {
  const linear = rgb.map(decode)
  const row = (index: number): number => {
    const value = matrix[index]!.reduce((sum, factor, channel) => sum + factor * linear[channel]!, 0)
    return encode(Math.min(1, Math.max(0, value)))
  }
  return [row(0), row(1), row(2)]
}

describe('reward scale', () => {
  it('grows lighter with every step of reward', () => {
    const lightness = ramp.map((reward) => oklabOfRgb(rgbOfHex(rewardColour(reward)))[0])
    for (let index = 8; index < STEPS; index++) expect(lightness[index]!).toBeGreaterThan(lightness[index - 8]!)
    expect(lightness[STEPS - 1]! - lightness[0]!).toBeGreaterThan(0.45)
  })

  it('is even: equal steps of reward are equally far apart', () => {
    const stops = rewardStops(17).map((colour) => oklabOfRgb(rgbOfHex(colour)))
    const steps = stops.slice(1).map((stop, index) => {
      const before = stops[index]!
      return Math.hypot(stop[0] - before[0], stop[1] - before[1], stop[2] - before[2])
    })
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(0.1)
  })

  it.each(Object.keys(VISION))('keeps its order for people with %s', (name) => {
    const lightness = rewardStops(33).map((colour) => oklabOfRgb(seenWith(VISION[name]!, rgbOfHex(colour)))[0])
    for (let index = 1; index < lightness.length; index++)
      expect(lightness[index]!).toBeGreaterThan(lightness[index - 1]!)
  })

  it('carries text at 4.5 to 1 or better everywhere', () => {
    for (const reward of ramp) {
      expect(contrast(rgbOfHex(rewardColour(reward)), rgbOfHex(rewardInk(reward)))).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('takes the nearer end outside 0 to 1, and says what has no score', () => {
    expect(rewardColour(-3)).toBe(rewardColour(0))
    expect(rewardColour(7)).toBe(rewardColour(1))
    expect([rewardText(0.1 + 0.2), rewardText(1), rewardText(null), rewardText(undefined)]).toEqual([
      '0.30',
      '1.00',
      '–',
      '–',
    ])
  })
})

describe('colours', () => {
  it.each([
    ['white', { lightness: 1, chroma: 0, hue: 0 }, '#ffffff'],
    ['black', { lightness: 0, chroma: 0, hue: 0 }, '#000000'],
    ['red of sRGB', { lightness: 0.627955, chroma: 0.257683, hue: 29.2339 }, '#ff0000'],
    ['blue of sRGB', { lightness: 0.452014, chroma: 0.313214, hue: 264.052 }, '#0000ff'],
  ])('%s comes out of OKLCH', (_, colour, hex) => expect(hexOf(rgbOf(colour))).toBe(hex))

  it('measures contrast as WCAG does, and refuses what is no colour', () => {
    expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21)
    expect(() => rgbOfHex('tomato')).toThrow(RangeError)
  })
})
