// Where a ranking ends: the member with which its first members reach a goal. Members rank by a value, the higher first, and of
// equals by id, the lower first. Knows how to find it without sorting. Does not know logits.

/** The first members of a ranking. */
export interface Ranked {
  /** A value; the members with higher ones are among them. */
  lowest: number
  /** Of the members with this value, the last id that is among them. */
  last: number
}

/** Parts that values are split into, again and again, until one part holds equals only. */
const PARTS = 512
const masses = new Float64Array(PARTS)

/** Scratch: the members that are still looked at. */
let scratch = { places: new Int32Array(0), left: new Float64Array(0) }

/**
 * The shortest beginning of a ranking whose weights reach the goal together with `before`; all of it where they do not. Members
 * are finite values by id, ids ascend, and there is at least one; a weight for each of the ids, or 1 where there are none, and
 * equals weigh the same.
 */
export function endOfFirst(options: {
  values: Float32Array
  ids: Int32Array
  weights: Float64Array | null
  goal: number
  before?: number
}): Ranked {
  const { values, ids, weights, goal } = options
  let before = options.before ?? 0
  let count = ids.length
  const { places, left } = scratchFor(count)
  let [lowest, highest] = [Infinity, -Infinity]
  for (let index = 0; index < count; index++) {
    const value = values[ids[index]!]!
    places[index] = index
    left[index] = value
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  while (lowest < highest) {
    const top = highest
    const scale = (Math.min(2 * count, PARTS) - 1) / (highest - lowest)
    const end = ((highest - lowest) * scale) | 0
    masses.fill(0, 0, end + 1)
    for (let index = 0; index < count; index++) {
      masses[((top - left[index]!) * scale) | 0]! += weights ? weights[places[index]!]! : 1
    }
    let part = 0
    while (part < end && before + masses[part]! < goal) before += masses[part++]!
    let kept = 0
    lowest = Infinity
    highest = -Infinity
    for (let index = 0; index < count; index++) {
      const value = left[index]!
      if ((((top - value) * scale) | 0) !== part) continue
      places[kept] = places[index]!
      left[kept++] = value
      if (value < lowest) lowest = value
      if (value > highest) highest = value
    }
    count = kept
  }
  const weight = weights ? weights[places[0]!]! : 1
  return { lowest: left[0]!, last: ids[places[countOfEquals({ weight, count, before, goal }) - 1]!]! }
}

/** How many of some equals reach the goal together with `before`: at least one, and all where that is not enough. */
export function countOfEquals(options: { weight: number; count: number; before: number; goal: number }): number {
  const { weight, count, before, goal } = options
  let equals = weight > 0 ? Math.min(Math.max(Math.ceil((goal - before) / weight), 1), count) : count
  // The quotient may be rounded to the wrong side.
  while (equals > 1 && before + (equals - 1) * weight >= goal) equals--
  while (equals < count && before + equals * weight < goal) equals++
  return equals
}

function scratchFor(count: number) {
  if (scratch.left.length < count) scratch = { places: new Int32Array(count), left: new Float64Array(count) }
  return scratch
}
