// Electron's API as far as the host uses it: records what is asked of it, and lets a test play the other side.
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { BrowserWindowConstructorOptions, ForkOptions, MessagePortMain } from 'electron'

/** A web contents: events, and the handler for new windows. */
export class WebContentsDouble extends EventEmitter {
  sent: { channel: string; ports: unknown[] }[] = []
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  postMessage(channel: string, _message: unknown, ports: unknown[] = []): void {
    this.sent.push({ channel, ports })
  }
  orders: unknown[] = []
  /** Commands before which the page was told that a person acts. */
  gestures = 0
  send = (_channel: string, order: unknown) => void this.orders.push(order)
  executeJavaScript = (_script: string, gesture: boolean) => Promise.resolve((this.gestures += gesture ? 1 : 0))
  destroyed = false
  isDestroyed = () => this.destroyed
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = []
  static getAllWindows = () => BrowserWindow.all
  webContents = new WebContentsDouble()
  options: BrowserWindowConstructorOptions
  urls: string[] = []
  bounds = { x: 10, y: 20, width: 900, height: 700 }
  isMaximized = () => this.maximized
  maximized = false
  shown = false
  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    BrowserWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  maximize = () => void (this.maximized = true)
  show = () => void (this.shown = true)
  isMinimized = () => false
  restore = () => undefined
  focused = 0
  focus = () => (this.focused += 1)
  progress: number[] = []
  setProgressBar = (share: number) => void this.progress.push(share)
  colours: string[] = []
  setBackgroundColor = (colour: string) => void this.colours.push(colour)
  getNormalBounds = () => this.bounds
  loadURL(url: string): Promise<void> {
    this.urls.push(url)
    return Promise.resolve()
  }
}

/** A utility process: what was posted to it, and `exit` when a test says so. */
export class UtilityProcessDouble extends EventEmitter {
  posted: { message: unknown; ports: unknown[] }[] = []
  killed = false
  pid = 4321
  stderr = new EventEmitter()
  postMessage(message: unknown, ports: unknown[] = []): void {
    this.posted.push({ message, ports })
  }
  kill(): boolean {
    this.killed = true
    this.emit('exit', 1)
    return true
  }
}

export const forks: { path: string; argument: string; options: ForkOptions; child: UtilityProcessDouble }[] = []
export const utilityProcess = {
  fork(path: string, [argument = '']: string[] = [], options: ForkOptions = {}) {
    const child = new UtilityProcessDouble()
    forks.push({ path, argument, options, child })
    return child
  },
}

/** Node's port in the shape of Electron's: events carry the message in `data`. */
export function electronPort(port: MessagePort): MessagePortMain {
  return {
    on: (name: string, listener: (event?: unknown) => void) =>
      port.on(name, name === 'message' ? (data: unknown) => listener({ data }) : () => listener()),
    start: () => port.start(),
    close: () => port.close(),
    postMessage: (message: unknown) => port.postMessage(message),
  } as unknown as MessagePortMain
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = electronPort(port1)
    this.port2 = electronPort(port2)
  }
}

type PermissionAnswer = (contents: unknown, permission: string, answer: (allowed: boolean) => void) => void
export const session = {
  defaultSession: {
    request: (() => undefined) as PermissionAnswer,
    check: (_contents: unknown, _permission: string) => true,
    device: () => true,
    setPermissionRequestHandler(handler: PermissionAnswer) {
      this.request = handler
    },
    setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean) {
      this.check = handler
    },
    setDevicePermissionHandler(handler: () => boolean) {
      this.device = handler
    },
    resolveProxy: () => Promise.resolve('DIRECT'),
  },
}

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const opened: string[] = []
export const shell = {
  openExternal(url: string) {
    opened.push(url)
    return Promise.resolve()
  },
  openPath(path: string) {
    opened.push(path)
    return Promise.resolve('')
  },
}

type Handler = (request: Request) => Promise<Response>
interface Scheme {
  scheme: string
  privileges: Record<string, boolean>
}
export const protocol = {
  schemes: [] as Scheme[],
  handlers: new Map<string, Handler>(),
  registerSchemesAsPrivileged(schemes: Scheme[]): void {
    this.schemes = schemes
  },
  handle(scheme: string, handler: Handler): void {
    this.handlers.set(scheme, handler)
  },
}

export const failures: string[] = []
export const dialog = {
  showErrorBox: (title: string) => void failures.push(title),
  asked: [] as { message: string; detail: string }[],
  answers: [] as number[],
  showMessageBox(_window: unknown, options: { message: string; detail: string }) {
    this.asked.push(options)
    return Promise.resolve({ response: this.answers.shift() ?? 0 })
  },
}

interface Entry {
  id?: string
  label?: string
  enabled?: boolean
  submenu?: Entry[]
  click?: () => void
}
export const Menu = {
  /** How often the whole menu was made. */
  made: 0,
  entries: [] as Entry[],
  buildFromTemplate: (template: Entry[]): Entry[] => template.map((entry) => ({ ...entry })),
  setApplicationMenu(entries: Entry[]) {
    this.made++
    this.entries = entries
  },
  getApplicationMenu() {
    return { getMenuItemById: (id: string) => this.all().find((entry) => entry.id === id) ?? null }
  },
  all(entries?: Entry[]): Entry[] {
    return (entries ?? this.entries).flatMap((entry) => [entry, ...this.all(entry.submenu ?? [])])
  },
}

export const powerSaveBlocker = {
  said: [] as string[],
  start(kind: string) {
    return this.said.push(kind)
  },
  stop(_id: number) {
    return this.said.push('off') > 0
  },
}

// Every window of a test file follows it.
export const nativeTheme = Object.assign(new EventEmitter().setMaxListeners(0), {
  themeSource: 'system',
  shouldUseDarkColors: false,
})
export const ipcMain = new EventEmitter()

class AppDouble extends EventEmitter {
  paths: Record<string, string> = {}
  quits = 0
  isPackaged = false
  first = true
  setPath = (name: string, path: string) => void (this.paths[name] = path)
  switches: Record<string, string> = {}
  commandLine = {
    appendSwitch: (name: string, value = '') => void (this.switches[name] = value),
    hasSwitch: (name: string) => name in this.switches,
  }
  requestSingleInstanceLock = () => this.first
  disableHardwareAcceleration = () => void (this.switches['disable-gpu'] = '')
  documents: string[] = []
  addRecentDocument = (path: string) => void this.documents.push(path)
  clearRecentDocuments = () => void (this.documents = [])
  setAppUserModelId = () => undefined
  setAsDefaultProtocolClient = () => true
  relaunched: string[][] = []
  relaunch = ({ args }: { args: string[] }) => void this.relaunched.push(args)
  whenReady = () => Promise.resolve()
  getVersion = () => '1.2.3'
  getAppPath = () => '/program'
  exits: number[] = []
  exit = (code: number) => void this.exits.push(code)
  quit = () => {
    this.quits++
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    this.ended = !prevented
  }
  ended = false
}
export const app = new AppDouble()

/** The preload script's side. */
export const exposed: Record<string, unknown> = {}
export const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => void (exposed[name] = value) }
export class IpcRendererDouble extends EventEmitter {
  sent: unknown[][] = []
  send = (...words: unknown[]) => void this.sent.push(words)
}
export const ipcRenderer = new IpcRendererDouble()
export const webUtils = { getPathForFile: ({ name }: { name: string }) => `/given/${name}` }

/** A machine without a keychain. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
  getSelectedStorageBackend: () => 'basic_text',
  encryptStringAsync: () => Promise.resolve(Buffer.alloc(0)),
  decryptStringAsync: () => Promise.resolve({ shouldReEncrypt: false, result: '' }),
}
