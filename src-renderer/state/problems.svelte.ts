// The problems to choose from, by level and search text, a page at a time.
// Knows the query and its answer. Does not know which problem is chosen.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { Problem } from '../../src-main/contract/problem.ts'

const PAGE = 100

export class Problems {
  list = $state.raw<Problem[]>([])
  /** Problems that match, on this page or not. */
  total = $state(0)
  query = $state('')
  level = $state<number | null>(null)
  loading = $state(false)

  #engine: EngineApi
  #turn = 0

  constructor(engine: EngineApi) {
    this.#engine = engine
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
    const page = await this.#engine.call('problems.list', { level, offset, limit: 1 })
    return { problem: page.problems[0] ?? null, total: page.total }
  }

  async #load(offset: number): Promise<void> {
    const turn = ++this.#turn
    this.loading = true
    try {
      const { query, level } = this
      const page = await this.#engine.call('problems.list', { query, level, offset, limit: PAGE })
      if (turn !== this.#turn) return
      this.list = offset === 0 ? page.problems : [...this.list, ...page.problems]
      this.total = page.total
    } finally {
      if (turn === this.#turn) this.loading = false
    }
  }
}
