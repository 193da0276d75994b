// The width of words in the figure's own font.
// Knows that font. Does not know which words, or how a width is found.
import { windowMeasure } from '../ui/text-measure.ts'

/** Measures a legend's or a name's words, in pixels of the figure. */
export function legendMeasure(): (text: string) => number {
  const measure = windowMeasure()
  const family = getComputedStyle(document.body).fontFamily
  return (text) => measure(text, `500 12px ${family}`)
}
