// `npm start`: builds if needed, then opens Espalier in the best window that this machine has:
// Electron, else an app window of an installed browser, else the address on the terminal.
// Knows the order of these. Does not know any of them inside.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { reportOf } from '../contract/errors.ts'
import { createEngine } from '../engine/engine.ts'
import { defaultDataFolder, defaultModelsFolder } from '../engine/folders.ts'
import { build, isBuilt } from './built.ts'
import { canFetch, fetchElectron, findElectron } from './electron-binary.ts'
import { FETCH_AGAIN, forgetToGoWithout, reasonToGoWithout, rememberToGoWithout, WITHOUT } from './electron-wish.ts'
import { REFUSED } from './exit-codes.ts'
import { SANDBOX_OFF } from './sandbox-off.ts'
import { openAppWindow } from './web/app-window.ts'
import { findBrowser, hasDisplay } from './web/browsers.ts'
import { startWebHost } from './web/web-host.ts'

const root = resolve(import.meta.dirname, '..', '..')
/** Milliseconds within which an Electron that ends with an error could not start at all, for example without libraries. */
const STILLBORN = 8_000
/** Megabytes of Electron's download, about. */
const SIZE = 120
/** Milliseconds between two lines about a download, where the terminal cannot write a line anew. */
const QUIET = 10_000
/** Milliseconds within which a second signal is the first again: one goes to the whole group, and is passed on by its processes. */
const ECHO = 500

async function start(): Promise<void> {
  if (!(await isBuilt(root))) {
    write('Building Espalier …')
    await build(root)
  }
  const serveOnly = process.argv.includes('--serve') || !hasDisplay()
  if (!serveOnly && (await runElectron())) return
  await runWeb(serveOnly)
}

/** Returns false where there is no Electron or it cannot run here. */
async function runElectron(): Promise<boolean> {
  const words = process.argv.slice(2)
  if (words.includes(WITHOUT)) return false
  const program = findElectron(root) ?? (await fetched(words))
  if (program === null) return false
  const begun = Date.now()
  const others = words.filter((word) => word !== FETCH_AGAIN)
  const child = spawn(program, [root, ...(isRoot() ? ['--no-sandbox'] : []), ...others], { stdio: 'inherit' })
  // Ctrl-C reaches Electron too; it closes its engine in order and this process waits for it.
  onInterrupt(() => child.kill('SIGTERM'))
  const code = await new Promise<number | null>((settle) => child.on('error', () => settle(1)).on('exit', settle))
  if (code === 0 || code === REFUSED || Date.now() - begun > STILLBORN) {
    process.exitCode = code ?? 0
    return true
  }
  write('Electron cannot run here; trying a browser.')
  return false
}

/** Chromium has no sandbox for root on Linux, and does not start with one. */
function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

/** Electron's program file, fetched in sight of whoever started this, unless it is to be left alone; null without one. */
async function fetched(words: readonly string[]): Promise<string | null> {
  const without = reasonToGoWithout(root, words)
  if (without !== null) {
    write(`Going on in a browser, without Electron: ${without}. \`npm start -- ${FETCH_AGAIN}\` fetches it.`)
    return null
  }
  if (!(await canFetch(root))) return null
  const { stdin, stdout } = process
  write(
    `Fetching Electron, once, about ${SIZE} MB. ` +
      (stdin.isTTY
        ? 'Press Enter to go on without it, in a browser.'
        : `\`npm start -- ${WITHOUT}\` goes on without it.`),
  )
  const skipped = new AbortController()
  const skip = () => skipped.abort()
  if (stdin.isTTY) stdin.on('data', skip)
  let told = 0
  const found = await fetchElectron({
    root,
    skipped: skipped.signal,
    progress(bytes) {
      const line = `${Math.round(bytes / 1e6)} MB so far`
      if (stdout.isTTY) stdout.write(`\r${line} `)
      else if (Date.now() - told > QUIET) {
        told = Date.now()
        write(line)
      }
    },
  })
  stdin.off('data', skip).pause()
  if (stdout.isTTY) write('')
  if (found.path !== null) {
    forgetToGoWithout(root)
    return found.path
  }
  rememberToGoWithout(root, found.reason)
  write(
    `Electron was not fetched: ${found.reason}. Going on in a browser; \`npm start -- ${FETCH_AGAIN}\` tries again.`,
  )
  return null
}

async function runWeb(serveOnly: boolean): Promise<void> {
  const dataFolder = defaultDataFolder()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const engine = await createEngine({ host: 'web', dataFolder, modelsFolder: defaultModelsFolder(root), version })
  const host = await startWebHost({ engine, rendererFolder: join(root, 'out', 'renderer') })
  const browser = serveOnly ? null : findBrowser()
  const window =
    browser === null ? null : openAppWindow({ browser, url: host.url, dataFolder, connections: host.connections })
  const interrupted = new Promise<'interrupted'>((settle) => onInterrupt(() => settle('interrupted')))

  write(window ? `Espalier is open in a window. Its address: ${host.url}` : `Espalier is ready. Open ${host.url}`)
  if (window && isRoot()) process.stderr.write(`${SANDBOX_OFF}\n`)
  write('Ctrl-C ends it.')
  const end = await (window ? Promise.race([window.gone, interrupted]) : interrupted)
  if (end === 'never-used') {
    write(`The browser opened no window. Open ${host.url}`)
    await interrupted
  }
  window?.close()
  await host.close()
  await engine.close()
}

/** The first interrupt is an order to end, a later one ends at once. */
function onInterrupt(end: () => void): void {
  let ordered: number | null = null
  const take = () => {
    if (ordered === null) {
      ordered = Date.now()
      end()
    } else if (Date.now() - ordered > ECHO) process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, take)
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}

await start().catch((error: unknown) => {
  const { message, advice, details } = reportOf(error)
  process.stderr.write(`${message} ${advice}\n${details ? `\n${details}\n` : ''}`)
  process.exitCode = 1
})
