// Text broken into a few lines of a given width, with an ellipsis where it does not fit.
// Knows words and widths. Does not know fonts; the caller measures.

/** Behind these a long formula may go on in the next line. */
const BREAKS = /(?<=[=+×·,;)\]}/≤≥→|])(?=.)/u

/** At most `lines` lines, each at most `width` wide by `measure`. Words longer than a line are broken behind an operator, or cut. */
export function wrapText(options: {
  text: string
  width: number
  lines: number
  measure: (text: string) => number
}): string[] {
  const { width, lines, measure } = options
  const words = wordsOf(options.text, width, measure)
  const out: string[] = []
  let line = ''
  for (let index = 0; index < words.length; index++) {
    const { word, glued } = words[index]!
    const longer = line === '' ? word : `${line}${glued ? '' : ' '}${word}`
    if (measure(longer) <= width) {
      line = longer
      continue
    }
    if (out.length === lines - 1 || line === '') {
      // The last line, or a word that no line holds.
      out.push(cut(out.length === lines - 1 ? longer : word, width, measure))
      if (out.length === lines) return out
      line = ''
    } else {
      out.push(line)
      line = ''
      index--
    }
  }
  if (line !== '') out.push(line)
  return out
}

interface Word {
  word: string
  /** Follows without a space. */
  glued: boolean
}

/** The words; one that no line holds in its parts. */
function wordsOf(text: string, width: number, measure: (text: string) => number): Word[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) =>
      measure(word) <= width
        ? [{ word, glued: false }]
        : word.split(BREAKS).map((part, place) => ({ word: part, glued: place > 0 })),
    )
}

/** The longest beginning that fits with an ellipsis; the text itself where it fits. */
export function cut(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (measure(text.slice(0, middle).trimEnd() + '…') <= width) low = middle
    else high = middle - 1
  }
  return text.slice(0, low).trimEnd() + '…'
}
