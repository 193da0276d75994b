// The run on screen: its events folded into a tree, one frame per animation frame, live or at any earlier moment.
// Knows when the tree moves and to which moment. Does not know the fold (replay/timeline.ts), layout, drawing or how events travel.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { RunEvent } from '../../src-main/contract/event.ts'
import type { ExportFile } from '../../src-main/contract/experiment-export.ts'
import type { RunHeader } from '../../src-main/contract/run.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { emptyTree } from '../../src-main/contract/tree.ts'
import { landingOf } from './replay/jump.ts'
import type { Jump, Landing } from './replay/jump.ts'
import { Moments } from './replay/moments.ts'
import { paceOf } from './replay/speed.ts'
import type { Course, Speed } from './replay/speed.ts'
import { Timeline } from './replay/timeline.ts'
import { voteRuleOf } from './replay/vote-rule.ts'

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

interface RunViewOptions {
  engine: EngineApi
  /** Called with whatever goes wrong in the background. */
  failed: (error: unknown) => void
  /** Calls back once, with milliseconds, before the next frame is drawn. */
  schedule?: (callback: (milliseconds: number) => void) => void
  /** How fast a replay plays, asked in every frame of it. */
  speed?: () => Speed
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
  #timeline = new Timeline()
  /** The same events at their end, made when somebody asks for it while an earlier moment is on screen. */
  #newest: Timeline | null = null
  #moments: Moments | null = null
  /** Events that arrived while the run was being opened. */
  #early: RunEvent[] = []
  #scheduled = false

  constructor(options: RunViewOptions) {
    this.#options = {
      schedule: (callback) => void requestAnimationFrame(callback),
      speed: () => 'fit',
      ...options,
    }
  }

  /** The run on screen or being opened. */
  get id(): string | null {
    return this.#id
  }

  /** All events that are known, whichever moment is on screen; the list grows in place. */
  get events(): readonly RunEvent[] {
    return this.#timeline.events
  }

  /** Events shown: `cursor`, or all that are known. */
  get position(): number {
    return this.cursor ?? this.frame.length
  }

  /** Seconds at every known event, for a time axis. */
  secondsAt(position: number): number {
    return this.#timeline.secondsAt(position)
  }

  /** The run's moments up to its newest event. Changed in place: whoever shows it reads `frame` too. */
  get moments(): Moments {
    this.#moments ??= new Moments(this.#timeline.events, (chosenBy) =>
      this.header ? voteRuleOf(this.header.spec, chosenBy) : { by: 'majority', aggregate: 'last' },
    )
    this.#moments.follow()
    return this.#moments
  }

  /** The tree after all events that are known, whichever moment is on screen. Read it at once: it changes in place. */
  get newest(): Tree {
    const { length, events, position, tree } = this.#timeline
    if (position === length) return tree
    this.#newest ??= new Timeline()
    for (let next = this.#newest.length; next < length; next++) this.#newest.push(events[next]!)
    try {
      this.#newest.goTo(length)
    } catch {
      // Told when the screen comes to the event that cannot follow.
    }
    return this.#newest.tree
  }

  /** Where a jump leads from the moment on screen; null where the run has no such moment. `found` are the steps that were found. */
  landing(jump: Jump, found: readonly number[] = []): Landing | null {
    const { header, moments, position } = this
    return header && landingOf(jump, { moments, position, header, found })
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

  /** Plays at the chosen speed, from the cursor or, at the end, from the start. */
  play(): void {
    if (this.playing || this.#timeline.length === 0) return
    if (this.cursor === null) this.#show(0)
    this.playing = true
    let speed = this.#options.speed()
    let pace = paceOf(speed, this.#course())
    let place = pace.placeOf(this.cursor ?? 0)
    let last: number | null = null
    const tick = (milliseconds: number): void => {
      if (!this.playing) return
      if (speed !== this.#options.speed()) {
        speed = this.#options.speed()
        pace = paceOf(speed, this.#course())
        place = pace.placeOf(this.cursor ?? 0)
      }
      place += last === null ? 0 : ((milliseconds - last) / 1000) * pace.perSecond
      last = milliseconds
      this.#show(pace.positionAt(place))
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
      if (event.sequence < this.#timeline.length) continue
      if (event.sequence > this.#timeline.length) {
        this.reopen().catch(this.#options.failed)
        return
      }
      this.#timeline.push(event)
    }
    this.#request()
  }

  #show(position: number | null): void {
    this.cursor = position === null || position >= this.#timeline.length ? null : Math.max(0, Math.floor(position))
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
    try {
      this.#timeline.goTo(Math.min(this.cursor ?? Infinity, this.#timeline.length))
    } catch (error) {
      // What is sound is shown; the rest is gone, and with it the moments that were found in it.
      this.#moments = this.#newest = null
      this.#options.failed(error)
    }
    const { tree, position, length } = this.#timeline
    this.frame = {
      tree,
      version: this.frame.version + 1,
      position,
      length,
      seconds: this.secondsAt(position),
    }
  }

  #reset(): void {
    this.#timeline.clear()
    this.#moments = this.#newest = null
  }

  #course(): Course {
    const timeline = this.#timeline
    return {
      get length() {
        return timeline.length
      },
      secondsAt: (position) => timeline.secondsAt(position),
      positionAt: (seconds) => timeline.positionAt(seconds),
      addedAt: this.moments.addedAt,
    }
  }
}
