// The experiments: their list, the one that is looked at with its results, and what can be done with it.
// Knows calls and topics. Does not know components; the form is in experiment-draft.svelte.ts, the view in figure-view.svelte.ts.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { ExportFile, ExportFormat } from '../../src-main/contract/experiment-export.ts'
import type { ExperimentSummary, PointName } from '../../src-main/contract/experiment-summary.ts'
import type { ExperimentForecast, ExperimentProgress, ExperimentSpec } from '../../src-main/contract/experiment.ts'
import { LEVELS } from '../../src-main/contract/problem.ts'
import { Beside } from './beside.svelte.ts'
import { ExperimentDraft } from './experiment-draft.svelte.ts'
import { sameCell, VERBS } from './experiment-verbs.ts'
import type { CellName, ExperimentVerb } from './experiment-verbs.ts'
import { FigureView } from './figure-view.svelte.ts'
import { NONE_SHOWN } from './last-shown.ts'
import type { LastShown } from './last-shown.ts'
import { PointAnswers } from './point-answers.svelte.ts'
import { readSpec } from './spec-file.ts'

/** Least milliseconds between two looks at the results while they grow. */
const SUMMARY_PAUSE = 2000

export class Experiments {
  readonly draft = new ExperimentDraft()
  readonly view = new FigureView()
  readonly points: PointAnswers
  /** What the figure draws besides. */
  readonly beside: Beside

  /** Newest first. */
  list = $state.raw<ExperimentProgress[]>([])
  loaded = $state(false)
  /** Id of the experiment on screen. */
  current = $state<string | null>(null)
  summary = $state.raw<ExperimentSummary | null>(null)
  /** Whether newer results than those of the summary are being added up, or are about to be. */
  summing = $state(false)
  /** Whether the last try to get a summary failed; the error says why. */
  unsummed = $state(false)
  /** True while the form for a new experiment is on screen. */
  drafting = $state(false)
  /** A call of the form that has not come back. */
  busy = $state<'forecast' | 'start' | null>(null)
  error = $state.raw<ErrorReport | null>(null)
  /** Writes the figure on screen as an SVG document (plot/save-figure.ts); null where there is none to save. */
  figure = $state.raw<
    ((how?: { paper?: boolean; caption?: (title: string) => { title: string; lines: string[] } }) => string) | null
  >(null)

  /** What was foretold, and for which specification. */
  #foretold = $state.raw<{ spec: string; forecast: ExperimentForecast } | null>(null)
  #engine: EngineApi
  #shown: LastShown
  #begun = false
  #fetching = false
  #again = false
  #last = -Infinity
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(engine: EngineApi, shown: LastShown = NONE_SHOWN) {
    this.#engine = engine
    this.#shown = shown
    this.points = new PointAnswers(engine)
    this.beside = new Beside(engine, (error) => (this.error = reportOf(error)))
    engine.listen('experiment.progress', (progress) => this.#receive(progress))
    engine.listen('experiment.deleted', ({ id }) => this.#remove(id))
  }

  /** The experiment on screen. */
  get progress(): ExperimentProgress | null {
    return this.list.find(({ id }) => id === this.current) ?? null
  }

  /** The cell whose units come next; null for the order of the plan. */
  get preferred(): CellName | null {
    return this.progress?.preferred ?? null
  }

  /** What the form's experiment will take; null until it was asked for, and again when the form has changed since. */
  get forecast(): ExperimentForecast | null {
    return this.#foretold?.spec === JSON.stringify(this.draft.spec) ? this.#foretold.forecast : null
  }

  /** The experiment that runs now, if any does. */
  get running(): ExperimentProgress | null {
    return this.list.find(({ state }) => state === 'running') ?? null
  }

  /** What the experiment on screen can be told to do. */
  get verbs(): readonly ExperimentVerb[] {
    return this.progress === null ? [] : VERBS[this.progress.state]
  }

  /** Loads the list when it is first needed. */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    void this.reload()
  }

  /** Loads the list anew, and the results of what is on screen. */
  async reload(): Promise<void> {
    await this.attempt(async () => {
      const { experiments } = await this.#engine.call('experiments.list', {})
      this.list = [...experiments].sort((a, b) => b.created.localeCompare(a.created))
      this.loaded = true
      if (this.current === null && !this.drafting) {
        const [first] = this.list
        const last = this.list.find(({ id }) => id === this.#shown.read())
        const shown = last ?? this.running ?? first
        if (shown) this.show(shown.id)
      } else this.#look(0)
    })
  }

  /** The engine is back: what it said in between was missed. */
  async reconnected(): Promise<void> {
    if (this.#begun) await this.reload()
  }

  show(id: string): void {
    this.drafting = false
    if (this.current === id) return
    this.current = id
    this.#shown.write(id)
    this.summary = null
    this.unsummed = false
    void this.beside.draw([])
    this.view.forget()
    this.points.close()
    this.#look(0)
  }

  /** Brings one that is drawn beside to the front, with the answers of its point; the one in front is drawn beside it. */
  async bringForward(id: string, point: PointName): Promise<void> {
    const before = this.current
    const others = this.beside.ids.filter((one) => one !== id)
    this.show(id)
    if (before !== null) void this.beside.draw([before, ...others])
    await this.choosePoint(point)
  }

  startDraft(): void {
    this.drafting = true
  }

  /** Puts the form away; it keeps its values. */
  endDraft(): void {
    this.drafting = false
    const [first] = this.list
    if (this.current === null && first) this.show(first.id)
  }

  /** How many problems a dataset has in these levels. Rejects with the engine's report. */
  async countProblems(dataset: string | null, levels: readonly number[]): Promise<number> {
    // All levels are no choice among them: problems without a level count, too.
    const asked = levels.length === LEVELS.length ? [null] : levels
    const pages = await Promise.all(
      asked.map((level) => this.#engine.call('problems.list', { dataset, level, limit: 1 })),
    )
    return pages.reduce((sum, { total }) => sum + total, 0)
  }

  /** Fills the form and shows it. */
  fill(spec: ExperimentSpec): void {
    this.draft.read(spec)
    this.drafting = true
  }

  /** Fills the form with the specification of the experiment on screen. */
  async reuse(): Promise<void> {
    const id = this.current
    if (id === null) return
    await this.attempt(async () => {
      const { text, name } = await this.#engine.call('experiments.export', { id, format: 'spec' })
      this.fill(readSpec(text, name))
    })
  }

  async loadFile(file: Pick<File, 'name' | 'text'>): Promise<void> {
    await this.attempt(async () => this.fill(readSpec(await file.text(), file.name)))
  }

  async foretell(): Promise<void> {
    const { spec } = this.draft
    if (!spec || this.busy) return
    this.busy = 'forecast'
    await this.attempt(async () => {
      const forecast = await this.#engine.call('experiments.forecast', { spec })
      this.#foretold = { spec: JSON.stringify(spec), forecast }
    })
    this.busy = null
  }

  /** Starts this specification, or that of the form, and brings the experiment on screen. */
  async start(spec: ExperimentSpec | null = this.draft.spec): Promise<void> {
    if (!spec || this.busy) return
    this.busy = 'start'
    await this.attempt(async () => {
      const { id } = await this.#engine.call('experiments.start', { spec })
      const { experiments } = await this.#engine.call('experiments.list', {})
      this.list = [...experiments].sort((a, b) => b.created.localeCompare(a.created))
      this.show(id)
    })
    this.busy = null
  }

  async steer(verb: ExperimentVerb): Promise<void> {
    const id = this.current
    if (id !== null) await this.attempt(() => this.#engine.call(`experiments.${verb}`, { id }))
  }

  /** Asks for a cell's units next; the cell that was asked for, again, gives the usual order back. */
  async prefer(cell: CellName | null): Promise<void> {
    const id = this.current
    if (id === null) return
    const next = cell && this.preferred && sameCell(cell, this.preferred) ? null : cell
    await this.attempt(() => this.#engine.call('experiments.prefer', { id, cell: next }))
  }

  async delete(id: string): Promise<void> {
    await this.attempt(async () => {
      await this.#engine.call('experiments.delete', { id })
      this.#remove(id)
    })
  }

  async choosePoint(point: PointName): Promise<void> {
    const id = this.current
    if (id !== null) await this.attempt(() => this.points.choose(id, point))
  }

  /**
   * The results on screen as a file; the report gets the figure that `picture` draws. Null where no experiment is on screen.
   * Rejects with the engine's report.
   */
  async resultFile(format: ExportFormat, picture: () => string): Promise<ExportFile | null> {
    const id = this.current
    if (id === null) return null
    const figure = format === 'html' ? picture() : ''
    const beside = format === 'csv' ? [...this.beside.ids] : []
    return this.#engine.call('experiments.export', { id, format, figure, point: this.points.first, beside })
  }

  /** The run that shows a problem of imported results at a point; null where no experiment is on screen. Rejects with the engine's report. */
  async importedTree(point: PointName, problem: string): Promise<string | null> {
    const id = this.current
    return id === null ? null : (await this.#engine.call('experiments.tree', { id, ...point, problem })).id
  }

  /** Runs something that may fail; a failure becomes the banner of the screen. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.error = reportOf(error)
    }
  }

  #receive(progress: ExperimentProgress): void {
    const index = this.list.findIndex(({ id }) => id === progress.id)
    const before = this.list[index]
    if (index >= 0) this.list = this.list.with(index, progress)
    else this.list = [progress, ...this.list]
    this.beside.follow(progress)
    if (progress.id !== this.current) return
    const ended = before?.state !== progress.state
    if (ended || before.done !== progress.done) this.#look(ended ? 0 : SUMMARY_PAUSE)
  }

  /** Fetches the results when this long has passed since the last time; one call at a time. */
  #look(pause: number): void {
    if (this.current === null) return
    this.summing = true
    if (this.#fetching) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#fetch(), Math.max(0, this.#last + pause - performance.now()))
  }

  async #fetch(): Promise<void> {
    const id = this.current
    if (id === null) return
    this.#fetching = true
    this.#again = false
    let told = false
    await this.attempt(async () => {
      const summary = await this.#engine.call('experiments.summary', { id })
      told = true
      if (id === this.current) this.summary = summary
    })
    if (id === this.current) this.unsummed = !told
    this.#fetching = false
    this.#last = performance.now()
    const moved = id !== this.current
    const again = this.#wanted() || moved
    this.summing = again
    if (again) this.#look(moved ? 0 : SUMMARY_PAUSE)
  }

  /** Whether the results changed while they were fetched. */
  #wanted(): boolean {
    return this.#again
  }

  #remove(id: string): void {
    this.list = this.list.filter((experiment) => experiment.id !== id)
    this.beside.remove(id)
    if (this.current !== id) return
    this.current = null
    this.summary = null
    this.points.close()
    const [next] = this.list
    if (next && !this.drafting) this.show(next.id)
  }
}
