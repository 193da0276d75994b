// The colour of a reading: the ramp of the rewards, or the colour of a class, and the ink that reads on it.
// Knows colours. Does not know what a reading tells. Classes differ in lightness, too, so that colour vision matters less.
import { contrast, rgbOfHex } from '../oklab.ts'
import type { Rgb } from '../oklab.ts'
import { rewardColour, rewardInk } from '../reward-scale.ts'
import type { LensView } from './lens.ts'

/** Okabe and Ito's colours that hold on light and dark grounds, and a brown for the rest. */
const CLASSES = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#6b4f2a'] as const

const INKS: readonly [string, Rgb][] = [
  ['#05080d', [0.008, 0.012, 0.02]],
  ['#ffffff', [1, 1, 1]],
]

/** Steps into which a band sorts the ramp. */
const STEPS = 16

/** `#rrggbb` of a place on the lens's scale. */
export function lensColour(view: LensView, at: number): string {
  return view.scale.kind === 'ramp' ? rewardColour(at) : CLASSES[Math.min(at, CLASSES.length - 1)]!
}

/** The text colour on it, contrast at least 4.5 to 1. */
export function lensInk(view: LensView, at: number): string {
  if (view.scale.kind === 'ramp') return rewardInk(at)
  const ground = rgbOfHex(lensColour(view, at))
  return INKS.toSorted((a, b) => contrast(b[1], ground) - contrast(a[1], ground))[0]![0]
}

/** Shares of a band: the largest first, then what has nothing to tell, then what waits. */
export function shareCount(view: LensView): number {
  return (view.scale.kind === 'ramp' ? STEPS : CLASSES.length) + 2
}

/** The share of a band that a reading falls into. */
export function shareOf(view: LensView, at: number | null | undefined): number {
  const count = shareCount(view)
  if (at === undefined) return count - 1
  if (at === null) return count - 2
  if (view.scale.kind === 'classes') return Math.min(at, count - 3)
  return STEPS - 1 - Math.min(STEPS - 1, Math.floor(at * STEPS))
}

/** Colour of a share; null for those of nodes that have nothing to tell or wait. */
export function shareColour(view: LensView, share: number): string | null {
  if (share >= shareCount(view) - 2) return null
  return lensColour(view, view.scale.kind === 'ramp' ? (STEPS - 0.5 - share) / STEPS : share)
}
