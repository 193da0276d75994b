// Where a ranking ends: the member with which its first members reach a goal. Members rank by a value, the higher first, and of
// equals by id, the lower first. Knows how to find it without sorting. Does not know logits.

/** The first members of a ranking. */
export interface Ranked {
  /** A value; the members with higher ones are among them. */
  lowest: number
  /** Of the members with this value, the last id that is among them. */
  last: number
}

/** An id that all members come before: where it is the last, all equals are among the first. A small integer, as all ids are. */
export const NO_LAST = 2 ** 30 - 1

/** Parts that values are split into, again and again, until one part holds equals only. */
const PARTS = 512
const masses = new Float64Array(PARTS)

/** The members that are still looked at: their places in the list, and their values. */
interface Left {
  places: Int32Array
  values: Float64Array
  count: number
  lowest: number
  highest: number
  /** What comes before them weighs this. */
  before: number
}

const left: Left = {
  places: new Int32Array(0),
  values: new Float64Array(0),
  count: 0,
  lowest: 0,
  highest: 0,
  before: 0,
}

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
  before: number
}): Ranked {
  const { values, ids, weights, goal, before } = options
  lookAt(values, ids, before)
  while (left.lowest < left.highest) {
    // Loops within this one would be compiled by themselves and left again each time, which takes longer than they do.
    const scale = (Math.min(2 * left.count, PARTS) - 1) / (left.highest - left.lowest)
    sumParts(scale, weights)
    keepPart(scale, passParts(scale, goal))
  }
  const weight = weights ? weights[left.places[0]!]! : 1
  const equals = countOfEquals({ weight, count: left.count, before: left.before, goal })
  return { lowest: left.values[0]!, last: ids[left.places[equals - 1]!]! }
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

function lookAt(all: Float32Array, ids: Int32Array, before: number): void {
  if (left.values.length < ids.length) {
    left.places = new Int32Array(ids.length)
    left.values = new Float64Array(ids.length)
  }
  const { places, values } = left
  let lowest = Infinity
  let highest = -Infinity
  for (let place = 0; place < ids.length; place++) {
    const value = all[ids[place]!]!
    places[place] = place
    values[place] = value
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  left.count = ids.length
  left.lowest = lowest
  left.highest = highest
  left.before = before
}

/** Sums the weights of each part of what is left. */
function sumParts(scale: number, weights: Float64Array | null): void {
  const { places, values, count, highest } = left
  masses.fill(0)
  for (let index = 0; index < count; index++) {
    masses[((highest - values[index]!) * scale) | 0]! += weights ? weights[places[index]!]! : 1
  }
}

/** The part in which the goal is reached, or the last one; the weights of those that come before it are added up. */
function passParts(scale: number, goal: number): number {
  const end = ((left.highest - left.lowest) * scale) | 0
  let { before } = left
  let part = 0
  while (part < end && before + masses[part]! < goal) before += masses[part++]!
  left.before = before
  return part
}

/** Leaves the members of one part. */
function keepPart(scale: number, part: number): void {
  const { places, values, count, highest: top } = left
  let kept = 0
  let lowest = Infinity
  let highest = -Infinity
  for (let index = 0; index < count; index++) {
    const value = values[index]!
    if ((((top - value) * scale) | 0) !== part) continue
    places[kept] = places[index]!
    values[kept++] = value
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  left.count = kept
  left.lowest = lowest
  left.highest = highest
}
