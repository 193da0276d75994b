// Electron's program file: where it is, and one bounded attempt to fetch it where it is not.
// Knows the electron package's layout and its download. Does not import Electron or start it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

/** Milliseconds to find out whether the place of the download can be reached at all. */
const REACH = 3_000
/** Milliseconds for the download itself, about 120 MB. */
const FETCH = 300_000

/** The path of Electron's program file, or null where it was not fetched yet. */
export function findElectron(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const name = readIfThere(join(folder, 'path.txt')) ?? 'electron'
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/** Fetches Electron with its package's own installer. Returns null where that fails or takes too long. */
export async function fetchElectron(root: string, write: (line: string) => void): Promise<string | null> {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(installer) || !(await reachable(downloadAddress()))) return null
  write('Fetching Electron, once …')
  const child = spawn(process.execPath, [installer], {
    cwd: root,
    stdio: 'ignore',
    timeout: FETCH,
    killSignal: 'SIGKILL',
  })
  await new Promise((resolve) => child.on('error', resolve).on('close', resolve))
  return findElectron(root)
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

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}
