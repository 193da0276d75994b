// An unpacked workspace taken over into this one: what is new is added, what is here stays as it is.
// Knows what is the same thing and what another one under the same name. Does not know archives, or how each part is stored.
import { existsSync } from 'node:fs'
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { MergedWorkspace, WorkspaceKind } from '../../contract/workspace.ts'
import { WORKSPACE_KINDS } from '../../contract/workspace.ts'
import { readJournal } from '../experiment/run/journal.ts'
import { openAddedModels } from '../library/added-models.ts'
import { openConnectionsFile } from '../library/connections-file.ts'
import { freeName } from '../library/dataset-name.ts'
import { addedNames, readProblems } from '../library/problem-file.ts'
import { makeFolder } from '../make-folder.ts'
import { openRunFile } from '../run/opened-runs.ts'
import type { OpenedRun } from '../run/opened-runs.ts'
import type { History } from '../history/history.ts'
import { mergeLists } from './merge-lists.ts'
import type { WorkspaceFolders } from './pack-workspace.ts'
import { EXPERIMENTS, PROBLEMS, RUNS, SETTINGS } from './workspace-file.ts'
import type { Manifest } from './workspace-file.ts'

/** What an unpacked workspace is merged into. */
export interface Here {
  history: Pick<History, 'read'>
  folders: WorkspaceFolders
  /** Names that a dataset must not have. */
  datasetNames: () => Promise<readonly string[]>
  /** Ids that a model or connection must not have. */
  modelIds: () => Promise<readonly string[]>
  keepRun: (run: OpenedRun) => void
  /** Moves an experiment's folder to its place; false where there is one of that id. */
  takeExperiment: (id: string, folder: string) => boolean
}

/**
 * Merges what lies unpacked in `folder`. Rejects with `bad-input` where a run or list in it is none, before anything is taken. A dataset or
 * an experiment that is damaged, as it was where it came from, is left out.
 */
export async function mergeWorkspace(folder: string, manifest: Manifest, here: Here): Promise<MergedWorkspace> {
  const counts = Object.fromEntries(
    WORKSPACE_KINDS.map((kind) => [kind, { added: 0, known: 0 }]),
  ) as MergedWorkspace['counts']
  const count = (kind: WorkspaceKind, added: boolean) => counts[kind][added ? 'added' : 'known']++
  const starred = new Set(manifest.starred)
  const runFiles = manifest.files.map(({ name }) => name).filter((name) => name.startsWith(RUNS))
  const runsOf = async (name: string) =>
    openRunFile({ file: name, bytes: await readFile(join(folder, name)) }, here.history, { marked: false })
  let leftOut = 0

  // Looked at before anything is taken. Runs are read again later, so that no more than one file of them is in memory.
  for (const name of runFiles) await runsOf(name)
  const lists = { models: listIn(folder, openAddedModels), connections: listIn(folder, openConnectionsFile) }

  if (here.folders.problems !== null) {
    for (const name of await addedNames(join(folder, PROBLEMS))) {
      const from = join(folder, PROBLEMS, `${name}.jsonl`)
      const to = (as: string) => join(here.folders.problems!, `${as}.jsonl`)
      const whole = await readProblems(join(folder, PROBLEMS), name).catch(() => null)
      const known = whole && (await hasSame(here.folders.problems, from))
      if (!whole) leftOut++
      else count('problems', !known)
      if (!whole || known) continue
      makeFolder(here.folders.problems)
      const names = await here.datasetNames()
      const free = names.some((one) => one.toLowerCase() === name.toLowerCase()) ? freeName(name, names) : name
      await rename(from, to(free))
    }
  }
  if (here.folders.experiments !== null) {
    for (const id of await readdir(join(folder, EXPERIMENTS)).catch(() => [])) {
      const from = join(folder, EXPERIMENTS, id)
      if (isJournal(from)) count('experiments', here.takeExperiment(id, from))
      else leftOut++
    }
  }
  if (here.folders.added !== null) {
    const files = {
      models: openAddedModels(here.folders.added, () => leftOut++),
      connections: openConnectionsFile(here.folders.added, () => leftOut++),
    }
    const before = { models: files.models.read(), connections: files.connections.read() }
    const { added, ...merged } = mergeLists(before, lists, await here.modelIds())
    await files.models.change(() => merged.models)
    await files.connections.change(() => merged.connections)
    counts.models = { added: added.models, known: lists.models.models.length - added.models }
    counts.connections = {
      added: added.connections,
      known: lists.connections.connections.length - added.connections,
    }
  }
  for (const name of runFiles) {
    // The history has the newest on top: so they come in the order in which they were begun.
    for (const run of await runsOf(name)) {
      count('runs', !run.known)
      here.keepRun({ ...run, remarks: { ...run.remarks, starred: starred.has(run.fileId) } })
    }
  }
  const settings = existsSync(join(folder, SETTINGS)) ? await readFile(join(folder, SETTINGS), 'utf8') : null
  return { counts, leftOut, settings }
}

/** A list of the workspace, where it has one. */
function listIn<Content>(
  folder: string,
  open: (folder: string, noticed: () => void) => { read: () => Content },
): Content {
  return open(folder, () => undefined).read()
}

/** Whether a dataset with the same content is in the folder, whatever it is called. */
async function hasSame(folder: string, file: string): Promise<boolean> {
  const content = await readFile(file)
  for (const name of await addedNames(folder)) {
    const other = await readFile(join(folder, `${name}.jsonl`)).catch(() => null)
    if (other?.equals(content)) return true
  }
  return false
}

function isJournal(folder: string): boolean {
  try {
    readJournal(folder)
    return true
  } catch {
    return false
  }
}
