// Disks that refuse or are slow: a limit of a file's size, a full file system, one that is aborted in mid-run, and one that waits.
// Knows how each is made on Linux, and what must hold. Does not know what the engine does about it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client, Host } from './host.ts'
import { connectTo, slowDiskOf, startHost } from './host.ts'
import { openLedger } from './ledger.ts'
import type { Ledger } from './ledger.ts'

export interface DiskFigures {
  name: string
  /** Null where this machine cannot have such a disk, with why. */
  left: string | null
  runs: number
  events: number
  /** Whether a notice said that runs are in memory alone, and whether it went when the disk was well again. */
  told: boolean
  caughtUp: boolean | null
  /** The longest that the engine took for an answer meanwhile, in milliseconds. */
  slowest: number
  faults: string[]
}

const MODELS = { policy: 'arithmetic-policy-1m', verifier: 'arithmetic-prm-2m' }
/** The notice that a disk refuses must come after this many runs at the latest. */
const MOST_RUNS = 60
/** The run before which a disk is spoiled. */
const SPOILED = 4

/** A file system of its own at `place`, and how it is taken away. Throws where this user may have none. */
interface OwnDisk {
  /** Makes it refuse every write. */
  spoil(): void
  /** Makes it take writes again, with all that it had. */
  mend(): void
  remove(): void
}

const run = (program: string, ...words: string[]) => execFileSync(program, words, { stdio: 'pipe' })

/** A disk in memory, which is filled up and emptied. */
function fullDisk(place: string): OwnDisk {
  run('mount', '-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', place)
  const filler = join(place, 'filler')
  return {
    spoil() {
      for (let room = 1; room > 0;) {
        const { bavail, bsize } = statfsSync(place)
        room = bavail
        if (room > 0) writeFileSync(filler, Buffer.alloc(bavail * bsize), { flag: 'a' })
      }
    },
    mend: () => rmSync(filler),
    remove: () => run('umount', '-l', place),
  }
}

/** ext4 in a file, aborted as after a fault of its journal: it refuses all writes until it is mounted again. */
function abortedDisk(place: string): OwnDisk {
  const image = `${place}.image`
  writeFileSync(image, '')
  run('truncate', '-s', '64m', image)
  run('mkfs.ext4', '-q', image)
  run('mount', '-o', 'loop', image, place)
  const leave = () => run('umount', '-l', place)
  return {
    spoil: () => run('mount', '-o', 'remount,abort', place),
    mend() {
      leave()
      run('mount', '-o', 'loop', image, place)
    },
    remove() {
      leave()
      rmSync(image)
    },
  }
}

/** Runs one, waits for its end, and keeps how long other answers took meanwhile. */
async function oneRun(client: Client, ledger: Ledger, seed: number, figures: DiskFigures): Promise<string> {
  const ended: PromiseWithResolvers<void> = Promise.withResolvers()
  let id: string | null = null
  const states = new Map<string, string>()
  const look = () => {
    if (id !== null && ['done', 'stopped', 'failed'].includes(states.get(id) ?? '')) ended.resolve()
  }
  const deaf = client.listen('run.summary', (summary) => {
    states.set(summary.id, summary.state)
    look()
  })
  const { problems } = await client.call('problems.list', { limit: 50 })
  const problem = problems[seed % problems.length]!
  id = (await client.call('runs.start', { ...MODELS, problem, method: 'rebase', parameters: { width: 16 }, seed })).id
  ledger.started(id)
  look()
  const over = new AbortController()
  void ended.promise.then(() => over.abort())
  while (!over.signal.aborted) {
    const asked = performance.now()
    await client.call('engine.info', {})
    figures.slowest = Math.max(figures.slowest, performance.now() - asked)
    await Promise.race([ended.promise, new Promise((resolve) => setTimeout(resolve, 20))])
  }
  deaf()
  if (states.get(id) !== 'done') figures.faults.push(`Run ${id} ended as ${states.get(id)}.`)
  return id
}

const noticeOf = async (client: Client) => (await client.call('engine.info', {})).notice

/** Starts a host for some work, and kills it. */
async function withHost<Result>(
  start: Parameters<typeof startHost>[0],
  work: (host: Host, client: Client) => Promise<Result>,
): Promise<Result> {
  const host = await startHost(start)
  try {
    const client = await connectTo(host.port)
    const result = await work(host, client)
    client.end()
    return result
  } finally {
    await host.kill()
  }
}

function newFigures(name: string): DiskFigures {
  return { name, left: null, runs: 0, events: 0, told: false, caughtUp: null, slowest: 0, faults: [] }
}

/** Runs on a disk that refuses after a while: none fails, what refuses is told, and all is there until the host ends. */
async function refusing(
  figures: DiskFigures,
  options: { start: Parameters<typeof startHost>[0]; disk?: OwnDisk },
): Promise<void> {
  const { start, disk } = options
  const ledger = openLedger()
  const safe = openLedger()
  await withHost(start, async (host, client) => {
    ledger.hear(client)
    let seed = 1
    for (; seed <= MOST_RUNS && !figures.told; seed++) {
      if (seed === SPOILED) disk?.spoil()
      const id = await oneRun(client, ledger, seed, figures)
      figures.told = (await noticeOf(client)) !== null
      // What ended before anybody was told is on the disk.
      if (!figures.told) safe.started(id)
    }
    if (!figures.told) figures.faults.push('Nobody was told that the disk refuses.')
    figures.faults.push(...(await safe.check(client, true)))
    await oneRun(client, ledger, seed, figures)
    figures.faults.push(...(await ledger.check(client, true)))
    if (disk && figures.name !== ABORTED) {
      disk.mend()
      await oneRun(client, ledger, seed + 1, figures)
      figures.caughtUp = (await noticeOf(client)) === null
      if (!figures.caughtUp) figures.faults.push('The disk is well again, and runs are still in memory alone.')
      figures.faults.push(...(await ledger.check(client, true)))
    }
    Object.assign(figures, { runs: ledger.figures().runs, events: ledger.figures().events })
    if (host.crashed) figures.faults.push(`The host ended: ${host.said}`)
  })
  if (figures.name === ABORTED) disk?.mend()
  const unlimited = { data: start.data }
  await withHost(unlimited, async (_, client) => {
    const there = figures.caughtUp === true ? ledger : safe
    figures.faults.push(...(await there.check(client, true)).map((fault) => `After the restart: ${fault}`))
    const notice = await noticeOf(client)
    if (notice !== null) figures.faults.push(`After the restart: ${notice.message}`)
  })
}

const ABORTED = 'file system aborted in mid-run'

/** Every disk that refuses. Those that need a file system of their own are left where this user may have none. */
export async function refusingDisks(): Promise<DiskFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-disks-'))
  const all: DiskFigures[] = []
  const own: [name: string, make: (place: string) => OwnDisk][] = [
    ['full file system, then room again', fullDisk],
    [ABORTED, abortedDisk],
  ]
  try {
    all.push(await limitedFiles(join(folder, 'limited')))
    for (const [at, [name, make]] of own.entries()) {
      const figures = newFigures(name)
      all.push(figures)
      const place = join(folder, `disk-${at}`)
      mkdirSync(place)
      let disk: OwnDisk
      try {
        disk = make(place)
      } catch (error) {
        figures.left = error instanceof Error ? error.message.split('\n')[0]! : String(error)
        continue
      }
      try {
        await refusing(figures, { start: { data: place }, disk })
      } finally {
        disk.remove()
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return all
}

/** Files that may not grow any more: every write behind the limit is refused with EFBIG. */
export async function limitedFiles(data: string): Promise<DiskFigures> {
  const figures = newFigures('limit of a file’s size (ulimit -f)')
  await refusing(figures, { start: { data, limit: 400 } })
  return figures
}

/** A disk that takes so many milliseconds for each write; then the host is killed. */
export async function slowDisk(wait: number, count: number): Promise<DiskFigures> {
  const figures = newFigures(`slow disk, ${wait} ms a write`)
  const data = mkdtempSync(join(tmpdir(), 'espalier-slow-'))
  const ledger = openLedger()
  try {
    await withHost({ data, ...slowDiskOf(wait) }, async (host, client) => {
      ledger.hear(client)
      for (let seed = 1; seed <= count; seed++) await oneRun(client, ledger, seed, figures)
      if (host.crashed) figures.faults.push(`The host ended: ${host.said}`)
    })
    await withHost({ data }, async (_, client) => void figures.faults.push(...(await ledger.check(client, true))))
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
  const { runs, events } = ledger.figures()
  return { ...figures, runs, events }
}
