// A file on its way to become a dataset: its preview, the mapping and name that the user gives it, what is wrong with it.
// Knows what was chosen. Does not know how the file is read, which is the engine's work.
import type { EngineApi } from '../../src-main/contract/api.ts'
import { DATASET_BYTES, DatasetName } from '../../src-main/contract/dataset.ts'
import type { DatasetInfo, DatasetPreview, Mapping, Part } from '../../src-main/contract/dataset.ts'
import { EspalierError, reportOf } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { PROBLEMS } from '../text/problems.ts'

/** What is needed of a file. */
export type ImportedFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>

export class ProblemImport {
  /** Name of the file. */
  readonly file: string
  preview = $state.raw<DatasetPreview | null>(null)
  /** The mapping as it was chosen last; the preview follows it. */
  mapping = $state.raw<Mapping | null>(null)
  /** Name of the dataset to be. */
  name = $state('')
  busy = $state<'reading' | 'keeping' | null>(null)
  error = $state.raw<ErrorReport | null>(null)
  /** What is wrong with the name, or null. */
  nameFault: string | null = $derived(DatasetName.safeParse(this.name).error?.issues[0]?.message ?? null)

  #engine: EngineApi
  #bytes: Uint8Array<ArrayBuffer> | null = null
  #turn = 0

  constructor(engine: EngineApi, file: string) {
    this.#engine = engine
    this.file = file
  }

  /** Whether it can be kept as it is. */
  get ready(): boolean {
    return this.busy === null && (this.preview?.problems ?? 0) > 0 && this.nameFault === null
  }

  /** Takes the file's bytes and asks for their preview. What goes wrong is `error`. */
  async read(file: ImportedFile): Promise<void> {
    this.busy = 'reading'
    await this.#attempt(async () => {
      if (file.size > DATASET_BYTES) {
        throw refused(PROBLEMS.import.tooLarge(file.name, DATASET_BYTES / 2 ** 20), PROBLEMS.import.tooLargeAdvice)
      }
      const buffer = await file.arrayBuffer().catch(() => {
        throw refused(PROBLEMS.import.unreadable(file.name), PROBLEMS.import.unreadableAdvice)
      })
      this.#bytes = new Uint8Array(buffer)
      await this.#look()
      this.name = this.preview?.name ?? ''
    })
  }

  /** Reads a part of the problems from another field, or from none. */
  async choose(part: Part, field: string | null): Promise<void> {
    if (!this.mapping) return
    this.mapping = { ...this.mapping, [part]: field }
    await this.#attempt(() => this.#look())
  }

  /** Keeps the dataset. Returns null where it could not be kept. */
  async keep(): Promise<DatasetInfo | null> {
    const { mapping, name, file } = this
    const bytes = this.#bytes
    if (!mapping || !bytes) return null
    this.busy = 'keeping'
    let kept: DatasetInfo | null = null
    await this.#attempt(async () => {
      kept = (await this.#engine.call('problems.add', { file, bytes, mapping, name })).dataset
    })
    return kept
  }

  async #look(): Promise<void> {
    const turn = this.#turn
    this.busy = 'reading'
    const { file, mapping } = this
    const preview = await this.#engine.call('problems.preview', { file, bytes: this.#bytes!, mapping })
    if (turn !== this.#turn) return
    this.preview = preview
    this.mapping = preview.mapping
  }

  /** Of several at once the last one counts. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const turn = ++this.#turn
    this.error = null
    try {
      await work()
    } catch (error) {
      if (turn === this.#turn) this.error = reportOf(error)
    }
    if (turn === this.#turn) this.busy = null
  }
}

function refused(message: string, advice: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice })
}
