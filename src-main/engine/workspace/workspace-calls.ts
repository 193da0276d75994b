// The calls about the workspace as one file, and how that file travels: in parts, by way of a scratch folder.
// Knows transfers. Does not know what is packed (pack-workspace.ts), or what is taken over (merge-workspace.ts).
import { randomUUID } from 'node:crypto'
import { appendFile, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { MergedWorkspace, PackedWorkspace } from '../../contract/workspace.ts'
import { WORKSPACE_CHUNK, WORKSPACE_ENDING } from '../../contract/workspace.ts'
import { makeFolder } from '../make-folder.ts'
import { unpackArchive, unwritable } from './archive.ts'
import { mergeWorkspace } from './merge-workspace.ts'
import type { Here } from './merge-workspace.ts'
import { packWorkspace } from './pack-workspace.ts'
import type { WorkspaceFolders } from './pack-workspace.ts'
import type { History } from '../history/history.ts'

/** What a scratch folder's name begins with, and milliseconds after which one that a dead engine left is removed. */
const SCRATCH = 'transfer-'
const LEFT_FOR = 86_400_000

export interface Workspace {
  calls: CallAnswers<CallsAbout<'workspace'>>
  /** Packs it into a file that the caller names. */
  packTo(path: string): Promise<PackedWorkspace & { bytes: number }>
  /** Merges a file that the caller names. */
  mergeFrom(path: string): Promise<MergedWorkspace>
  close(): Promise<void>
}

/** `folder`: where a scratch folder may be made, on the disk of what is merged; the system’s own place for null. `merged` is told afterwards. */
export function createWorkspace(options: {
  version: string
  folder: string | null
  folders: WorkspaceFolders
  history: Pick<History, 'ids' | 'read' | 'remarks'>
  here: Omit<Here, 'folders' | 'history'>
  merged: () => void
}): Workspace {
  const { version, folder, folders, history, here, merged } = options
  let scratch: Promise<string> | null = null
  /** One after the other: two that merge at once could both take the same thing for new. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  const place = () => (scratch ??= makeScratch(folder ?? tmpdir()))
  const fileOf = async (id: string) => {
    const path = join(await place(), `${id}.zip`)
    if (!/^[\w-]+$/.test(id) || !(await stat(path).catch(() => null))) throw noTransfer()
    return path
  }

  const merge = (path: string) =>
    inTurn(async () => {
      const unpacked = await mkdtemp(join(await place(), 'unpacked-'))
      try {
        const manifest = await unpackArchive(path, unpacked)
        const outcome = await mergeWorkspace(unpacked, manifest, { ...here, history, folders })
        merged()
        return outcome
      } finally {
        await rm(unpacked, { recursive: true, force: true })
      }
    })

  return {
    calls: {
      async 'workspace.pack'({ settings }) {
        const id = randomUUID()
        const path = join(await place(), `${id}.zip`)
        const packed = await packWorkspace(path, { version, history, folders, settings })
        return { id, name: fileName(), ...packed }
      },
      async 'workspace.read'({ id, offset }) {
        const file = await open(await fileOf(id))
        try {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(WORKSPACE_CHUNK), 0, WORKSPACE_CHUNK, offset)
          return { bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, bytesRead) }
        } finally {
          await file.close()
        }
      },
      async 'workspace.write'({ id, bytes }) {
        const known = id ?? randomUUID()
        const path = id === null ? join(await place(), `${known}.zip`) : await fileOf(id)
        await appendFile(path, bytes).catch((error: unknown) => {
          throw unwritable(error)
        })
        return { id: known }
      },
      'workspace.merge': async ({ id }) => merge(await fileOf(id)),
      async 'workspace.drop'({ id }) {
        await rm(await fileOf(id), { force: true })
        return {}
      },
    },
    packTo: (path) => packWorkspace(path, { version, history, folders, settings: null }),
    mergeFrom: merge,
    async close() {
      await last
      if (scratch) await rm(await scratch, { recursive: true, force: true }).catch(() => undefined)
    },
  }
}

/** The day is that of the person's clock. */
function fileName(now = new Date()): string {
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'))
  return `workspace-${day.join('-')}${WORKSPACE_ENDING}`
}

/** A folder of this engine alone; those that dead ones left behind are cleared away. */
async function makeScratch(root: string): Promise<string> {
  try {
    makeFolder(root)
    for (const name of (await readdir(root)).filter((one) => one.startsWith(SCRATCH))) {
      const left = join(root, name)
      const facts = await stat(left).catch(() => null)
      if (facts && Date.now() - facts.mtimeMs > LEFT_FOR) await rm(left, { recursive: true, force: true })
    }
    return await mkdtemp(join(root, SCRATCH))
  } catch (error) {
    throw unwritable(error)
  }
}

function noTransfer(): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'There is no such file of a workspace any more.',
    advice: 'Begin again.',
  })
}
