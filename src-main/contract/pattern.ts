// A pattern: a regular expression that a person writes, for the end of a step or for an answer.
// Knows how it is read. Does not know what is looked for, or how long a search with it takes (inference/prompt/pattern-time.ts).

/**
 * The pattern as a regular expression with these flags. It is read as Unicode (`\p{L}`) where it can be; ^ and $ stand for the
 * ends of lines. Null where it is none.
 */
export function patternOf(text: string, flags: 'g' | '' = 'g'): RegExp | null {
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(text, `${flags}m${unicode}`)
    } catch {
      continue
    }
  }
  return null
}
