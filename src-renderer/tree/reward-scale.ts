// The colour of a reward: an even ramp from deep blue (0) over teal to yellow (1), and the ink that reads on it.
// Knows the ramp. Does not know themes or where it is drawn. Lightness alone orders it, so colour vision does not matter.
import { contrast, hexOf, oklabOfRgb, rgbOf } from './oklab.ts'
import type { Oklch, Rgb } from './oklab.ts'

const STEPS = 256
const DARK_INK: Rgb = [0.008, 0.012, 0.02]
const LIGHT_INK: Rgb = [1, 1, 1]

/** The path of the ramp through OKLCH, before it is made even; t from 0 to 1. */
function path(t: number): Oklch {
  return {
    lightness: 0.37 + 0.51 * t,
    // Slimmer in the middle, where sRGB is: no part of the ramp is clipped, so it has no kink.
    chroma: 0.115 + 0.04 * t - 0.125 * t * (1 - t),
    hue: 278 - 182 * t ** 1.12,
  }
}

interface Step {
  colour: string
  ink: string
}

/** Points of the path at equal distances in OKLab: equal steps of reward look equally far apart. */
function evenSteps(): Step[] {
  const samples = Array.from({ length: 2049 }, (_, index) => rgbOf(path(index / 2048)))
  const lengths = [0]
  for (let index = 1; index < samples.length; index++) {
    const [a, b] = [oklabOfRgb(samples[index - 1]!), oklabOfRgb(samples[index]!)]
    lengths.push(lengths[index - 1]! + Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]))
  }
  const total = lengths[lengths.length - 1]!
  let at = 0
  return Array.from({ length: STEPS }, (_, step) => {
    const goal = (total * step) / (STEPS - 1)
    while (at < samples.length - 1 && lengths[at]! < goal) at++
    const rgb = samples[at]!
    const ink = contrast(rgb, DARK_INK) >= contrast(rgb, LIGHT_INK) ? DARK_INK : LIGHT_INK
    return { colour: hexOf(rgb), ink: hexOf(ink) }
  })
}

const RAMP = evenSteps()

function stepOf(reward: number): Step {
  const bounded = Number.isNaN(reward) ? 0 : Math.min(1, Math.max(0, reward))
  return RAMP[Math.round(bounded * (STEPS - 1))]!
}

/** `#rrggbb` for a reward; rewards outside 0..1 take the nearer end. */
export function rewardColour(reward: number): string {
  return stepOf(reward).colour
}

/** The text colour to use on rewardColour(reward): near-black or white, contrast at least 4.5 to 1. */
export function rewardInk(reward: number): string {
  return stepOf(reward).ink
}

/** Evenly spaced colours from reward 0 to reward 1, for a legend. */
export function rewardStops(count: number): string[] {
  return Array.from({ length: count }, (_, index) => rewardColour(index / (count - 1)))
}

/** Reward as people read it: two digits, `–` where the PRM gave none. */
export function rewardText(reward: number | null | undefined): string {
  return reward === null || reward === undefined ? '–' : reward.toFixed(2)
}
