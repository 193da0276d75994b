// The caption as part of an exported picture of a tree.
// Knows how its lines are drawn on a surface. Does not know what they say.
import type { Caption } from '../ui/caption.ts'
import { CAPTION, captionHeight, captionLines } from '../ui/caption.ts'
import type { Palette } from '../ui/palette.ts'
import type { Surface } from './surface.ts'

export interface LaidCaption {
  /** Pixels that it adds to the picture. */
  height: number
  /** Draws it across the picture, from `top` on. */
  draw(surface: Surface, top: number): void
}

/** Lays a caption out below a picture of this width; nothing for none. */
export function layCaption(
  caption: Caption | undefined,
  { width, palette, measure }: { width: number; palette: Palette; measure: (text: string, font: string) => number },
): LaidCaption {
  const fontOf = (size: number): string => `${size === CAPTION.title ? 600 : 400} ${size}px ${palette.font}`
  const lines = caption
    ? captionLines(caption, width - 2 * CAPTION.side, (text, size) => measure(text, fontOf(size)))
    : []
  const height = captionHeight(lines.length)
  return {
    height,
    draw(surface, top) {
      if (lines.length === 0) return
      surface.globalAlpha = 1
      surface.fillStyle = palette.ground
      surface.beginPath()
      surface.rect(0, top, width, height)
      surface.fill()
      surface.textAlign = 'left'
      surface.textBaseline = 'middle'
      for (const [place, { text, heading }] of lines.entries()) {
        surface.font = fontOf(heading ? CAPTION.title : CAPTION.text)
        surface.fillStyle = heading ? palette.ink : palette.inkQuiet
        surface.fillText(text, CAPTION.side, top + CAPTION.top + (place + 0.5) * CAPTION.step)
      }
    },
  }
}
