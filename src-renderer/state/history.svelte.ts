// The list of past and present runs: searched, filtered and sorted by the engine, kept fresh by its messages; which of them are selected,
// and what was deleted last and can be brought back.
// Knows lines. Does not know the run on screen.
import { SvelteMap } from 'svelte/reactivity'
import type { CallArgument, EngineApi } from '../../src-main/contract/api.ts'
import type { RunFacets, RunFilter, RunGroup, RunLine, RunSort } from '../../src-main/contract/run-library.ts'
import { RUNS_AT_ONCE } from '../../src-main/contract/run-library.ts'
import { NO_REMARKS } from '../../src-main/contract/run-remarks.ts'
import type { RemarksChange, RunRemarks } from '../../src-main/contract/run-remarks.ts'
import type { RunSummary } from '../../src-main/contract/run.ts'
import { RunSelection } from './run-selection.svelte.ts'

const PAGE = 100
/** Milliseconds between a change and the look at what it means for a list that is filtered or sorted. */
const SOON = 300

/** Runs that were deleted last; `shown` is the one of them that was on screen. */
export interface Deletion {
  ids: readonly string[]
  shown: string | null
}

export class History {
  runs = $state.raw<RunLine[]>([])
  /** Of a grouped list, the questions of the runs that are loaded. */
  readonly groups = new SvelteMap<string, RunGroup>()
  /** Runs that the query finds, on this page or not. */
  total = $state(0)
  query = $state('')
  filter = $state.raw<RunFilter>({})
  sort = $state<RunSort>('newest')
  grouped = $state(false)
  /** What there is to filter by; null until somebody wants to. */
  facets = $state.raw<RunFacets | null>(null)
  loaded = $state(false)
  deletion = $state.raw<Deletion | null>(null)

  readonly selection = new RunSelection(() => this.runs.map(({ id }) => id))

  /** How many filters are set. */
  filters: number = $derived(Object.values(this.filter).filter((value) => value !== undefined).length)
  /** Whether the list leaves anything out. */
  narrowed: boolean = $derived(this.query !== '' || this.filters > 0)

  #engine: EngineApi
  #turn = 0
  #soon: ReturnType<typeof setTimeout> | undefined

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** Loads the first page of a search. Rejects with the engine's report. */
  async search(query: string): Promise<void> {
    this.query = query
    await this.#load(0)
  }

  /** Sets filters; what is undefined filters nothing. Rejects like `search`. */
  async narrow(filter: RunFilter): Promise<void> {
    this.filter = { ...this.filter, ...filter }
    await this.#load(0)
  }

  /** Orders the list. Rejects like `search`. */
  async arrange({ sort = this.sort, grouped = this.grouped }: { sort?: RunSort; grouped?: boolean }): Promise<void> {
    this.sort = sort
    this.grouped = grouped
    await this.#load(0)
  }

  /** Shows all runs again. Rejects like `search`. */
  async widen(): Promise<void> {
    this.filter = {}
    await this.search('')
  }

  /** Loads the next page, if there is one. */
  async more(): Promise<void> {
    if (this.runs.length < this.total) await this.#load(this.runs.length)
  }

  /** Loads what is shown anew. Rejects like `search`. */
  async reload(): Promise<void> {
    await this.#load(0, Math.min(RUNS_AT_ONCE, Math.max(PAGE, this.runs.length)))
  }

  /** Asks what there is to filter by. Rejects with the engine's report. */
  async look(): Promise<void> {
    this.facets = await this.#engine.call('runs.facets', {})
  }

  /** Changes what is said of runs. Rejects with the engine's report. */
  async remark(ids: readonly string[], change: RemarksChange): Promise<void> {
    for (const some of portions(ids))
      this.remarked((await this.#engine.call('runs.remark', { ids: some, change })).runs)
    if (this.facets) await this.look()
  }

  /** Takes runs out of the list; `undo` brings them back until `forget`. `shown` is on screen. Rejects with the engine's report. */
  async delete(ids: readonly string[], shown: string | null): Promise<void> {
    if (ids.length === 0) return
    await this.forget()
    for (const some of portions(ids)) await this.#engine.call('runs.discard', { ids: some })
    for (const id of ids) this.remove(id)
    this.deletion = { ids, shown: shown !== null && ids.includes(shown) ? shown : null }
    if (this.facets) await this.look()
  }

  /** Brings back what was deleted last, and returns it. Rejects with the engine's report. */
  async undo(): Promise<Deletion | null> {
    const { deletion } = this
    this.deletion = null
    for (const some of portions(deletion?.ids ?? [])) await this.#engine.call('runs.restore', { ids: some })
    if (deletion) await this.reload()
    return deletion
  }

  /** Gives up what was deleted last: it is removed for good. */
  async forget(): Promise<void> {
    const { deletion } = this
    this.deletion = null
    for (const some of portions(deletion?.ids ?? [])) await this.#engine.call('runs.erase', { ids: some })
  }

  /** A run's line changed: it takes its place, or comes first if it is new and everything is shown, newest first. */
  update(summary: RunSummary): void {
    const index = this.runs.findIndex((run) => run.id === summary.id)
    const known = this.runs[index]
    if (known) this.runs = this.runs.with(index, { ...known, ...summary })
    else if (!this.loaded) return
    else if (this.narrowed || this.grouped || this.sort !== 'newest') this.#reloadSoon()
    else {
      this.runs = [{ ...summary, remarks: NO_REMARKS }, ...this.runs]
      this.total++
    }
  }

  /** What is said of runs has changed. */
  remarked(changed: readonly { id: string; remarks: RunRemarks }[]): void {
    this.runs = this.runs.map((run) => {
      const remarks = changed.find(({ id }) => id === run.id)?.remarks
      return remarks ? { ...run, remarks } : run
    })
  }

  /** Runs that were gone are there again. */
  restored(ids: readonly string[]): void {
    if (ids.some((id) => !this.runs.some((run) => run.id === id))) this.#reloadSoon()
  }

  remove(id: string): void {
    const left = this.runs.filter((run) => run.id !== id)
    this.total -= this.runs.length - left.length
    this.runs = left
    this.selection.drop(id)
  }

  #reloadSoon(): void {
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => {
      // A list that cannot be had now is asked for again by whoever looks at it.
      this.reload().catch(() => undefined)
    }, SOON)
  }

  async #load(offset: number, limit = PAGE): Promise<void> {
    const turn = ++this.#turn
    const { query, filter, sort, grouped } = this
    const argument: CallArgument<'runs.list'> = { query, ...filter, offset, limit }
    const page = await this.#engine.call('runs.list', {
      ...argument,
      ...(sort === 'newest' ? {} : { sort }),
      ...(grouped ? { grouped } : {}),
    })
    if (turn !== this.#turn) return
    if (offset === 0) this.groups.clear()
    for (const group of page.groups ?? []) this.groups.set(group.question, group)
    this.runs = offset === 0 ? page.runs : [...this.runs, ...page.runs]
    this.total = page.total
    this.loaded = true
  }
}

/** As many as one call takes. */
function portions(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / RUNS_AT_ONCE) }, (_, part) =>
    ids.slice(part * RUNS_AT_ONCE, (part + 1) * RUNS_AT_ONCE),
  )
}
