// The prefix caches of the open models, followed for as long as somebody looks at them.
// Knows when to ask: at once, then every second while a run uses a model; after that, when the engine tells that something
// happened. Does not know how they are shown.
import type { EngineApi, TopicName } from '../../src-main/contract/api.ts'
import type { ModelCache } from '../../src-main/contract/cache-use.ts'

/** Milliseconds between two questions. */
const INTERVAL = 1000
/** What is told when runs begin and end, those of experiments and other windows included, and when models are opened. */
const SIGNS: readonly TopicName[] = ['run.summary', 'experiment.progress', 'devices.changed']

export class Caches {
  #list = $state.raw<readonly ModelCache[]>([])
  #engine: EngineApi

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** What was last told of a model; null of one that is not open, or has no cache here. */
  of(model: string): ModelCache | null {
    return this.#list.find((cache) => cache.model === model) ?? null
  }

  /** Follows them until the function that it returns is called. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    let [asking, again] = [false, false]

    const ask = async (): Promise<void> => {
      asking = true
      again = false
      const list = await this.#engine.call('models.caches', {}).then(
        (answer) => answer.caches,
        (): ModelCache[] => [], // The engine is gone, and its models with it; the window says so elsewhere.
      )
      if (ended) return
      this.#list = list
      again ||= list.some(({ caches }) => caches > 0)
      timer = setTimeout(() => {
        asking = false
        if (again) void ask()
      }, INTERVAL)
    }
    const stir = (): void => {
      again = true
      if (!asking) void ask()
    }
    const ends = SIGNS.map((topic) => this.#engine.listen(topic, stir))
    stir()
    return () => {
      ended = true
      clearTimeout(timer)
      for (const end of ends) end()
    }
  }
}
