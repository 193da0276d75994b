// Marks along a line of so many pixels: those that would lie on each other become one, which says how many it stands for.
// Knows places. Does not know what is marked, or drawing.

export interface ThinMark {
  /** Moment of the first mark in it. */
  at: number
  /** Where it stands, 0 to 1 of the line: the middle of all of them. */
  place: number
  /** How many it stands for; all of them together are as many as were given. */
  count: number
}

/**
 * @param positions moments, ascending, from 0 to `length`
 * @param width pixels of the line
 * @param gap pixels that two marks need from each other
 */
export function thinMarks(
  positions: readonly number[],
  { length, width, gap }: { length: number; width: number; gap: number },
): ThinMark[] {
  const marks: ThinMark[] = []
  let [first, last, count] = [0, 0, 0]
  const end = (): void => {
    if (count > 0) marks.push({ at: first, place: (first + last) / 2 / length, count })
  }
  for (const at of positions) {
    // Measured from the first one of a mark, so that none grows wider than the gap however dense they lie.
    if (count > 0 && ((at - first) / length) * width < gap) {
      last = at
      count++
      continue
    }
    end()
    first = last = at
    count = 1
  }
  end()
  return marks
}
