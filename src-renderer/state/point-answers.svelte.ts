// The answers behind one point of a figure, and beside them those of a second one to compare.
// Knows points by policy, method and budget. Does not know the figure or the panel that shows them.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { ExperimentAnswer } from '../../src-main/contract/experiment.ts'
import type { PointComparison, PointName } from '../../src-main/contract/experiment-summary.ts'

export class PointAnswers {
  first = $state.raw<PointName | null>(null)
  second = $state.raw<PointName | null>(null)
  /** The next point that is chosen becomes the second one. */
  choosing = $state(false)
  loading = $state(false)
  firstAnswers = $state.raw<readonly ExperimentAnswer[]>([])
  secondAnswers = $state.raw<readonly ExperimentAnswer[]>([])
  /** The first point against the second; null without one. */
  comparison = $state.raw<PointComparison | null>(null)

  #engine: EngineApi
  #turn = 0

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** Shows the answers of a point, or compares with it where one was asked for. Rejects with the engine's report. */
  async choose(experiment: string, point: PointName): Promise<void> {
    if (this.choosing && this.first && !samePoint(this.first, point)) {
      this.second = point
      this.choosing = false
    } else {
      this.first = point
      this.second = null
    }
    await this.load(experiment)
  }

  /** Loads the answers of what is chosen anew. */
  async load(experiment: string): Promise<void> {
    const turn = ++this.#turn
    const { first, second } = this
    if (!first) return
    this.loading = true
    const ask = (point: PointName) => this.#engine.call('experiments.answers', { id: experiment, ...point })
    try {
      const [one, other, comparison] = await Promise.all([
        ask(first),
        second ? ask(second) : null,
        second ? this.#engine.call('experiments.compare', { id: experiment, first, second }) : null,
      ])
      if (turn !== this.#turn) return
      this.comparison = comparison
      this.firstAnswers = one.answers
      this.secondAnswers = other?.answers ?? []
    } finally {
      if (turn === this.#turn) this.loading = false
    }
  }

  /** Back to the first point alone. */
  single(): void {
    this.second = null
    this.secondAnswers = []
    this.comparison = null
    this.choosing = false
  }

  close(): void {
    this.#turn++
    this.first = null
    this.firstAnswers = []
    this.loading = false
    this.single()
  }
}

export function samePoint(a: PointName, b: PointName): boolean {
  return a.policy === b.policy && a.method === b.method && a.budget === b.budget
}
