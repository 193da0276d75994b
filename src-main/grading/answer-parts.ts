// The parts of an answer: what stands between separators, outside of all brackets.
// Knows brackets. Does not know what the parts mean.

/** The texts between separators that stand outside all brackets. */
export function splitAt(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length;) {
    separator.lastIndex = at
    const match = depth === 0 ? separator.exec(text) : null
    if (match) {
      parts.push(text.slice(start, at))
      at += match[0].length
      start = at
      continue
    }
    if (/^\\begin(?![a-zA-Z])/.test(text.slice(at, at + 7))) depth++
    else if (/^\\end(?![a-zA-Z])/.test(text.slice(at, at + 5))) depth--
    else if ('([{'.includes(text[at]!)) depth++
    else if (')]}'.includes(text[at]!)) depth--
    at += text[at] === '\\' && !/[a-zA-Z{}]/.test(text[at + 1] ?? '') ? 2 : 1
  }
  parts.push(text.slice(start))
  return parts
}

/** True if every bracket inside closes one of its kind; intervals may mix ( and ]. */
export function balanced(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character) && --depth < 0) return false
  }
  return depth === 0
}

/** Where the brace that opens at a place closes; -1 if it does not. */
export function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}

/** Each element once, in one order. */
export function sorted(elements: readonly string[]): string {
  return [...new Set(elements)].sort().join(', ')
}
