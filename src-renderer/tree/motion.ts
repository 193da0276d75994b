// Calm motion: the widths that are shown follow the layout's widths smoothly, and new nodes fade in.
// Knows time steps. Does not know the camera or drawing. Exponential easing is linear, so a parent always stays as wide
// as its children together, and nothing overlaps on the way.
import type { Carried } from './carried.ts'
import { growFloats } from './layout.ts'
import type { LayoutChange, SlotLayout } from './layout.ts'

/** Time in which about two thirds of a way are done, milliseconds. */
const EASE = 130
/** Time in which a node fades in, milliseconds. */
const FADE = 320
/** Above this many nodes the picture jumps: easing would cost more than it shows. */
const LIMIT = 20_000

export class Motion {
  /** Widths in slots as shown now, by node id. */
  spans = new Float32Array(64)
  /** How far a node has faded in, 0 to 1, by node id. */
  presence = new Float32Array(64)
  /** Deepest level as shown now. */
  depth = 0
  #settled = 0
  #moving = false

  /**
   * Takes the layout's change in. `still`: jump instead of moving (the person asked for less motion). `carried`: which nodes a layout that
   * began anew had before.
   */
  follow(layout: SlotLayout, change: LayoutChange, still: boolean, carried: Carried | null = null): void {
    const was = carried && { spans: this.spans.slice(), presence: this.presence.slice() }
    if (layout.count > this.spans.length) {
      this.spans = growFloats(this.spans, layout.leaves.length)
      this.presence = growFloats(this.presence, layout.leaves.length)
    }
    const jump = still || (change.restarted && !was) || layout.count > LIMIT
    for (let id = change.firstNew; id < layout.count; id++) {
      const parent = layout.parent[id]!
      const first = parent >= 0 && layout.firstChild[parent] === id
      this.spans[id] = first ? this.spans[parent]! : 0
      this.presence[id] = 0
      const before = carried?.(id) ?? null
      if (!was || before === null) continue
      this.spans[id] = was.spans[before]!
      this.presence[id] = was.presence[before]!
    }
    if (change.restarted) this.#settled = 0
    if (jump) this.#finish(layout)
    else if (change.firstNew < layout.count || was) this.#moving = true
  }

  /** Moves on by some milliseconds. Returns whether there is more to come. */
  step(layout: SlotLayout, milliseconds: number): boolean {
    if (!this.#moving) return false
    const part = 1 - Math.exp(-milliseconds / EASE)
    const goal = layout.deepest[0] ?? 0
    let farthest = Math.abs(goal - this.depth)
    this.depth += (goal - this.depth) * part
    for (let id = 0; id < layout.count; id++) {
      const way = layout.leaves[id]! - this.spans[id]!
      this.spans[id]! += way * part
      if (Math.abs(way) > farthest) farthest = Math.abs(way)
    }
    const faded = milliseconds / FADE
    for (let id = this.#settled; id < layout.count; id++) this.presence[id] = Math.min(1, this.presence[id]! + faded)
    while (this.#settled < layout.count && this.presence[this.#settled] === 1) this.#settled++
    if (farthest < 0.004 && this.#settled === layout.count) this.#finish(layout)
    return this.#moving
  }

  #finish(layout: SlotLayout): void {
    this.spans.set(layout.leaves.subarray(0, layout.count))
    this.presence.fill(1, 0, layout.count)
    this.depth = layout.deepest[0] ?? 0
    this.#settled = layout.count
    this.#moving = false
  }
}
