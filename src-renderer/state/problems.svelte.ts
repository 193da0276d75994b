// The problems to choose from, by dataset, level and search text, a page at a time; the datasets, and one on its way to be one.
// Knows the query and its answer. Does not know which problem is chosen.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { DatasetInfo } from '../../src-main/contract/dataset.ts'
import type { Problem } from '../../src-main/contract/problem.ts'
import { ProblemImport } from './problem-import.svelte.ts'
import type { ImportedFile } from './problem-import.svelte.ts'

const PAGE = 100

export class Problems {
  list = $state.raw<Problem[]>([])
  /** Problems that match, on this page or not. */
  total = $state(0)
  query = $state('')
  level = $state<number | null>(null)
  loading = $state(false)
  datasets = $state.raw<DatasetInfo[]>([])
  /** The dataset that is looked at; null for the catalog's. */
  dataset = $state<string | null>(null)
  /** The file whose preview is shown, or null. */
  importing = $state.raw<ProblemImport | null>(null)

  /** What is known of the dataset that is looked at; null until the list is there. */
  current: DatasetInfo | null = $derived(
    this.datasets.find(({ id }) => id === this.dataset) ?? this.datasets.find(({ source }) => source === null) ?? null,
  )

  #engine: EngineApi
  #turn = 0

  constructor(engine: EngineApi) {
    this.#engine = engine
    engine.listen('problems.changed', ({ datasets }) => this.#adopt(datasets))
  }

  /** Asks which datasets there are. Rejects with the engine's report. */
  async loadDatasets(): Promise<void> {
    this.#adopt((await this.#engine.call('problems.datasets', {})).datasets)
  }

  /** Looks at another dataset, at all its levels. Returns its first problem, or null. Rejects with the engine's report. */
  async look(dataset: string | null): Promise<Problem | null> {
    this.dataset = dataset
    await this.search('', null)
    // Not of the list: another search may have taken its place.
    return (await this.at(0, null)).problem
  }

  /** Loads the first page of a search. Rejects with the engine's report. */
  async search(query: string, level: number | null): Promise<void> {
    this.query = query
    this.level = level
    await this.#load(0)
  }

  /** Loads the next page, if there is one. */
  async more(): Promise<void> {
    if (!this.loading && this.list.length < this.total) await this.#load(this.list.length)
  }

  /** The problem at a place among all problems of this level, without disturbing the list; null if there is none. */
  async at(offset: number, level: number | null): Promise<{ problem: Problem | null; total: number }> {
    const { dataset } = this
    const page = await this.#engine.call('problems.list', { dataset, level, offset, limit: 1 })
    return { problem: page.problems[0] ?? null, total: page.total }
  }

  /** Shows what a file would be as a dataset. */
  async startImport(file: ImportedFile): Promise<void> {
    const importing = new ProblemImport(this.#engine, file.name)
    this.importing = importing
    await importing.read(file)
  }

  /** Keeps the file whose preview is shown, and looks at its problems. Returns the first, or null where it could not be kept. */
  async keepImport(): Promise<Problem | null> {
    const kept = (await this.importing?.keep()) ?? null
    if (!kept) return null
    await this.loadDatasets()
    const first = await this.look(kept.id)
    this.importing = null
    return first
  }

  /** Removes a dataset that was added. Rejects with the engine's report. */
  async remove(id: string): Promise<void> {
    await this.#engine.call('problems.remove', { id })
    await this.loadDatasets()
  }

  #adopt(datasets: DatasetInfo[]): void {
    this.datasets = datasets
    // Another window may have removed what this one looks at.
    if (this.dataset !== null && !datasets.some(({ id }) => id === this.dataset)) {
      this.dataset = null
      void this.search('', null).catch(() => undefined)
    }
  }

  async #load(offset: number): Promise<void> {
    const turn = ++this.#turn
    this.loading = true
    try {
      const { query, level, dataset } = this
      const page = await this.#engine.call('problems.list', { query, level, dataset, offset, limit: PAGE })
      if (turn !== this.#turn) return
      this.list = offset === 0 ? page.problems : [...this.list, ...page.problems]
      this.total = page.total
    } finally {
      if (turn === this.#turn) this.loading = false
    }
  }
}
