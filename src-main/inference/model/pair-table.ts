// What becomes of two neighbouring tokens, for hundreds of thousands of pairs.
// Knows pairs of ids. Does not know texts. A Map of this size takes seconds to fill: its keys would be objects.

export interface PairTable {
  /** Of a pair that stands in twice, the first counts. */
  set: (left: number, right: number, value: PairValue) => void
  get: (left: number, right: number) => PairValue | undefined
}

export interface PairValue {
  rank: number
  /** What the two become. */
  id: number
}

/** For at most `most` pairs; ids and ranks below 2^31. */
export function openPairTable(most: number): PairTable {
  // At least half of it stays empty, so that a place is found in a few looks.
  const size = 2 ** Math.ceil(Math.log2(2 * most + 2))
  const [lefts, rights, ranks, ids] = [0, 1, 2, 3].map(() => new Int32Array(size)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  lefts.fill(-1)
  /** Where the pair stands, or would stand. */
  const placeOf = (left: number, right: number): number => {
    let place = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0
    place = (place ^ (place >>> 15)) & (size - 1)
    while (lefts[place] !== -1 && (lefts[place] !== left || rights[place] !== right)) place = (place + 1) & (size - 1)
    return place
  }
  return {
    set(left, right, { rank, id }) {
      const place = placeOf(left, right)
      if (lefts[place] !== -1) return
      lefts[place] = left
      rights[place] = right
      ranks[place] = rank
      ids[place] = id
    },
    get(left, right) {
      const place = placeOf(left, right)
      return lefts[place] === -1 ? undefined : { rank: ranks[place]!, id: ids[place]! }
    },
  }
}
