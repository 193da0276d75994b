// A file with results of others on its way in: its preview, and how the person wants it kept.
// Knows what was chosen. Does not know how the file is read, which is the engine's work.
import type { CallResult, EngineApi } from '../../src-main/contract/api.ts'
import { EspalierError, reportOf } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { NAME_LIMIT } from '../../src-main/contract/experiment.ts'
import { RESULTS_BYTES, TREES_AT_ONCE } from '../../src-main/contract/foreign-results.ts'
import type { ResultsPreview } from '../../src-main/contract/foreign-results.ts'
import type { Aggregate } from '../../src-main/contract/method-parameters.ts'
import { AGGREGATES } from '../../src-main/contract/method-parameters.ts'
import { RESULTS } from '../text/results.ts'
import type { ImportedFile } from './problem-import.svelte.ts'

/** Trees that are taken unless more are asked for. */
const USUAL_TREES = 20
const BILLION = 1e9

export class ResultsImport {
  /** Name of the file. */
  readonly file: string
  preview = $state.raw<ResultsPreview | null>(null)
  busy = $state<'reading' | 'keeping' | null>('reading')
  error = $state.raw<ErrorReport | null>(null)

  name = $state('')
  policy = $state<string>(RESULTS.unknownPolicy)
  /** In billions. */
  parameters = $state<number | null>(null)
  independent = $state(true)
  aggregates = $state.raw<readonly Aggregate[]>(['last'])
  first = $state<number | null>(1)
  count = $state<number | null>(USUAL_TREES)

  #engine: EngineApi
  #bytes: Uint8Array<ArrayBuffer> | null = null

  constructor(engine: EngineApi, file: string) {
    this.#engine = engine
    this.file = file
  }

  /** What is wrong with what was chosen, by field. */
  get faults(): Partial<Record<'name' | 'policy' | 'parameters' | 'aggregates' | 'first' | 'count', string>> {
    const { preview } = this
    if (preview?.kind === 'trees') {
      const whole = (value: number | null, most: number) =>
        value !== null && Number.isInteger(value) && value >= 1 && value <= most
      return {
        ...(whole(this.first, preview.trees) ? {} : { first: RESULTS.firstFault(preview.trees) }),
        ...(whole(this.count, TREES_AT_ONCE) ? {} : { count: RESULTS.countFault(TREES_AT_ONCE) }),
      }
    }
    const { parameters } = this
    const fits = (text: string) => text.trim() !== '' && text.trim().length <= NAME_LIMIT
    return {
      ...(fits(this.name) ? {} : { name: RESULTS.nameFault }),
      ...(fits(this.policy) ? {} : { policy: RESULTS.nameFault }),
      ...(parameters === null || (parameters > 0 && parameters <= 1e6) ? {} : { parameters: RESULTS.parametersFault }),
      ...(this.aggregates.length > 0 ? {} : { aggregates: RESULTS.aggregatesFault }),
    }
  }

  /** Whether it can be kept as it is. */
  get ready(): boolean {
    return this.busy === null && this.preview !== null && Object.keys(this.faults).length === 0
  }

  /** Takes a rule in, or leaves it out. */
  toggle(aggregate: Aggregate): void {
    const chosen = this.aggregates
    this.aggregates = AGGREGATES.filter((one) => chosen.includes(one) !== (one === aggregate))
  }

  /** Takes the file's bytes and asks for their preview. What goes wrong is `error`. */
  async read(file: ImportedFile): Promise<void> {
    await this.#attempt('reading', async () => {
      if (file.size > RESULTS_BYTES) {
        throw refused(RESULTS.tooLarge(file.name, RESULTS_BYTES / 2 ** 20), RESULTS.tooLargeAdvice)
      }
      const buffer = await file.arrayBuffer().catch(() => {
        throw refused(RESULTS.unreadable(file.name), RESULTS.unreadableAdvice)
      })
      this.#bytes = new Uint8Array(buffer)
      const preview = await this.#engine.call('results.preview', { file: this.file, bytes: this.#bytes })
      this.preview = preview
      if (preview.kind === 'trees') this.count = Math.min(USUAL_TREES, preview.trees)
      else {
        this.name = preview.name.slice(0, NAME_LIMIT)
        this.independent = preview.independent
      }
    })
  }

  /** Keeps it. Returns null where it could not be kept; then `error` says why. */
  async keep(): Promise<CallResult<'results.trees'> | null> {
    const { file, preview } = this
    const bytes = this.#bytes
    if (!preview || !bytes || !this.ready) return null
    let kept: CallResult<'results.trees'> | null = null
    await this.#attempt('keeping', async () => {
      if (preview.kind === 'trees') {
        kept = await this.#engine.call('results.trees', { file, bytes, first: this.first!, count: this.count! })
        return
      }
      const { name, policy, independent } = this
      const parameters = preview.tokens && this.parameters !== null ? Math.round(this.parameters * BILLION) : null
      const as = { name, policy, parameters, independent, aggregates: [...this.aggregates] }
      kept = await this.#engine.call('results.solutions', { file, bytes, as })
    })
    return kept
  }

  async #attempt(busy: 'reading' | 'keeping', work: () => Promise<void>): Promise<void> {
    this.busy = busy
    this.error = null
    try {
      await work()
    } catch (error) {
      this.error = reportOf(error)
    }
    this.busy = null
  }
}

function refused(message: string, advice: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice })
}
