// Tokens that stand whole in a text, whatever surrounds them: those that a tokenizer.json lists as added.
// Knows where they stand. Does not know how the text between them becomes tokens.

/** As tokenizer.json has it. */
export interface AddedToken {
  id: number
  content: string
  /** Whether it takes the spaces before and behind it along. */
  lstrip: boolean
  rstrip: boolean
}

/** A stretch of a text: an added token, or what lies between two. */
export type Stretch = { id: number } | { text: string }

/** Cuts texts at tokens: at each place the longest that stands there, from left to right. Empty stretches are left out. */
export function cutterAt(tokens: readonly AddedToken[]): (text: string) => Stretch[] {
  const known = new Map(tokens.map((token) => [token.content, token]))
  const lengths = lengthsByFirst(known.keys())
  const at = (text: string, place: number): AddedToken | undefined => {
    for (const length of lengths.get(text[place]!) ?? []) {
      const token = known.get(text.slice(place, place + length))
      if (token) return token
    }
    return undefined
  }
  return (text) => {
    const stretches: Stretch[] = []
    const between = (from: number, to: number) => {
      if (from < to) stretches.push({ text: text.slice(from, to) })
    }
    let start = 0
    for (let place = 0; place < text.length; place++) {
      const token = at(text, place)
      if (!token) continue
      between(start, token.lstrip ? start + text.slice(start, place).trimEnd().length : place)
      stretches.push({ id: token.id })
      start = place + token.content.length
      if (token.rstrip) start = text.length - text.slice(start).trimStart().length
      place = start - 1
    }
    between(start, text.length)
    return stretches
  }
}

/** By the first UTF-16 unit of a text, the lengths of those that begin with it, longest first. */
function lengthsByFirst(texts: Iterable<string>): Map<string, number[]> {
  const lengths = new Map<string, Set<number>>()
  for (const text of texts) {
    const first = text[0]
    if (first === undefined) continue
    lengths.set(first, (lengths.get(first) ?? new Set()).add(text.length))
  }
  return new Map([...lengths].map(([first, found]) => [first, [...found].sort((a, b) => b - a)]))
}
