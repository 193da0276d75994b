// The width of words in the figure's own font.
// Knows the browser's canvas. Does not know which words.
import { windowMeasure } from '../tree/picture.ts'

/** Measures a legend's or a name's words, in pixels of the figure. */
export function legendMeasure(): (text: string) => number {
  const measure = windowMeasure()
  const family = getComputedStyle(document.body).fontFamily
  return (text) => measure(text, `500 12px ${family}`)
}
