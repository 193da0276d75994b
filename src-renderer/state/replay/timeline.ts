// The events of one run with the tree at any moment of them: a step forward applies an event, a step back takes it back.
// Knows events and the fold. Does not know frames, cursors or how events travel.
import type { RunEvent } from '../../../src-main/contract/event.ts'
import type { Replaced, Tree } from '../../../src-main/contract/tree.ts'
import { applyChange, emptyTree, replacedBy, undoChange } from '../../../src-main/contract/tree.ts'

export class Timeline {
  /** The tree after `position` events. Changed in place; another object after `clear` alone. */
  tree: Tree = emptyTree()
  /** Events folded into the tree. */
  position = 0
  #events: RunEvent[] = []
  /** By event that is folded: what it replaced. */
  #replaced: Replaced[] = []

  get length(): number {
    return this.#events.length
  }

  get events(): readonly RunEvent[] {
    return this.#events
  }

  /** Takes the next event; its sequence number must be `length`. */
  push(event: RunEvent): void {
    this.#events.push(event)
  }

  clear(): void {
    this.tree = emptyTree()
    this.position = 0
    this.#events = []
    this.#replaced = []
  }

  /**
   * Brings the tree to a moment, from 0 to `length`: as many steps as lie between, in either direction.
   * Throws where an event cannot follow; the tree is then that of the last one that can, and the rest is dropped.
   */
  goTo(position: number): void {
    const { tree } = this
    while (this.position > position) {
      this.position--
      undoChange(tree, this.#events[this.position]!.change, this.#replaced.pop()!)
    }
    while (this.position < position) {
      const { change } = this.#events[this.position]!
      const replaced = replacedBy(tree, change)
      try {
        applyChange(tree, change)
      } catch (error) {
        // It would fail again in every frame.
        this.#events.length = this.position
        throw error
      }
      this.#replaced.push(replaced)
      this.position++
    }
  }

  /** Searching time at a moment, seconds. */
  secondsAt(position: number): number {
    return this.#events[Math.min(position, this.#events.length) - 1]?.seconds ?? 0
  }

  /** The last moment at which no more than this searching time has passed. */
  positionAt(seconds: number): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#events[middle]!.seconds <= seconds) low = middle + 1
      else high = middle
    }
    return low
  }
}
