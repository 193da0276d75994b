// Mouse, pen and fingers on the picture: a drag, a pinch of two, or a press that stays in its place.
// Knows where each pointer is. Does not know what a move means to the picture.
import type { Point } from './camera.ts'

/** Pixels that a pointer may move and still press. */
const SLACK = 4
/** Two fingers that are nearer than this count as this far apart, pixels. */
const NEAREST = 8

/** What came of a pointer's move. */
export type PointerMove =
  | { kind: 'drag'; by: Point }
  | { kind: 'pinch'; by: Point; about: Point; factor: number }
  /** It has not gone far enough to be told from a press. */
  | { kind: 'rest' }

export class Pointers {
  #down: { id: number; at: Point }[] = []
  #dragged = 0

  down(id: number, at: Point): void {
    this.#down = [...this.#down.filter((pointer) => pointer.id !== id), { id, at }]
    if (this.#down.length === 1) this.#dragged = 0
  }

  /** Null for a pointer that is not down. */
  move(id: number, at: Point): PointerMove | null {
    const pointer = this.#down.find((candidate) => candidate.id === id)
    if (!pointer) return null
    const before = pointer.at
    pointer.at = at
    const by = { x: at.x - before.x, y: at.y - before.y }
    this.#dragged += Math.hypot(by.x, by.y)
    const other = this.#down.find((candidate) => candidate !== pointer)?.at
    if (!other) return this.#dragged > SLACK ? { kind: 'drag', by } : { kind: 'rest' }
    const spread = (one: Point): number => Math.max(Math.hypot(one.x - other.x, one.y - other.y), NEAREST)
    return {
      kind: 'pinch',
      by: { x: by.x / 2, y: by.y / 2 },
      about: { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 },
      factor: spread(at) / spread(before),
    }
  }

  /** Whether it was a press: the last pointer that was down, and none moved far. */
  up(id: number): boolean {
    const known = this.#down.some((pointer) => pointer.id === id)
    this.#down = this.#down.filter((pointer) => pointer.id !== id)
    return known && this.#dragged <= SLACK && this.#down.length === 0
  }
}
