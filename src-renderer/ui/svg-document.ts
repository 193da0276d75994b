// A picture as SVG text that stands alone: the document around its elements, and what a text needs to stand in it.
// Knows SVG and XML. Does not know what is drawn, and needs no browser.

/** A whole document around the elements, one a line. `zoom`: pixels of the picture for one of its elements. */
export function svgDocument(picture: {
  elements: readonly string[]
  width: number
  height: number
  title: string
  zoom?: number
}): string {
  const { elements, width, height, title, zoom = 1 } = picture
  const size = `width="${Math.round(width * zoom)}" height="${Math.round(height * zoom)}"`
  const open = `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">`
  return [open, `<title>${xmlEscaped(title)}</title>`, ...elements, '</svg>', ''].join('\n')
}

/** A text as it stands in an element or in an attribute's double quotes. What XML has no way to write becomes U+FFFD. */
export function xmlEscaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}
