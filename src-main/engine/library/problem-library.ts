// The problems of the datasets in the catalog, read once each.
// Knows where datasets lie. Does not know their format (dataset.ts).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallResult, CheckedArgument } from '../../contract/api.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { Catalog } from '../../contract/model.ts'
import { readCatalog } from './catalog-file.ts'
import type { DatasetContent } from './dataset.ts'
import { readDataset } from './dataset.ts'

export interface ProblemLibrary {
  list(page: CheckedArgument<'problems.list'>): Promise<CallResult<'problems.list'>>
}

export function createProblemLibrary(modelsFolder: string): ProblemLibrary {
  const contents = new Map<string, Promise<DatasetContent>>()

  const read = (dataset: Catalog['datasets'][number]) => {
    const file = join(modelsFolder, dataset.file)
    const known = contents.get(file)
    if (known) return known
    const reading = readProblemFile({ file, dataset: dataset.id, name: dataset.name })
    contents.set(file, reading)
    // A file that could not be read may be there next time.
    reading.catch(() => contents.delete(file))
    return reading
  }

  return {
    async list({ dataset, level, query, offset, limit }) {
      const { datasets } = await readCatalog(modelsFolder)
      const wanted = dataset === null ? datasets : datasets.filter(({ id }) => id === dataset)
      if (dataset !== null && wanted.length === 0) {
        const known = datasets.map(({ id }) => id).join(', ') || 'none'
        throw new EspalierError({
          code: 'not-found',
          message: `There is no dataset “${dataset}”.`,
          advice: `Known: ${known}.`,
        })
      }
      const results = await Promise.all(
        wanted.map((entry) => read(entry).catch((error: unknown) => ({ problems: [], faults: [reportOf(error)] }))),
      )
      const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
      const found = results
        .flatMap(({ problems }) => problems)
        .filter((problem) => level === null || problem.level === level)
        .filter(({ id, question }) => words.every((word) => `${id}\n${question}`.toLowerCase().includes(word)))
      return {
        total: found.length,
        problems: found.slice(offset, offset + limit),
        faults: results.flatMap(({ faults }) => faults),
      }
    },
  }
}

/** The problems of one file. Throws `not-found` if it cannot be read. */
export async function readProblemFile(source: {
  file: string
  dataset: string
  name: string
}): Promise<DatasetContent> {
  const text = await readFile(source.file, 'utf8').catch((error: unknown) => {
    throw new EspalierError(
      {
        code: 'not-found',
        message: `The problems of “${source.name}” cannot be read.`,
        advice: 'Check that the file is there and may be read.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  })
  return readDataset({ text, dataset: source.dataset, name: source.name })
}
