// Plays runs side by side along their common axis of cost, evenly from nothing to the end.
// Knows the axis and the time. Does not know runs.

/** Seconds from nothing to the end of the axis. */
const SECONDS = 10

interface CostPlayOptions {
  /** End of the axis, and the cost on screen; null at the end. */
  read: () => { most: number; limit: number | null }
  show: (limit: number) => void
  schedule: (callback: (milliseconds: number) => void) => void
}

export class CostPlay {
  playing = $state(false)
  readonly #options: CostPlayOptions
  #turn = 0

  constructor(options: CostPlayOptions) {
    this.#options = options
  }

  /** From the cost on screen, or from nothing where that is the end. */
  play(): void {
    const { read, show, schedule } = this.#options
    const { most, limit } = read()
    if (this.playing || most === 0) return
    this.playing = true
    const turn = ++this.#turn
    let at = limit ?? 0
    let last: number | null = null
    show(at)
    const tick = (milliseconds: number): void => {
      if (!this.playing || turn !== this.#turn) return
      const { most } = read()
      at += last === null ? 0 : ((milliseconds - last) / 1000 / SECONDS) * most
      last = milliseconds
      show(at)
      if (at >= most) this.playing = false
      else schedule(tick)
    }
    schedule(tick)
  }

  pause(): void {
    this.playing = false
  }
}
