// Datasets that were added: one file each in the data folder, a header on its first line and a problem on every other.
// Knows the folder, the files' shape and how one appears whole. Does not know where its problems came from.
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DatasetInfo, DatasetName } from '../../contract/dataset.ts'
import { EspalierError } from '../../contract/errors.ts'
import { Problem } from '../../contract/problem.ts'
import { makeFolder } from '../make-folder.ts'

const ENDING = '.jsonl'
/** Bytes in which the header stands; it holds a few names. */
const HEADER_BYTES = 16_384

const Header = DatasetInfo.omit({ id: true, name: true }).extend({
  schema: z.literal('espalier-problems'),
  version: z.literal(1),
})

/** The names in the folder; none where there is no folder yet. */
export async function addedNames(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [])
  const names = files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length))
  return names.filter((name) => DatasetName.safeParse(name).success).sort()
}

/** What the header of a dataset says. Throws `store-failed` where it is damaged or cannot be read. */
export async function readHeader(folder: string, name: string): Promise<DatasetInfo> {
  const file = await open(fileOf(folder, name)).catch((error: unknown) => {
    throw unreadable(name, error)
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return headerOf(buffer.toString('utf8', 0, bytesRead).split('\n')[0]!, name)
  } catch (error) {
    throw unreadable(name, error)
  } finally {
    await file.close()
  }
}

/** The problems of a dataset. Throws `store-failed` where it is damaged or cannot be read. */
export async function readProblems(folder: string, name: string): Promise<Problem[]> {
  try {
    const lines = (await readFile(fileOf(folder, name), 'utf8')).split('\n')
    const { problems: count } = headerOf(lines[0]!, name)
    const problems = lines
      .slice(1)
      .filter(Boolean)
      .map((line) => Problem.parse(JSON.parse(line)))
    if (problems.length !== count) throw new RangeError(`${problems.length} of ${count} problems`)
    return problems.map((problem) => ({ ...problem, dataset: name }))
  } catch (error) {
    throw unreadable(name, error)
  }
}

/** Writes a dataset. The file appears whole or not at all. Throws `store-failed` if it cannot be written. */
export async function writeProblems(folder: string, info: DatasetInfo, problems: readonly Problem[]): Promise<void> {
  const { id, problems: count, references, leftOut, source } = info
  const header: z.infer<typeof Header> = {
    schema: 'espalier-problems',
    version: 1,
    problems: count,
    references,
    leftOut,
    source,
  }
  const draft = join(folder, `${id}.${process.pid}.part`)
  try {
    makeFolder(folder)
    const file = await open(draft, 'w')
    try {
      await file.writeFile([header, ...problems].map((line) => `${JSON.stringify(line)}\n`).join(''))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, fileOf(folder, id))
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw new EspalierError(
      {
        code: 'store-failed',
        message: `The dataset “${id}” could not be kept.`,
        advice: 'Check free space and rights of the data folder.',
        details: detailsOf(error),
      },
      { cause: error },
    )
  }
}

/** Removes the file of a dataset; nothing else was ever made of it. Throws `store-failed` if it cannot be removed. */
export async function removeProblems(folder: string, name: string): Promise<void> {
  await rm(fileOf(folder, name)).catch((error: unknown) => {
    throw new EspalierError(
      {
        code: 'store-failed',
        message: `The dataset “${name}” could not be removed.`,
        advice: 'Check the rights of the data folder.',
        details: detailsOf(error),
      },
      { cause: error },
    )
  })
}

function headerOf(line: string, name: string): DatasetInfo {
  const { problems, references, leftOut, source } = Header.parse(JSON.parse(line))
  return { id: name, name, problems, references, leftOut, source }
}

function fileOf(folder: string, name: string): string {
  return join(folder, DatasetName.parse(name) + ENDING)
}

function unreadable(name: string, error: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'store-failed',
      message: `The dataset “${name}” is damaged or cannot be read.`,
      advice: 'Remove it and add its file again.',
      details: detailsOf(error),
    },
    { cause: error },
  )
}

function detailsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
