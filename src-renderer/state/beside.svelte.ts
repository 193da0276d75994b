// Experiments that are drawn beside the one on screen: which, and their results.
// Knows when to ask for results. Does not know the experiment on screen, or figures.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import type { ExperimentProgress } from '../../src-main/contract/experiment.ts'

/** How many others one figure takes. */
export const MOST_BESIDE = 3
/** Least milliseconds between two looks at the results of one that grows. */
const PAUSE = 4000

export class Beside {
  ids = $state.raw<readonly string[]>([])
  readonly #summaries = new SvelteMap<string, ExperimentSummary>()
  #engine: EngineApi
  #failed: (error: unknown) => void
  readonly #waiting = new SvelteSet<string>()

  /** `failed` is told why results could not be had; the experiment is then not drawn. */
  constructor(engine: EngineApi, failed: (error: unknown) => void) {
    this.#engine = engine
    this.#failed = failed
  }

  /** The results that are here, in the order in which the experiments were chosen. */
  get summaries(): readonly { id: string; summary: ExperimentSummary }[] {
    return this.ids.flatMap((id) => {
      const summary = this.#summaries.get(id)
      return summary ? [{ id, summary }] : []
    })
  }

  /** Whether some results are still on their way. */
  get loading(): boolean {
    return this.summaries.length < this.ids.length
  }

  /** Draws an experiment, or leaves it out again; one too many is not taken. */
  async toggle(id: string): Promise<void> {
    if (this.ids.includes(id)) this.remove(id)
    else if (this.ids.length < MOST_BESIDE) await this.draw([...this.ids, id])
  }

  /** Draws these and no others. */
  async draw(ids: readonly string[]): Promise<void> {
    const before = this.ids
    this.ids = ids.slice(0, MOST_BESIDE)
    await Promise.all(this.ids.filter((id) => !before.includes(id)).map((id) => this.#load(id)))
  }

  remove(id: string): void {
    this.ids = this.ids.filter((one) => one !== id)
  }

  /** An experiment went on: what it found is looked at again, now and then. */
  follow({ id, state }: ExperimentProgress): void {
    if (!this.ids.includes(id) || this.#waiting.has(id)) return
    this.#waiting.add(id)
    setTimeout(
      () => {
        this.#waiting.delete(id)
        if (this.ids.includes(id)) void this.#load(id)
      },
      state === 'running' ? PAUSE : 0,
    )
  }

  async #load(id: string): Promise<void> {
    try {
      const summary = await this.#engine.call('experiments.summary', { id })
      this.#summaries.set(id, summary)
    } catch (error) {
      this.remove(id)
      this.#failed(error)
    }
  }
}
