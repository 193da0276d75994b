// A workspace as one file: gathered from the history and the data folder.
// Knows what goes along, and what stays: keys, made files, locks. Does not know archives (archive.ts), or who asked.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { PackedWorkspace } from '../../contract/workspace.ts'
import { carriedOf, NO_REMARKS } from '../../contract/run-remarks.ts'
import type { History } from '../history/history.ts'
import { runText } from '../history/run-file.ts'
import { openAddedModels } from '../library/added-models.ts'
import { openConnectionsFile } from '../library/connections-file.ts'
import type { KeptConnection } from '../library/connections-file.ts'
import { addedNames } from '../library/problem-file.ts'
import { writeArchive } from './archive.ts'
import type { AddFile } from './archive.ts'
import { CONNECTIONS, EXPERIMENT_FILES, EXPERIMENTS, MODELS, PROBLEMS, RUNS, SETTINGS } from './workspace-file.ts'

/** Bytes of runs in one file, but for the run that exceeds them. */
const RUNS_BYTES = 2 ** 24

/** Where a workspace lies; null for what is in memory alone. */
export interface WorkspaceFolders {
  experiments: string | null
  problems: string | null
  /** The lists of added models and of connections. */
  added: string | null
}

/** Writes the workspace to a file, whole or not at all. `settings`: the window's, as JSON. Rejects with `store-failed`. */
export async function packWorkspace(
  path: string,
  {
    version,
    history,
    folders,
    settings,
  }: {
    version: string
    history: Pick<History, 'ids' | 'read' | 'remarks'>
    folders: WorkspaceFolders
    settings: string | null
  },
): Promise<PackedWorkspace & { bytes: number }> {
  const counts = { runs: 0, experiments: 0, problems: 0, models: 0, connections: 0 }
  const starred: string[] = []
  let leftOut = 0

  const addRuns = async (add: AddFile) => {
    let lines: Buffer[] = []
    let files = 0
    let bytes = 0
    const addFile = async () => {
      if (lines.length > 0) await add(`${RUNS}${String(++files).padStart(4, '0')}.espalier.jsonl`, lines)
      lines = []
      bytes = 0
    }
    for (const id of history.ids()) {
      const text = textOfRun(history, id)
      if (text === null) leftOut++
      else {
        counts.runs++
        if (history.remarks(id)?.starred) starred.push(id)
        lines.push(Buffer.from(text))
        bytes += lines.at(-1)!.length
      }
      if (bytes >= RUNS_BYTES) await addFile()
      else await setImmediate()
    }
    await addFile()
  }
  const addExperiments = async (add: AddFile, root: string) => {
    for (const id of (await readdir(root).catch(() => [])).filter((name) => /^[\w-]{1,100}$/.test(name))) {
      if (!(await hasContent(join(root, id, 'journal.jsonl')))) continue
      counts.experiments++
      for (const file of EXPERIMENT_FILES) await addCopy(add, `${EXPERIMENTS}${id}/${file}`, join(root, id, file))
    }
  }
  const addProblems = async (add: AddFile, root: string) => {
    for (const name of await addedNames(root)) {
      counts.problems++
      await addCopy(add, `${PROBLEMS}${name}.jsonl`, join(root, `${name}.jsonl`))
    }
  }
  const addLists = async (add: AddFile, root: string) => {
    const models = openAddedModels(root, () => leftOut++).read()
    // What was made of them, and measured, is this machine's.
    await add(MODELS, [jsonOf({ ...models, checksums: {}, forms: [], speeds: [] })])
    counts.models = models.models.length
    const kept = openConnectionsFile(root, () => leftOut++).read()
    await add(CONNECTIONS, [jsonOf({ ...kept, connections: kept.connections.map(withoutKey), sealed: {} })])
    counts.connections = kept.connections.length
  }

  const bytes = await writeArchive(
    path,
    async (add) => {
      if (settings !== null) await add(SETTINGS, [Buffer.from(settings)])
      if (folders.added !== null) await addLists(add, folders.added)
      if (folders.problems !== null) await addProblems(add, folders.problems)
      if (folders.experiments !== null) await addExperiments(add, folders.experiments)
      await addRuns(add)
    },
    (files) => ({
      schema: 'espalier-workspace',
      version: 1,
      app: version,
      created: new Date().toISOString(),
      starred,
      files,
    }),
  )
  return { counts, leftOut, bytes }
}

/** A run's lines, with what a person says of it; null where it cannot be read. */
function textOfRun(history: Pick<History, 'read' | 'remarks'>, id: string): string | null {
  try {
    const record = history.read(id)
    if (!record) return null
    const remarks = carriedOf(history.remarks(id) ?? NO_REMARKS)
    return runText({ ...record, header: { ...record.header, ...(remarks && { remarks }) } })
  } catch {
    return null
  }
}

/** Copies a file as long as it is now: a journal may grow meanwhile. */
async function addCopy(add: AddFile, name: string, path: string): Promise<void> {
  const facts = await stat(path).catch(() => null)
  if (!facts || facts.size === 0) return
  await add(name, createReadStream(path, { end: facts.size - 1 }) as AsyncIterable<Buffer>)
}

async function hasContent(path: string): Promise<boolean> {
  return ((await stat(path).catch(() => null))?.size ?? 0) > 0
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
}

/** A connection whose addresses hold neither name nor password; where a key lies is said, and the key is not there. */
function withoutKey(connection: KeptConnection): KeptConnection {
  const { addresses, probe } = connection
  return {
    ...connection,
    addresses: addresses.map(bare),
    probe: { ...probe, addresses: probe.addresses.map((one) => ({ ...one, url: bare(one.url) })) },
  }
}

function bare(address: string): string {
  const url = URL.parse(address)
  if (!url || (url.username === '' && url.password === '')) return address
  url.username = ''
  url.password = ''
  return url.href
}
