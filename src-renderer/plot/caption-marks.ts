// The caption below a saved figure, as marks.
// Knows how its lines are drawn. Does not know what they say.
import type { Caption } from '../ui/caption.ts'
import { CAPTION, captionHeight, captionLines } from '../ui/caption.ts'
import { estimatedWidth } from './estimated-width.ts'
import { mark } from './mark.ts'
import type { Mark } from './mark.ts'
import type { Look } from './tones.ts'

/** The caption below a figure of this size, and the pixels that it adds. */
export function captionMarks(
  caption: Caption,
  { width, height }: { width: number; height: number },
  { tones }: Look,
): { marks: Mark[]; height: number } {
  const lines = captionLines(caption, width - 2 * CAPTION.side, estimatedWidth)
  const own = captionHeight(lines.length)
  const words = lines.map(({ text, heading }, place) =>
    mark(
      'text',
      {
        x: CAPTION.side,
        y: height + CAPTION.top + (place + 0.75) * CAPTION.step,
        'font-size': heading ? CAPTION.title : CAPTION.text,
        'font-weight': heading ? 600 : 400,
        fill: heading ? tones.ink : tones.quiet,
      },
      text,
    ),
  )
  const ground = mark('rect', { x: 0, y: height, width, height: own, fill: tones.ground })
  return { marks: [ground, ...words], height: own }
}
