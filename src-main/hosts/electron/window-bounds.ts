// Where the window stood when it was last closed, and whether it was light or dark: so the next one opens without a flash.
// Knows a small file and what fits on the screens of today. Does not know the window.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle } from 'electron'
import { z } from 'zod'

const Bounds = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(640),
  height: z.number().int().min(480),
  maximized: z.boolean(),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
})
export type Bounds = z.infer<typeof Bounds>

const FIRST: Bounds = { width: 1280, height: 860, maximized: false, theme: 'system' }

/** The saved bounds, or the first ones where nothing was saved, it cannot be read, or its screen is gone. */
export function readBounds(file: string, screens: readonly Rectangle[]): Bounds {
  let saved: Bounds
  try {
    saved = Bounds.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return FIRST
  }
  const { x, y } = saved
  // The title bar must be within reach.
  const within = ({ x: left, y: top, width, height }: Rectangle) =>
    x !== undefined && y !== undefined && x + 100 > left && x + 100 < left + width && y >= top && y + 40 < top + height
  if (screens.some(within)) return saved
  return { width: saved.width, height: saved.height, maximized: saved.maximized, theme: saved.theme }
}

/** Saves them. That a disk is full is no reason to keep a window from closing, so this never throws. */
export function writeBounds(file: string, bounds: Bounds): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(bounds)}\n`)
  } catch {
    // The next start opens at the first place; nothing else is lost.
  }
}
