// The known name that a misspelt one is nearest to.
// Knows letters. Does not know what is named.

/** The nearest of these names, where a slip of the pen leads to it: at most half of the letters differ. Null where none does. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const distances = known.map((other) => distanceOf(name.toLowerCase(), other.toLowerCase()))
  const least = Math.min(...distances)
  return least <= name.length / 2 ? known[distances.indexOf(least)]! : null
}

/** Letters that are put in, left out or exchanged between the two (Levenshtein, 1966). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, place) => place)
  for (let at = 1; at <= from.length; at++) {
    const next = [at]
    for (let place = 1; place <= to.length; place++) {
      const exchanged = row[place - 1]! + (from[at - 1] === to[place - 1] ? 0 : 1)
      next.push(Math.min(exchanged, row[place]! + 1, next[place - 1]! + 1))
    }
    row = next
  }
  return row.at(-1)!
}
