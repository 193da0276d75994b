// Electron's program file: where it is, and the download of it where it is not.
// Knows the electron package's layout and its own installer. Does not import Electron or start it, or know who is told of the download.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds to find out whether the place of the download can be reached at all. */
const REACH = 3_000
/** Milliseconds without a further byte after which a download counts as one that never ends. */
const SILENCE = 20_000
/** Milliseconds between two looks at it. */
const LOOK = 1_000

/** The path of Electron's program file, or null where it was not fetched yet. */
export function findElectron(root: string): string | null {
  const folder = packageOf(root)
  const name = readIfThere(join(folder, 'path.txt')) ?? 'electron'
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/** Whether Electron can be fetched: its package is there, and something listens where it comes from. */
export async function canFetch(root: string): Promise<boolean> {
  return existsSync(installerOf(root)) && (await reachable(downloadAddress()))
}

/** What became of a download: the program file, or a reason that ends a sentence. */
export type Fetched = { path: string } | { path: null; reason: string }

/**
 * Fetches Electron with its package's own installer. `progress` is told the bytes so far, once a second; `skipped` ends it. So does
 * `silence`, in milliseconds without a further byte.
 */
export async function fetchElectron(options: {
  root: string
  progress: (bytes: number) => void
  skipped?: AbortSignal
  silence?: number
}): Promise<Fetched> {
  const { root, progress, skipped, silence = SILENCE } = options
  // Of its own, so that what arrives can be seen.
  const arriving = mkdtempSync(join(tmpdir(), 'espalier-electron-'))
  const child = spawn(process.execPath, [installerOf(root)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: arriving, TEMP: arriving, TMP: arriving, ELECTRON_GET_NO_PROGRESS: '1' },
  })
  let words = ''
  child.stderr.on('data', (text: Buffer) => (words = (words + text.toString()).slice(0, 2_000)))
  const reasons: string[] = []
  const giveUp = (why: string) => {
    reasons.push(why)
    child.kill('SIGKILL')
  }
  const skip = () => giveUp('it was skipped')
  if (skipped?.aborted) skip()
  skipped?.addEventListener('abort', skip)

  let before = -1
  let moved = Date.now()
  const timer = setInterval(() => {
    void Promise.all([arriving, join(packageOf(root), 'dist')].map(bytesIn)).then(([came = 0, unpacked = 0]) => {
      if (came + unpacked !== before) moved = Date.now()
      before = came + unpacked
      progress(Math.max(came, unpacked))
      if (Date.now() - moved > silence) giveUp(`nothing came for ${Math.round(silence / 1000)} seconds`)
    })
  }, LOOK)
  await new Promise((settle) => child.on('error', settle).on('close', settle))
  clearInterval(timer)
  skipped?.removeEventListener('abort', skip)
  rmSync(arriving, { recursive: true, force: true })
  const path = reasons.length === 0 ? findElectron(root) : null
  return path === null ? { path, reason: reasons[0] ?? reasonIn(words) } : { path }
}

/** The installer's own reason, out of its stack of calls. */
function reasonIn(words: string): string {
  return (
    words
      .split('\n')
      .find((line) => line.includes('Error'))
      ?.replace(/^.*?Error:\s*/, '')
      .replace(/\.$/, '') ?? 'its installer failed'
  )
}

function downloadAddress(): URL {
  const mirror = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? ''
  return URL.parse(mirror) ?? new URL('https://github.com')
}

/** Whether anything listens there. A closed network answers late or never, and the start must not wait for it. */
export function reachable(address: URL, limit = REACH): Promise<boolean> {
  return new Promise((resolve) => {
    const port = Number(address.port) || (address.protocol === 'http:' ? 80 : 443)
    const socket = connect({ host: address.hostname, port })
    const finish = (answer: boolean) => {
      clearTimeout(patience)
      socket.destroy()
      resolve(answer)
    }
    const patience = setTimeout(() => finish(false), limit)
    socket.on('connect', () => finish(true))
    socket.on('error', () => finish(false))
  })
}

function packageOf(root: string): string {
  return join(root, 'node_modules', 'electron')
}

function installerOf(root: string): string {
  return join(packageOf(root), 'install.js')
}

/** Bytes of all files in a folder; 0 where there is none. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}
