// Where a command's problems come from: a dataset by its name, else a file.
// Knows how a name is told from a file. Does not know formats, or which of the problems a command takes.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CallResult, EngineApi } from '../contract/api.ts'
import { EspalierError } from '../contract/errors.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import { readProblemFile } from '../engine/library/dataset-file.ts'

type Problems = Pick<CallResult<'problems.list'>, 'problems' | 'faults'>

/** The problems of one call. */
const PAGE = 1000

/** The folder of the datasets that were added, also for a command that keeps nothing else in the data folder. */
export function problemsFolder(): string {
  return join(defaultDataFolder(), 'problems')
}

/**
 * The problems of a dataset with this name, else of a file with this path. Throws `not-found` where there is neither, and as the
 * file is read.
 */
export async function problemsFrom(source: string, engine: EngineApi): Promise<Problems> {
  const { datasets } = await engine.call('problems.datasets', {})
  if (datasets.some(({ id }) => id === source)) return allOf(source, engine)
  if (!existsSync(source) && source === basename(source)) {
    throw new EspalierError({
      code: 'not-found',
      message: `There is neither a dataset nor a file “${source}”.`,
      advice: `Datasets: ${datasets.map(({ id }) => id).join(', ')}.`,
    })
  }
  const { problems, faults, notes } = await readProblemFile({ file: source, dataset: 'file', name: source })
  for (const note of notes) process.stderr.write(`${note}\n`)
  return { problems, faults }
}

async function allOf(dataset: string, engine: EngineApi): Promise<Problems> {
  const problems: Problems['problems'] = []
  for (;;) {
    const page = await engine.call('problems.list', { dataset, offset: problems.length, limit: PAGE })
    problems.push(...page.problems)
    if (page.problems.length === 0 || problems.length >= page.total) return { problems, faults: page.faults }
  }
}
