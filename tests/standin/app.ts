// Electron's `app`: the program from its start to its end, one instance a data folder.
// Knows the order of its events. Does not know the program.
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, surroundings } from './browser-window.ts'
import { startBrowser } from './chromium.ts'
import { prevents } from './prevents.ts'

const VISIT = /^visit\.\d+\.json$/

class App extends EventEmitter {
  isPackaged = false
  private folder = ''
  private version = ''
  private readonly paths: Record<string, string> = {}
  private readonly switches = new Map<string, string>()
  private readonly ready = Promise.withResolvers<unknown>()
  private quitting = false
  private again: string[] | null = null

  commandLine = {
    appendSwitch: (name: string, value = '') => void this.switches.set(name, value),
    hasSwitch: (name: string) => this.switches.has(name) || process.argv.includes(`--${name}`),
  }
  setPath = (name: string, path: string) => void (this.paths[name] = path)
  getVersion = () => this.version
  getAppPath = () => this.folder
  whenReady = () => this.ready.promise
  disableHardwareAcceleration = () => this.commandLine.appendSwitch('disable-gpu')
  addRecentDocument = (_path: string) => undefined
  clearRecentDocuments = () => undefined
  setAsDefaultProtocolClient = (_scheme: string) => true
  setAppUserModelId = (_id: string) => undefined
  relaunch = ({ args }: { args: string[] }) => void (this.again = args)

  /** Whether no other program lives on the same folder; one that does hears of this one. */
  requestSingleInstanceLock(): boolean {
    const folder = this.paths['userData']!
    mkdirSync(folder, { recursive: true })
    const lock = join(folder, 'standin.lock')
    const owner = Number(readIfThere(lock))
    if (owner > 0 && isAlive(owner)) {
      const visit = JSON.stringify({ words: process.argv, from: process.cwd() })
      writeFileSync(join(folder, `visit.${process.pid}.json`), visit)
      return false
    }
    writeFileSync(lock, String(process.pid))
    const receive = () => {
      for (const name of readdirSync(folder).filter((one) => VISIT.test(one))) {
        const visit = readIfThere(join(folder, name))
        // It is being written still.
        if (!visit.endsWith('}')) continue
        rmSync(join(folder, name))
        const { words, from } = JSON.parse(visit) as { words: string[]; from: string }
        this.emit('second-instance', {}, words, from)
      }
    }
    watch(folder, receive).unref()
    process.on('exit', () => rmSync(lock, { force: true }))
    return true
  }

  quit(): void {
    if (prevents(this, 'before-quit')) return
    this.quitting = true
    for (const window of BrowserWindow.getAllWindows()) {
      window.close()
      if (!window.isDestroyed()) {
        this.quitting = false
        return
      }
    }
    if (prevents(this, 'will-quit')) this.quitting = false
    else this.exit(0)
  }

  exit(code = 0): void {
    void (surroundings.browser?.close() ?? Promise.resolve()).then(() => {
      if (this.again)
        spawn(join(import.meta.dirname, 'electron'), this.again, { detached: true, stdio: 'ignore' }).unref()
      process.exit(code)
    })
  }

  /** What boot.ts knows of the program. */
  adopt({ folder, version }: { folder: string; version: string }): void {
    this.folder = folder
    this.version = version
  }

  /** After the program's first lines have run. */
  async start(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      if (process.listenerCount(signal) === 0) process.on(signal, () => this.quit())
    }
    surroundings.browser = await startBrowser(this.paths['userData']!, this.switches, () => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy()
    })
    surroundings.made = (contents) => void this.emit('web-contents-created', {}, contents)
    surroundings.allClosed = () => {
      if (!this.quitting && !this.emit('window-all-closed')) this.quit()
    }
    this.ready.resolve({})
    this.emit('ready', {})
  }
}

export const app = new App()

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
