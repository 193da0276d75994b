// Moving through a run: jumps, bookmarks, moments at which found steps came, and how fast it plays.
// Knows where each leads. Does not know how the tree at a moment is made (run-view.svelte.ts), or the bar.
import type { RunView } from '../run-view.svelte.ts'
import type { Bookmark, KeptBookmarks } from './bookmarks.ts'
import { Bookmarks } from './bookmarks.ts'
import type { Jump, Landing } from './jump.ts'
import type { Speed } from './speed.ts'

/** What is remembered between starts. */
interface Kept {
  speed: Speed
  bookmarks: KeptBookmarks
}

interface ReplayOptions {
  run: RunView
  read: () => Kept
  write: (kept: Partial<Kept>) => void
  /** Steps that were found. */
  found: () => readonly number[]
  /** Selects a node and brings it into sight. */
  bring: (node: number) => void
}

export class Replay {
  /** What the last jump led to, until another moment is looked at. */
  landed = $state.raw<{ jump: Jump; landing: Landing } | null>(null)
  /** The moment that is being given a name, in the list of bookmarks; null while the list is closed. */
  naming = $state<number | null>(null)
  readonly #options: ReplayOptions
  readonly #bookmarks: Bookmarks

  constructor(options: ReplayOptions) {
    this.#options = options
    this.#bookmarks = new Bookmarks({
      read: () => options.read().bookmarks,
      write: (bookmarks) => options.write({ bookmarks }),
    })
  }

  get speed(): Speed {
    return this.#options.read().speed
  }

  set speed(speed: Speed) {
    this.#options.write({ speed })
  }

  /** Goes to a moment of the run on screen; the end follows the run. */
  go(position: number): void {
    this.landed = null
    this.#options.run.seek(position)
  }

  /** Whether a jump leads anywhere from here. */
  canJump(jump: Jump): boolean {
    return this.#landing(jump) !== null
  }

  jump(jump: Jump): void {
    const landing = this.#landing(jump)
    if (!landing) return
    this.go(landing.at)
    this.landed = { jump, landing }
    if (landing.node !== null) this.#options.bring(landing.node)
  }

  /** The bookmarks of the run on screen, earliest first. */
  get bookmarks(): readonly Bookmark[] {
    return this.#bookmarks.of(this.#options.run.id)
  }

  /** Gives a moment of the run on screen a name, or another one. */
  name(at: number, name: string): void {
    const { id } = this.#options.run
    if (id !== null) this.#bookmarks.set(id, { at, name })
  }

  unname(at: number): void {
    const { id } = this.#options.run
    if (id !== null) this.#bookmarks.remove(id, at)
  }

  /** The bookmarks of a deleted run go with it, and come back with it. */
  forgetRun(run: string): void {
    this.#bookmarks.forget(run)
  }

  recallRun(run: string): void {
    this.#bookmarks.recall(run)
  }

  /** The nearest bookmark after the moment on screen (`step` 1) or before it (-1). */
  beside(step: 1 | -1): Bookmark | null {
    const { id, position } = this.#options.run
    return this.#bookmarks.beside(id, position, step)
  }

  goBeside(step: 1 | -1): void {
    const bookmark = this.beside(step)
    if (bookmark) this.go(bookmark.at)
  }

  /** What belongs to one run is forgotten with it. */
  reset(): void {
    this.landed = this.naming = null
  }

  #landing(jump: Jump): Landing | null {
    return this.#options.run.landing(jump, this.#options.found())
  }
}
