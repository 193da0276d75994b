// The run on screen: its events folded into a tree, one frame per animation frame, live or at any earlier moment.
// Knows events and the fold. Does not know layout, drawing or how events travel.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { RunEvent } from '../../src-main/contract/event.ts'
import type { ExportFile } from '../../src-main/contract/experiment-export.ts'
import type { RunHeader } from '../../src-main/contract/run.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { applyChange, emptyTree } from '../../src-main/contract/tree.ts'

/** What one animation frame shows. A new object for every version; the tree inside it is changed in place between them. */
export interface Frame {
  tree: Tree
  /** Rises by one with every frame that differs. */
  version: number
  /** Events folded into the tree. */
  position: number
  /** Events known of the run. */
  length: number
  /** Searching time at this position, in seconds. */
  seconds: number
}

/** Shortest and longest time a replay takes, in seconds of wall clock. */
const REPLAY_SECONDS = { min: 4, max: 16 }

interface RunViewOptions {
  engine: EngineApi
  /** Called with whatever goes wrong in the background. */
  failed: (error: unknown) => void
  /** Calls back once, with milliseconds, before the next frame is drawn. */
  schedule?: (callback: (milliseconds: number) => void) => void
}

export class RunView {
  /** Null while no run is on screen. */
  header = $state.raw<RunHeader | null>(null)
  frame = $state.raw<Frame>({ tree: emptyTree(), version: 0, position: 0, length: 0, seconds: 0 })
  /** True from `open` until the run's events are here. */
  opening = $state(false)
  /** Events to show while the user looks at an earlier moment; null shows the newest. */
  cursor = $state<number | null>(null)
  playing = $state(false)

  #options: Required<RunViewOptions>
  #id: string | null = null
  #opens = 0
  #events: RunEvent[] = []
  /** Events that arrived while the run was being opened. */
  #early: RunEvent[] = []
  #tree = emptyTree()
  #folded = 0
  #scheduled = false

  constructor(options: RunViewOptions) {
    this.#options = { schedule: (callback) => void requestAnimationFrame(callback), ...options }
  }

  /** The run on screen or being opened. */
  get id(): string | null {
    return this.#id
  }

  /** All events that are known, whichever moment is on screen; the list grows in place. */
  get events(): readonly RunEvent[] {
    return this.#events
  }

  /** Seconds at every known event, for a time axis. */
  secondsAt(position: number): number {
    return this.#events[Math.min(position, this.#events.length) - 1]?.seconds ?? 0
  }

  /** Brings a run on screen. Rejects with the engine's report; an overtaken call resolves quietly. */
  async open(id: string): Promise<void> {
    const turn = ++this.#opens
    const again = id === this.#id
    this.#id = id
    this.#early = []
    this.opening = true
    if (!again) {
      this.playing = false
      this.cursor = null
    }
    try {
      const record = await this.#options.engine.call('runs.open', { id })
      if (turn !== this.#opens) return
      this.header = record.header
      this.#events = []
      this.#reset()
      this.#append(record.events)
      this.opening = false
      const early = this.#early
      this.#early = []
      this.#append(early)
      this.#draw()
    } catch (error) {
      if (turn !== this.#opens) return
      this.opening = false
      if (again) this.#append(this.#early.splice(0))
      else this.close()
      throw error
    }
  }

  /** Opens the run on screen anew, for example after the engine came back. */
  async reopen(): Promise<void> {
    if (this.#id !== null) await this.open(this.#id)
  }

  /** Takes the run off the screen. */
  close(): void {
    this.#opens++
    this.#id = null
    this.header = null
    this.#events = []
    this.opening = false
    this.playing = false
    this.cursor = null
    this.#reset()
    this.#draw()
  }

  /** Takes a batch from `run.events`. A gap in the sequence makes the view open the run anew. */
  receive(message: { id: string; events: RunEvent[] }): void {
    if (message.id !== this.#id) return
    if (this.opening) this.#early.push(...message.events)
    else this.#append(message.events)
  }

  /** The solutions as the paper's code writes them; null without a run. Rejects with the engine's report. */
  async solutionsFile(): Promise<ExportFile | null> {
    const id = this.#id
    return id === null ? null : this.#options.engine.call('runs.export', { id })
  }

  /** Shows the tree after this many events; the end, or null, follows the run. */
  seek(position: number | null): void {
    this.playing = false
    this.#show(position)
  }

  /** Plays the events in their recorded rhythm, from the cursor or, at the end, from the start. */
  play(): void {
    if (this.playing || this.#events.length === 0) return
    if (this.cursor === null) this.#show(0)
    this.playing = true
    const total = this.secondsAt(this.#events.length)
    const length = Math.min(Math.max(total, REPLAY_SECONDS.min), REPLAY_SECONDS.max)
    let from = this.#progressOf(this.cursor ?? 0, total)
    let last: number | null = null
    const tick = (milliseconds: number): void => {
      if (!this.playing) return
      from += last === null ? 0 : (milliseconds - last) / 1000 / length
      last = milliseconds
      this.#show(this.#positionAt(from, total))
      if (this.cursor === null) this.playing = false
      else this.#options.schedule(tick)
    }
    this.#options.schedule(tick)
  }

  pause(): void {
    this.playing = false
  }

  #append(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.sequence < this.#events.length) continue
      if (event.sequence > this.#events.length) {
        this.reopen().catch(this.#options.failed)
        return
      }
      this.#events.push(event)
    }
    this.#request()
  }

  #show(position: number | null): void {
    this.cursor = position === null || position >= this.#events.length ? null : Math.max(0, Math.floor(position))
    this.#request()
  }

  #request(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#options.schedule(() => {
      this.#scheduled = false
      this.#draw()
    })
  }

  #draw(): void {
    const target = this.cursor ?? this.#events.length
    if (target < this.#folded) this.#reset()
    try {
      for (; this.#folded < target; this.#folded++) applyChange(this.#tree, this.#events[this.#folded]!.change)
    } catch (error) {
      // An event that cannot follow would fail again in every frame: show what is sound and drop the rest.
      this.#events.length = this.#folded
      this.#options.failed(error)
    }
    this.frame = {
      tree: this.#tree,
      version: this.frame.version + 1,
      position: this.#folded,
      length: this.#events.length,
      seconds: this.secondsAt(this.#folded),
    }
  }

  #reset(): void {
    this.#tree = emptyTree()
    this.#folded = 0
  }

  /** Share of the recorded time (of the events, where no time was recorded) that lies before a position: 0 to 1. */
  #progressOf(position: number, total: number): number {
    return total > 0 ? this.secondsAt(position) / total : position / this.#events.length
  }

  #positionAt(progress: number, total: number): number {
    if (progress >= 1) return this.#events.length
    if (total <= 0) return progress * this.#events.length
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#events[middle]!.seconds <= progress * total) low = middle + 1
      else high = middle
    }
    return low
  }
}
