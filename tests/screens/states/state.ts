// A state of the window that is looked at: pictures are taken of it, and no accessibility fault may be in it.
// Knows its parts. Does not know which there are.
import type { Page } from '@playwright/test'

export interface ScreenState {
  name: string
  /** Settings that a window begins with. */
  settings?: Record<string, unknown>
  /** The window on a scripted engine with this query, in place of the whole program. */
  preview?: string
  /** The window’s size while it is reached, if not the usual one; it is shown in this size and smaller ones. */
  to?: Size
  /** The way to it, from a window that is open. */
  reach: (page: Page) => Promise<unknown>
}

export type Size = readonly [width: number, height: number]

/** From a window that is as small as it may be to one that fills a screen. */
export const SIZES: readonly Size[] = [
  [640, 500],
  [800, 600],
  [1024, 768],
  [1440, 900],
  [1920, 1080],
]

/** The size in which a state is reached, unless it says another. */
export const USUAL: Size = [1440, 900]

/** The sizes in which a state is shown: first those from the one on in which it is reached, because a narrow window puts panels away. */
export function sizesOf({ to }: ScreenState): readonly Size[] {
  const within = SIZES.filter(([width]) => width <= (to?.[0] ?? Infinity))
  const reached = within.filter(([width]) => width >= (to ?? USUAL)[0])
  return [...reached, ...within.filter((size) => !reached.includes(size)).reverse()]
}
