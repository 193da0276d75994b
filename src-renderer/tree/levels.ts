// The nodes of each level in the order in which they lie, with the middle of each.
// Knows the layout and the widths as shown. Does not know pixels, bands or drawing.
import type { SlotLayout } from './layout.ts'

/** The nodes of one level, from the first slot to the last. */
export interface Level {
  ids: Int32Array
  /** Middle of each node's subtree, slots; ascending. */
  centres: Float64Array
  /** Least distance between two neighbours' middles, slots; Infinity where there is one node. */
  gap: number
}

/** One pass over the layout whenever it, or what is shown of it, has changed. */
export class Levels {
  /** By level; the root is level 0. */
  levels: Level[] = []
  /** Index of each node in its level, by id. */
  indexOf = new Int32Array(0)
  /** Raised with every change, so that what is worked out from it can be kept. */
  version = 0
  #ids = new Int32Array(0)
  #centres = new Float64Array(0)
  #from: number[] = []

  /** Looks at the layout anew. `spans` are its leaves or their eased copy. */
  follow(layout: SlotLayout, spans: Float32Array): void {
    this.version++
    const { count, depth, firstChild, nextSibling, parent } = layout
    if (this.#ids.length < count) {
      this.#ids = new Int32Array(Math.max(count, 2 * this.#ids.length))
      this.#centres = new Float64Array(this.#ids.length)
      this.indexOf = new Int32Array(this.#ids.length)
    }
    const from = this.#placesOf(layout)
    const next = from.slice()
    let start = 0
    for (let id = count > 0 ? 0 : -1; id >= 0;) {
      const place = next[depth[id]!]!++
      this.indexOf[id] = place - from[depth[id]!]!
      this.#ids[place] = id
      this.#centres[place] = start + spans[id]! / 2
      if (firstChild[id]! >= 0) {
        id = firstChild[id]!
        continue
      }
      start += spans[id]!
      while (id >= 0 && nextSibling[id]! < 0) id = parent[id]!
      if (id >= 0) id = nextSibling[id]!
    }
    this.levels = from.slice(0, -1).map((begin, level) => {
      const [ids, centres] = [
        this.#ids.subarray(begin, from[level + 1]),
        this.#centres.subarray(begin, from[level + 1]),
      ]
      let gap = Infinity
      for (let index = 1; index < centres.length; index++) gap = Math.min(gap, centres[index]! - centres[index - 1]!)
      return { ids, centres, gap }
    })
  }

  /** Where each level begins in the arrays, and at last where the deepest ends. */
  #placesOf({ count, depth, deepest }: SlotLayout): number[] {
    const sizes = new Array<number>(count > 0 ? deepest[0]! + 1 : 0).fill(0)
    for (let id = 0; id < count; id++) sizes[depth[id]!]!++
    this.#from = [0]
    for (const size of sizes) this.#from.push(this.#from.at(-1)! + size)
    return this.#from
  }
}

/** Middle of a node's subtree, slots. */
export function centreOf({ levels, indexOf }: Levels, { depth }: SlotLayout, id: number): number {
  return levels[depth[id]!]!.centres[indexOf[id]!]!
}

/** Index of the first middle that is not left of a slot; the number of middles where all are. */
export function firstFrom(centres: Float64Array, slots: number): number {
  let [low, high] = [0, centres.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (centres[middle]! < slots) low = middle + 1
    else high = middle
  }
  return low
}
