// Two to four runs side by side: seen at equal cost, at one scale, with one selection.
// Knows how runs are opened together and what is chosen in them. Does not know trees' texts (compare/), components or commands.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { RunEvent } from '../../src-main/contract/event.ts'
import type { RunHeader, RunRequest } from '../../src-main/contract/run.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { ComparedRun } from './compare/compared-run.ts'
import { momentAtCost } from './compare/charges.ts'
import { CostPlay } from './compare/cost-play.svelte.ts'
import { commonMeasures, spentBy } from './compare/cost-measures.ts'
import type { MeasureId } from './compare/cost-measures.ts'
import { firstParting } from './compare/first-parting.ts'
import type { Parting } from './compare/first-parting.ts'
import { marksOf } from './compare/marks.ts'
import type { Mark, Selection } from './compare/marks.ts'
import { Picks, RUNS } from './compare/picks.svelte.ts'
import { settingsDifference } from './compare/settings-difference.ts'
import type { Difference } from './compare/settings-difference.ts'
import { RunView } from './run-view.svelte.ts'

/** Pixels per slot and per level of all pictures. */
export interface SharedScale {
  slot: number
  row: number
}

interface ComparisonOptions {
  engine: EngineApi
  /** Called with whatever goes wrong in the background. */
  failed: (error: unknown) => void
  /** Told of the runs that stand side by side; none where nothing is compared any more. */
  remember?: (ids: readonly string[]) => void
  schedule?: (callback: (milliseconds: number) => void) => void
}

export class Comparison {
  runs = $state.raw<readonly ComparedRun[]>([])
  /** True until all runs are here. */
  opening = $state(false)
  /** Runs that are being picked in the history. */
  readonly picks = new Picks()
  /** Plays them along the axis of cost. */
  readonly player: CostPlay
  /** True while another method is being chosen. */
  choosingMethod = $state(false)
  /** Whether the pictures show the whole trees; and else, the scale to which any of them was zoomed. */
  autoFit = $state(true)
  scale = $state.raw<SharedScale | null>(null)
  #selection = $state.raw<Selection | null>(null)
  #asked = $state<MeasureId | null>(null)
  #limit = $state<number | null>(null)
  #turn = 0
  #options: ComparisonOptions

  constructor(options: ComparisonOptions) {
    this.#options = options
    this.player = new CostPlay({
      read: () => ({ most: this.most, limit: this.#limit }),
      show: (limit) => this.#show(limit),
      schedule: options.schedule ?? ((callback) => void requestAnimationFrame(callback)),
    })
  }

  /** Whether runs are side by side, or about to be. */
  get on(): boolean {
    return this.runs.length > 0
  }

  get ids(): string[] {
    return this.runs.map(({ id }) => id)
  }

  /** Whether one more run may be put beside. */
  get hasRoom(): boolean {
    return this.runs.length < RUNS.most
  }

  /** The headers, once all of them are here; empty before. */
  get headers(): readonly RunHeader[] {
    const known = this.runs.flatMap(({ view }) => view.header ?? [])
    return known.length === this.runs.length ? known : []
  }

  /** Changes whenever a run has grown, but not with the moment on screen. */
  readonly #grown: string = $derived(this.runs.map(({ view }) => view.frame.length).join())
  /** The whole trees; a new list whenever one has grown. */
  readonly #trees: readonly Tree[] = $derived(treesAt(this.#grown, this.runs))

  readonly measures: readonly MeasureId[] = $derived(
    commonMeasures(
      this.runs.flatMap(({ view: { header } }, place) => (header ? [{ header, cost: this.#trees[place]!.cost }] : [])),
    ),
  )
  /** By what the costs are measured; null where there is nothing that is known of every run. */
  readonly measure: MeasureId | null = $derived(
    this.#asked !== null && this.measures.includes(this.#asked) ? this.#asked : (this.measures[0] ?? null),
  )
  /** What each run has spent in all; null where that is not known. */
  readonly totals: readonly (number | null)[] = $derived(
    this.runs.map(({ view: { header } }, place) =>
      header && this.measure ? spentBy(this.measure, this.#trees[place]!.cost, header) : null,
    ),
  )
  /** The end of the common axis. */
  readonly most: number = $derived(Math.max(0, ...this.totals.map((total) => total ?? 0)))
  /** What each run has spent at the moment on screen. */
  readonly spent: readonly (number | null)[] = $derived(
    this.runs.map(({ view: { header, frame } }) =>
      header && this.measure ? spentBy(this.measure, frame.tree.cost, header) : null,
    ),
  )
  /** In what the settings differ. */
  readonly differences: readonly Difference[] = $derived(settingsDifference(this.headers))
  /** Where the trees part; null until all of them are here. */
  readonly parting: Parting | null = $derived(this.headers.length < RUNS.least ? null : firstParting(this.#trees))
  /** What is selected in each run; null where nothing is selected at all. */
  readonly marks: readonly Mark[] | null = $derived(marksOf(this.#selection, this.#trees))

  /** The cost that each run may have spent on screen; null for all. */
  get limit(): number | null {
    return this.#limit
  }

  /**
   * Puts runs side by side, those that already stand there as they are. Rejects with the engine's report, and leaves what stood there
   * before; an overtaken call resolves quietly.
   */
  async open(ids: readonly string[]): Promise<void> {
    const turn = ++this.#turn
    const wanted = ids.filter((id, place) => ids.indexOf(id) === place).slice(0, RUNS.most)
    if (wanted.length < RUNS.least) return
    const before = this.runs
    const runs = wanted.map((id) => before.find((run) => run.id === id) ?? this.#made(id))
    this.#selection = null
    this.runs = runs
    this.opening = true
    try {
      await Promise.all(runs.filter((run) => !before.includes(run)).map(({ id, view }) => view.open(id)))
    } catch (error) {
      if (turn === this.#turn) this.runs = before
      throw error
    } finally {
      if (turn === this.#turn) this.opening = false
    }
    if (turn !== this.#turn) return
    this.picks.end()
    this.#lookAnew()
    this.#remember()
  }

  /** Starts a run and puts it beside those that stand here, or beside this one. Rejects with the engine's report. */
  async startBeside(request: RunRequest, base: string): Promise<string> {
    const { id } = await this.#options.engine.call('runs.start', request)
    await this.open([...(this.on ? this.ids : [base]), id])
    return id
  }

  /** Takes one run out; of less than two nothing is left to compare. */
  takeOut(id: string): void {
    const left = this.runs.filter((run) => run.id !== id)
    if (left.length === this.runs.length) return
    this.#selection = null
    if (left.length < RUNS.least) this.close()
    else {
      this.runs = left
      this.#lookAnew()
      this.#remember()
    }
  }

  close(): void {
    const was = this.on
    this.#turn++
    for (const { view } of this.runs) view.close()
    this.runs = []
    this.opening = false
    this.choosingMethod = false
    this.#selection = null
    this.#lookAnew()
    if (was) this.#remember()
  }

  /** Takes a batch from `run.events`. */
  receive(message: { id: string; events: RunEvent[] }): void {
    for (const { view } of this.runs) view.receive(message)
    if (this.#limit !== null) this.#seek()
  }

  /** Opens the runs anew, for example after the engine came back. */
  async reopen(): Promise<void> {
    await Promise.all(this.runs.map(({ view }) => view.reopen()))
    if (this.#limit !== null) this.#seek()
  }

  /** Shows the whole trees, or leaves the pictures where they are. */
  fit(whole: boolean): void {
    this.autoFit = whole
    if (whole) this.scale = null
  }

  /** Shows each run as far as it came for this cost; the end of the axis, or null, as far as it went. */
  showCost(limit: number | null): void {
    this.player.pause()
    this.#show(limit)
  }

  #show(limit: number | null): void {
    this.#limit = limit === null || limit >= this.most ? null : Math.max(0, limit)
    this.#seek()
  }

  /** Measures the costs by something else, and shows all. */
  measureBy(measure: MeasureId): void {
    this.#asked = measure
    this.showCost(null)
  }

  /** Selects a step of one run, and in the others the same step. */
  select(run: number, node: number | null): void {
    this.#selection = node === null ? null : { run, node }
  }

  /** Selects a node of its own in each run. */
  selectEach(nodes: readonly (number | null)[]): void {
    this.#selection = { each: nodes }
  }

  #remember(): void {
    this.#options.remember?.(this.ids)
  }

  #made(id: string): ComparedRun {
    return new ComparedRun(id, new RunView(this.#options))
  }

  #lookAnew(): void {
    this.fit(true)
    this.showCost(null)
  }

  #seek(): void {
    const { measure } = this
    const limit = this.#limit
    for (const { view, charges } of this.runs) {
      const { header } = view
      if (limit === null || measure === null || !header) view.seek(null)
      else view.seek(momentAtCost(charges, limit, (cost) => spentBy(measure, cost, header) ?? 0))
    }
  }
}

/** The trees as they are, named by how far they have grown: they change in place. */
function treesAt(_grown: string, runs: readonly ComparedRun[]): readonly Tree[] {
  return runs.map(({ whole }) => whole)
}
