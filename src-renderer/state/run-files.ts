// Runs as files: written by the engine, and opened by it.
// Knows sizes and the calls. Does not know dialogs, or how a file is offered.
import type { CallResult, EngineApi } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { ExportFile } from '../../src-main/contract/experiment-export.ts'
import { RUN_FILE_BYTES, RUNS_AT_ONCE } from '../../src-main/contract/run-library.ts'
import type { RunRecord } from '../../src-main/contract/run.ts'
import { RESULTS } from '../text/results.ts'
import { RUNS } from '../text/runs.ts'
import type { ImportedFile } from './problem-import.svelte.ts'

/** What a file of runs begins with, however it is called. */
const BEGINNING = /^\uFEFF?\s*\{[^\n]*"schema"\s*:\s*"espalier-run"/
const BEGINNING_BYTES = 65_536

export class RunFiles {
  readonly #engine: EngineApi

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** These runs as one file. Rejects with the engine's report. */
  async write(ids: readonly string[]): Promise<ExportFile> {
    if (ids.length > RUNS_AT_ONCE) throw refused(RUNS.file.tooMany(RUNS_AT_ONCE), RUNS.file.tooManyAdvice)
    return this.#engine.call('runs.file', { ids: [...ids] })
  }

  /** A run with all its events so far. Rejects with the engine's report. */
  async read(id: string): Promise<RunRecord> {
    return this.#engine.call('runs.open', { id })
  }

  /** Keeps the runs of a file in the history. Rejects with what is wrong with it; then nothing is kept. */
  async open(file: ImportedFile): Promise<CallResult<'runs.import'>> {
    if (file.size > RUN_FILE_BYTES) {
      throw refused(RESULTS.tooLarge(file.name, RUN_FILE_BYTES / 2 ** 20), RUNS.file.tooLargeAdvice)
    }
    const buffer = await file.arrayBuffer().catch(() => {
      throw refused(RESULTS.unreadable(file.name), RESULTS.unreadableAdvice)
    })
    return this.#engine.call('runs.import', { file: file.name, bytes: new Uint8Array(buffer) })
  }
}

/** Whether a file holds runs, by its name or by how it begins. */
export async function holdsRuns(file: Pick<File, 'name' | 'slice'>): Promise<boolean> {
  if (/\.espalier\.jsonl$/i.test(file.name)) return true
  if (!/\.jsonl$/i.test(file.name)) return false
  const beginning = await file
    .slice(0, BEGINNING_BYTES)
    .text()
    .catch(() => '')
  return BEGINNING.test(beginning)
}

function refused(message: string, advice: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice })
}
