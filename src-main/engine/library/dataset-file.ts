// A file of the user's as a dataset: its bytes become text, its text problems.
// Knows how the steps follow, and which files are read. Does not know encodings (dataset-text.ts), layouts or formats (dataset.ts).
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { DATASET_BYTES } from '../../contract/dataset.ts'
import type { Mapping } from '../../contract/dataset.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { DatasetFile, ReadFile } from './dataset-calls.ts'
import { readDataset } from './dataset.ts'
import { textOf } from './dataset-text.ts'

const CHOOSE = 'Choose a file with problems: JSON Lines, JSON or CSV.'

/** Reads a file. Throws `bad-input` where it holds no text or no records. */
export function readDatasetFile({ file, bytes, mapping, dataset }: DatasetFile & { dataset: string }): ReadFile {
  const { text, note } = textOf(bytes, file)
  const content = readDataset({ text, dataset, name: file, mapping })
  const ungraded = content.problems.length > 0 && content.problems.every(({ answer }) => answer === null)
  return {
    ...content,
    references: content.problems.filter(({ answer }) => answer !== null).length,
    notes: [
      ...(note === null ? [] : [note]),
      ...(ungraded ? ['No problem has a reference answer, so nothing can be graded.'] : []),
    ],
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

/** The bytes of a file that a user named; `advice`: what else to choose. Throws `not-found` if it cannot be read, `bad-input` if it is no file or too large. */
export async function readDatasetBytes(path: string, advice = CHOOSE): Promise<Uint8Array<ArrayBuffer>> {
  const name = basename(path)
  const notAFile = (message: string) => new EspalierError({ code: 'bad-input', message, advice })
  try {
    const facts = await stat(path)
    if (facts.isDirectory()) throw notAFile(`“${name}” is a folder, not a file.`)
    // A pipe or a device may never end.
    if (!facts.isFile()) throw notAFile(`“${name}” is not an ordinary file.`)
    if (facts.size > DATASET_BYTES) throw notAFile(`“${name}” is larger than ${DATASET_BYTES / 2 ** 20} MB.`)
    return await readFile(path)
  } catch (error) {
    if (error instanceof EspalierError) throw error
    throw unreadable(name, error)
  }
}

/** The problems of one file, read in this thread. Throws as `readDatasetBytes` does, and `bad-input` where it holds none. */
export async function readProblemFile(source: {
  file: string
  dataset: string
  name: string
  mapping?: Mapping | null
}): Promise<ReadFile> {
  const bytes = await readDatasetBytes(source.file)
  return readDatasetFile({ file: source.name, bytes, mapping: source.mapping ?? null, dataset: source.dataset })
}

function unreadable(name: string, error: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'not-found',
      message: `“${name}” cannot be read.`,
      advice: 'Check that the file is there and may be read.',
      details: error instanceof Error ? error.message : String(error),
    },
    { cause: error },
  )
}
