// The width of words in the window's own fonts.
// Knows the browser's canvas. Does not know which words, or where they stand.

/** Measures a text in a CSS font (`500 12px Inter`), in pixels. */
export function windowMeasure(): (text: string, font: string) => number {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  return (text, font) => {
    if (!context) return text.length * 6.5
    context.font = font
    return context.measureText(text).width
  }
}
