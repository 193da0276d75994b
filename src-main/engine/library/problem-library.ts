// The problems of the datasets: those of the catalog, and those that the user added to the data folder.
// Knows which datasets there are and how one is added. Does not know formats (dataset.ts) or the kept files' shape (problem-file.ts).
import { join } from 'node:path'
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import { FAULTS_TOLD } from '../../contract/dataset.ts'
import type { DatasetInfo } from '../../contract/dataset.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Catalog } from '../../contract/model.ts'
import type { Problem } from '../../contract/problem.ts'
import { readCatalog } from './catalog-file.ts'
import { readProblemFile } from './dataset-file.ts'
import { freeName } from './dataset-name.ts'
import type { ReadFile } from './dataset-calls.ts'
import { askReader } from './dataset-reader.ts'
import { addedNames, readHeader, readProblems, removeProblems, writeProblems } from './problem-file.ts'

/** What answers the calls about problems. */
export type ProblemLibrary = Required<CallAnswers<CallsAbout<'problems'>>>

interface Content {
  problems: Problem[]
  faults: ErrorReport[]
}

/**
 * The library of a models folder. `folder` holds what is added; null where nothing can be. `changed` is told after each addition and
 * removal.
 */
export function createProblemLibrary(options: {
  modelsFolder: string
  folder: string | null
  changed: (datasets: DatasetInfo[]) => void
}): ProblemLibrary {
  const { modelsFolder, folder, changed } = options
  const contents = new Map<string, Promise<Content>>()

  /** Each file is read once; one that could not be read may be there next time. */
  const once = (key: string, read: () => Promise<Content>): Promise<Content> => {
    const known = contents.get(key)
    if (known) return known
    const reading = read()
    contents.set(key, reading)
    reading.catch(() => contents.delete(key))
    return reading
  }
  const fromCatalog = (dataset: Catalog['datasets'][number]) => {
    const file = join(modelsFolder, dataset.file)
    return once(file, () => readProblemFile({ file, dataset: dataset.id, name: dataset.name }))
  }
  /** Another engine may have put a new set in the place of one that was removed: the checksum of its source tells. */
  const fromFolder = async (place: string, name: string) => {
    const { source } = await readHeader(place, name)
    const key = `${name}/${source?.added ?? ''}/${source?.sha256 ?? ''}`
    return once(key, async () => ({ problems: await readProblems(place, name), faults: [] }))
  }
  const added = async () => (folder === null ? [] : await addedNames(folder))
  const idsThere = async () => [...(await readCatalog(modelsFolder)).datasets.map(({ id }) => id), ...(await added())]

  const wanted = async (dataset: string | null): Promise<Content[]> => {
    const { datasets } = await readCatalog(modelsFolder)
    const readable = (entry: Catalog['datasets'][number]) =>
      fromCatalog(entry).catch((error: unknown): Content => ({ problems: [], faults: [reportOf(error)] }))
    if (dataset === null) return Promise.all(datasets.map(readable))
    const entry = datasets.find(({ id }) => id === dataset)
    if (entry) return [await readable(entry)]
    if (folder !== null && (await added()).includes(dataset)) return [await fromFolder(folder, dataset)]
    throw unknownDataset(dataset, await idsThere())
  }

  const list = async (): Promise<{ datasets: DatasetInfo[]; faults: ErrorReport[] }> => {
    const faults: ErrorReport[] = []
    const catalog = (await readCatalog(modelsFolder)).datasets.map(async (entry) => {
      const { problems } = await fromCatalog(entry)
      return { id: entry.id, name: entry.name, ...countsOf(problems), leftOut: 0, source: null }
    })
    const own = (await added()).map((name) => readHeader(folder!, name))
    const found = await Promise.all(
      [...catalog, ...own].map((one: Promise<DatasetInfo>) =>
        one.catch((error: unknown) => {
          faults.push(reportOf(error))
          return null
        }),
      ),
    )
    return { datasets: found.filter((one) => one !== null), faults }
  }
  const tell = async () => changed((await list()).datasets)

  return {
    async 'problems.list'({ dataset, level, query, offset, limit }) {
      const results = await wanted(dataset)
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
    'problems.datasets': list,
    async 'problems.preview'({ file, bytes, mapping }) {
      const preview = await askReader('preview', { file, bytes, mapping })
      return { ...preview, name: freeName(file, await idsThere()) }
    },
    async 'problems.add'({ file, bytes, mapping, name }) {
      if (folder === null) throw noFolder()
      const there = await idsThere()
      if (there.some((id) => id.toLowerCase() === name.toLowerCase())) throw nameTaken(name)
      const read = await askReader('read', { file, bytes, mapping, dataset: name })
      if (read.problems.length === 0) throw noProblems(file, read)
      const info: DatasetInfo = {
        id: name,
        name,
        ...countsOf(read.problems),
        leftOut: read.faults.length,
        source: {
          file,
          sha256: read.sha256,
          format: read.format,
          mapping: read.mapping,
          added: new Date().toISOString(),
        },
      }
      await writeProblems(folder, info, read.problems)
      await tell()
      return { dataset: info, faults: read.faults.slice(0, FAULTS_TOLD), notes: read.notes }
    },
    async 'problems.remove'({ id }) {
      const { datasets } = await readCatalog(modelsFolder)
      if (datasets.some((entry) => entry.id === id)) throw partOfProgram(id)
      if (folder === null || !(await added()).includes(id)) throw unknownDataset(id, await added())
      await removeProblems(folder, id)
      await tell()
      return {}
    },
  }
}

function countsOf(problems: readonly Problem[]): { problems: number; references: number } {
  return { problems: problems.length, references: problems.filter(({ answer }) => answer !== null).length }
}

function unknownDataset(id: string, known: readonly string[]): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: `There is no dataset “${id.slice(0, 80)}”.`,
    advice: `Known: ${known.join(', ') || 'none'}.`,
  })
}

function nameTaken(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `There is a dataset “${name}” already.`,
    advice: 'Choose another name, or remove that one first.',
  })
}

function partOfProgram(id: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The dataset “${id}” is part of Espalier.`,
    advice: 'Only datasets that were added can be removed.',
  })
}

function noFolder(): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'There is no data folder to keep problems in.',
    advice: 'Name one with ESPALIER_DATA, and start again.',
  })
}

function noProblems(file: string, { faults: [first] }: Pick<ReadFile, 'faults'>): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: first?.message ?? `${file} holds no problems.`,
    advice: first?.advice ?? 'Choose another file.',
  })
}
