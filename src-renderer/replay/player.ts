// The run of a page at a moment: its events folded into a tree, and played in the rhythm in which they came.
// Knows events and time. Does not know the page.
import type { Tree } from '../../src-main/contract/tree.ts'
import { applyChange, emptyTree } from '../../src-main/contract/tree.ts'
import type { ReplayData } from './replay-data.ts'

/** Shortest and longest time that a replay takes, in seconds. */
const LENGTH = { min: 4, max: 16 }

export interface Moment {
  tree: Tree
  /** Events that are shown, and how many there are. */
  position: number
  length: number
  seconds: number
  playing: boolean
}

export class Player {
  readonly #events: ReplayData['events']
  readonly #shown: (moment: Moment) => void
  #tree = emptyTree()
  #position = 0
  #playing = false

  /** `shown` is called with every moment that is to be drawn. */
  constructor(events: ReplayData['events'], shown: (moment: Moment) => void) {
    this.#events = events
    this.#shown = shown
  }

  get length(): number {
    return this.#events.length
  }

  /** The tree as it is shown; it grows in place. */
  get tree(): Tree {
    return this.#tree
  }

  /** Shows the tree after so many events. */
  seek(position: number): void {
    this.#playing = false
    this.#show(position)
  }

  /** Plays from where it stands, or from the beginning where that is the end; a second call pauses. */
  toggle(): void {
    this.#playing = !this.#playing
    if (!this.#playing) {
      this.#show(this.#position)
      return
    }
    const total = this.#secondsAt(this.length)
    const length = Math.min(Math.max(total, LENGTH.min), LENGTH.max)
    if (this.#position >= this.length) this.#show(0)
    let progress = total > 0 ? this.#secondsAt(this.#position) / total : this.#position / this.length
    let before: number | null = null
    const tick = (now: number): void => {
      if (!this.#playing) return
      progress += before === null ? 0 : (now - before) / 1000 / length
      before = now
      const position = Math.max(this.#position, this.#positionAt(progress, total))
      if (position >= this.length) this.#playing = false
      this.#show(position)
      if (this.#playing) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  }

  #show(position: number): void {
    const goal = Math.min(Math.max(0, Math.round(position)), this.length)
    if (goal < this.#position) {
      this.#tree = emptyTree()
      this.#position = 0
    }
    for (; this.#position < goal; this.#position++) applyChange(this.#tree, this.#events[this.#position]!.change)
    this.#shown({
      tree: this.#tree,
      position: goal,
      length: this.length,
      seconds: this.#secondsAt(goal),
      playing: this.#playing,
    })
  }

  #secondsAt(position: number): number {
    return this.#events[position - 1]?.seconds ?? 0
  }

  #positionAt(progress: number, total: number): number {
    if (progress >= 1) return this.length
    if (total <= 0) return Math.floor(progress * this.length)
    const seconds = progress * total
    let position = this.#position
    while (position < this.length && this.#events[position]!.seconds <= seconds) position++
    return position
  }
}
