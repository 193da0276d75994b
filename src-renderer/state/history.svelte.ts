// The list of past and present runs, searched by the engine, kept fresh by its messages.
// Knows summaries. Does not know the run on screen.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { RunSummary } from '../../src-main/contract/run.ts'

const PAGE = 100

export class History {
  runs = $state.raw<RunSummary[]>([])
  /** Runs that match the search, on this page or not. */
  total = $state(0)
  query = $state('')
  loaded = $state(false)

  #engine: EngineApi
  #turn = 0

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** Loads the first page of a search. Rejects with the engine's report. */
  async search(query: string): Promise<void> {
    this.query = query
    await this.#load(0)
  }

  /** Loads the next page, if there is one. */
  async more(): Promise<void> {
    if (this.runs.length < this.total) await this.#load(this.runs.length)
  }

  /** Deletes a run for good. */
  async delete(id: string): Promise<void> {
    await this.#engine.call('runs.delete', { id })
    this.remove(id)
  }

  /** A run's line changed: it takes its place, or comes first if it is new and no search is on. */
  update(summary: RunSummary): void {
    const index = this.runs.findIndex((run) => run.id === summary.id)
    if (index >= 0) this.runs = this.runs.with(index, summary)
    else if (this.query === '' && this.loaded) {
      this.runs = [summary, ...this.runs]
      this.total++
    }
  }

  remove(id: string): void {
    const left = this.runs.filter((run) => run.id !== id)
    this.total -= this.runs.length - left.length
    this.runs = left
  }

  async #load(offset: number): Promise<void> {
    const turn = ++this.#turn
    const page = await this.#engine.call('runs.list', { query: this.query, offset, limit: PAGE })
    if (turn !== this.#turn) return
    this.runs = offset === 0 ? page.runs : [...this.runs, ...page.runs]
    this.total = page.total
    this.loaded = true
  }
}
