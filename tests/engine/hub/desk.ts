// A desk to download at: a hub on the loopback, a data folder of its own, and an engine's calls about downloads.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Download } from '../../../src-main/contract/download.ts'
import { reportOf } from '../../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { createHubCalls } from '../../../src-main/engine/hub/hub-calls.ts'
import type { HubCalls, HubOptions as CallOptions } from '../../../src-main/engine/hub/hub-calls.ts'
import { openHub } from '../../doubles/hub.ts'
import type { Hub, HubOptions } from '../../doubles/hub.ts'

export const REPOSITORY = 'some/model'
export const ID = 'some--model'
export const WEIGHTS = randomBytes(3_000_000)
export const FILES: Record<string, Uint8Array> = {
  'config.json': Buffer.from('{"architectures":["LlamaForCausalLM"]}'),
  'tokenizer.json': randomBytes(5000),
  'README.md': Buffer.from('---\nlicense: mit\n---\n'),
  'model.safetensors': WEIGHTS,
}

export interface Desk {
  hub: Hub
  folder: string
  calls: HubCalls['calls']
  /** Every list of downloads that was told. */
  told: Download[][]
  /** Begins the download of the repository, or of a file in it. */
  start: (file?: string | null, repository?: string) => Promise<Download>
  /** The download as soon as it does not run. */
  settled: (id?: string) => Promise<Download>
  /** The download as soon as so many bytes are there. */
  hasReceived: (bytes: number, id?: string) => Promise<void>
  /** Another engine on the same data folder and hub. */
  neighbour: (options?: Partial<CallOptions>) => HubCalls
  /** Ends this engine and begins with another one, as at a restart. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export async function openDesk(options: Partial<HubOptions> = {}, own: Partial<CallOptions> = {}): Promise<Desk> {
  const hub = await openHub({ repositories: { [REPOSITORY]: { ...FILES } }, ...options })
  const folder = mkdtempSync(join(tmpdir(), 'espalier-hub-'))
  const told: Download[][] = []
  const engines: HubCalls[] = []
  const create = (other: Partial<CallOptions> = {}) => {
    const engine = createHubCalls({
      folder,
      environment: { HF_ENDPOINT: hub.url },
      changed: (downloads) => told.push(downloads),
      tries: { count: 4, firstPause: 1 },
      // Only what is silent on purpose waits so long; a busy machine answers in time.
      silence: { answer: 60_000, idle: 60_000 },
      ...own,
      ...other,
    })
    engines.push(engine)
    return engine
  }
  const line = async (id: string) => {
    const { downloads } = await desk.calls['hub.downloads']({})
    return downloads.find((download) => download.id === id)!
  }
  const until = async (isSo: (download: Download) => boolean, id: string) => {
    for (;;) {
      const download = await line(id)
      if (isSo(download)) return download
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const desk: Desk = {
    hub,
    folder,
    calls: create().calls,
    told,
    async start(file = null, repository = REPOSITORY) {
      const { id } = await desk.calls['hub.start']({ repository, revision: 'main', file })
      return await line(id)
    },
    settled: (id = ID) => until(({ state }) => state !== 'running', id),
    async hasReceived(bytes, id = ID) {
      await until(({ doneBytes }) => doneBytes >= bytes, id)
    },
    neighbour: create,
    async restart() {
      await Promise.all(engines.map((engine) => engine.close()))
      desk.calls = create().calls
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.close()))
      await hub.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return desk
}

/** What lies in a download's folder, by name. */
export function lying(desk: Pick<Desk, 'folder'>, id = ID): string[] {
  const folder = join(desk.folder, id)
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : []
}

/** Whether a download's folder holds just these files, with just these contents. */
export function holds(desk: Pick<Desk, 'folder'>, files: Record<string, Uint8Array>, id = ID): boolean {
  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const names = Object.keys(files).sort()
  return (
    JSON.stringify(lying(desk, id)) === JSON.stringify(names) &&
    names.every((name) => sum(readFileSync(join(desk.folder, id, name))) === sum(files[name]!))
  )
}

/** The report of what a promise rejects with. */
export function fault(promise: Promise<unknown>): Promise<ErrorReport | null> {
  return promise.then(
    () => null,
    (error: unknown) => reportOf(error),
  )
}
