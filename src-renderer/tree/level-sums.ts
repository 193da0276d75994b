// How many nodes of each kind any stretch of a level holds, and how many its fullest stretch of a width can have, without a look at
// each node for every frame.
// Knows levels and paints. Does not know pixels, columns or drawing.
import { shareCount } from './lens/lens-colour.ts'
import { VERDICTS } from './lens/paint.ts'
import type { Paint } from './lens/paint.ts'
import type { Level } from './levels.ts'

/** Nodes between two sums that are kept. */
const BLOCK = 64
/** Widths for which the fullest stretch is kept, to an octave. */
const RUNGS = 8

export class LevelSums {
  readonly level: Level
  /** Shares, then ends that were right, then those that were wrong. */
  readonly kinds: number
  readonly #paint: Paint
  /** How many nodes of the search each stands for; null where each stands for itself. */
  readonly #weights: Uint32Array | null
  /** By block and kind: the sum over all nodes before it. */
  readonly #before: Uint32Array
  readonly #fullest = new Map<number, number>()

  constructor(level: Level, paint: Paint) {
    const { ids } = level
    this.level = level
    this.#paint = paint
    this.kinds = shareCount(paint.view) + 2
    this.#weights = paint.merged ? Uint32Array.from(ids, paint.weightOf) : null
    this.#before = new Uint32Array((Math.floor(ids.length / BLOCK) + 1) * this.kinds)
    const sums = new Uint32Array(this.kinds)
    for (let from = 0; from + BLOCK <= ids.length; from += BLOCK) {
      this.#scan(from, from + BLOCK, sums)
      this.#before.set(sums, (from / BLOCK + 1) * this.kinds)
    }
  }

  /** Adds what lies from one index of the level up to another, by kind. */
  add(from: number, to: number, sums: { [kind: number]: number }): void {
    const [first, last] = [Math.ceil(from / BLOCK), Math.floor(to / BLOCK)]
    if (first >= last) {
      this.#scan(from, to, sums)
      return
    }
    this.#scan(from, first * BLOCK, sums)
    const [begin, end] = [first * this.kinds, last * this.kinds]
    for (let kind = 0; kind < this.kinds; kind++) sums[kind]! += this.#before[end + kind]! - this.#before[begin + kind]!
    this.#scan(last * BLOCK, to, sums)
  }

  /** At least the most nodes in a stretch of this width, slots: those of the fullest one of the next width that is kept. */
  fullest(width: number): number {
    const rung = Math.ceil(RUNGS * Math.log2(width))
    const known = this.#fullest.get(rung)
    if (known !== undefined) return known
    const [{ centres }, weights, room] = [this.level, this.#weights, 2 ** (rung / RUNGS)]
    let [most, sum, from] = [0, 0, 0]
    for (let to = 0; to < centres.length; to++) {
      sum += weights ? weights[to]! : 1
      for (; centres[to]! - centres[from]! >= room; from++) sum -= weights ? weights[from]! : 1
      if (sum > most) most = sum
    }
    this.#fullest.set(rung, most)
    return most
  }

  #scan(from: number, to: number, sums: { [kind: number]: number }): void {
    const [{ shares, verdicts }, { ids }, weights] = [this.#paint, this.level, this.#weights]
    const right = this.kinds - 2
    for (let index = from; index < to; index++) {
      const id = ids[index]!
      const weight = weights ? weights[index]! : 1
      sums[shares[id]!]! += weight
      const verdict = verdicts[id]!
      if (verdict !== VERDICTS.none) sums[verdict === VERDICTS.right ? right : right + 1]! += weight
    }
  }
}
