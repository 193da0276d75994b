// Seeded randomness: seeds that depend on a place only, and streams of numbers drawn from a seed.
// Knows 32-bit mixing. Does not know what is drawn, and reads no clock and no global source.

const GOLDEN = 0x9e3779b9

/** Spreads every bit of a 32-bit word over all bits (the finalizer of MurmurHash3, public domain, github.com/aappleby/smhasher). */
function scramble(word: number): number {
  let bits = word ^ (word >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/**
 * The 32-bit seed of a place below another: the same seed and labels always give the same seed, in whatever order places
 * are asked for. Order of the labels matters.
 */
export function seedBelow(seed: number, ...labels: readonly number[]): number {
  let place = seed >>> 0
  for (const label of labels) place = scramble((Math.imul(place, 5) + scramble((label + GOLDEN) >>> 0) + GOLDEN) >>> 0)
  return place
}

/** A stream of random numbers. */
export interface RandomStream {
  /** The next number, uniform in [0, 1), with 53 random bits. */
  uniform(): number
}

/** A stream that repeats exactly for the same seed. Period 2^31 numbers. */
export function randomStream(seed: number): RandomStream {
  let counter = scramble(seed >>> 0)
  const word = () => {
    counter = (counter + GOLDEN) >>> 0
    return scramble(counter)
  }
  return {
    uniform() {
      const high = word() >>> 5
      const low = word() >>> 6
      return (high * 2 ** 26 + low) / 2 ** 53
    },
  }
}
