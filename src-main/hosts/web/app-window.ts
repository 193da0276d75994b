// An app window: a browser window without tabs and address bar, with a profile of its own.
// Knows the browser's switches and when the window is gone. Does not know what it shows.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Milliseconds without a connection after which a window counts as closed; a reload is much shorter. */
const ABSENCE = 3_000
/** Milliseconds that a window has to connect for the first time; a cold browser on a slow disk is slow. */
const FIRST_CONNECTION = 60_000

export interface AppWindowOptions {
  browser: string
  url: string
  dataFolder: string
  /** Windows connected now; tells a window that was closed from a browser that handed it to another process. */
  connections: () => number
  absence?: number
  firstConnection?: number
}

export interface AppWindow {
  /** Resolves when the window is gone: `used` if it had been connected. */
  gone: Promise<'used' | 'never-used'>
  close(): void
}

/** Opens the window. Never rejects: a browser that cannot start is a window that is gone and was never used. */
export function openAppWindow(options: AppWindowOptions): AppWindow {
  const { browser, url, dataFolder, connections, absence = ABSENCE, firstConnection = FIRST_CONNECTION } = options
  const child = spawn(browser, browserSwitches({ url, profile: join(dataFolder, 'browser') }), { stdio: 'ignore' })
  let exited = false
  let used = false
  let since = Date.now()

  const gone = new Promise<'used' | 'never-used'>((resolve) => {
    const finish = () => {
      clearInterval(watch)
      resolve(used ? 'used' : 'never-used')
    }
    // The process alone does not tell: on macOS it outlives its window, and a browser that already runs with this
    // profile takes the address over, so that the new process ends while the window stays.
    const watch = setInterval(() => {
      if (connections() > 0) {
        used = true
        since = Date.now()
        return
      }
      const away = Date.now() - since
      const quick = exited || (used && process.platform === 'darwin')
      if ((quick && away > absence) || (!used && away > firstConnection)) finish()
    }, absence / 10)
    child.on('error', () => (exited = true))
    child.on('exit', () => (exited = true))
  })
  return { gone, close: () => void child.kill() }
}

/** The switches: a window of its own, no first-run pages, nothing that talks to the network. */
export function browserSwitches(
  { url, profile }: { url: string; profile: string },
  { platform = process.platform, root = process.getuid?.() === 0 } = {},
): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-quic',
    '--disable-sync',
    '--window-size=1280,860',
    // Chromium refuses its sandbox to root, and warns in a bar about running without one.
    ...(platform === 'linux' && root ? ['--no-sandbox', '--test-type'] : []),
  ]
}
