// Electron's main process: one instance, one window, one engine in a process of its own.
// Knows the order in which things begin and end. Does not carry messages: the window and the engine talk directly.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, powerSaveBlocker, protocol, session, shell } from 'electron'
import { reportOf } from '../../contract/errors.ts'
import { defaultDataFolder } from '../../engine/folders.ts'
import { makeFolder } from '../../engine/make-folder.ts'
import { REFUSED } from '../exit-codes.ts'
import { SANDBOX_OFF } from '../sandbox-off.ts'
import { openWindowFiles } from '../window-files.ts'
import { handleScheme, registerScheme } from './app-protocol.ts'
import { mayClose } from './closing.ts'
import { mayDownload } from './consent.ts'
import { lockContents } from './contents-lock.ts'
import { refusalOfFolder } from './data-folder.ts'
import { createEnding } from './ending.ts'
import type { EngineKeeper } from './engine-keeper.ts'
import { startEngine } from './engine-start.ts'
import { openLog } from './log-file.ts'
import type { Opened } from './opened.ts'
import { isLink, isRunFile, LINK_SCHEME, openedBy, orderOf } from './opened.ts'
import { createOrders } from './orders.ts'
import { servePages } from './page-calls.ts'
import { createProgramMenu, NONE } from './program-menu.ts'
import { openRecentFiles } from './recent-files.ts'
import { reasonToBeSafe, SAFE, startIsOver } from './safe-start.ts'
import type { Plight } from './shell-pages.ts'
import { addressOf, shellPage } from './shell-pages.ts'
import { systemProxy } from './system-proxy.ts'
import { updatesOnRequest } from './update/updates-on-request.ts'
import { denyPermissions, load, openWindow } from './window.ts'
import { IDLE } from './work.ts'
import { workSigns } from './work-signs.ts'

const dataFolder = defaultDataFolder()
const logsFolder = join(dataFolder, 'logs')
/** Electron's own files. */
const ownFolder = join(dataFolder, 'electron')
/** Built files lie beside this one: out/main, out/preload, out/renderer. */
const built = join(import.meta.dirname, '..')
const onMac = process.platform === 'darwin'

// A terminal that is closed takes nothing more; that is no fault of the program.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const refusal = refusalOfFolder(ownFolder)
app.setPath('userData', refusal ? mkdtempSync(join(tmpdir(), 'espalier-')) : ownFolder)
// For the engine's process and its threads: see build/launch.mjs.
app.commandLine.appendSwitch('js-flags', '--no-memory-protection-keys')
if (refusal) void app.whenReady().then(() => giveUp(refusal))
else if (app.requestSingleInstanceLock()) begin()
else app.quit()

function begin(): void {
  const log = openLog(logsFolder)
  const starting = join(ownFolder, 'starting')
  const safe = reasonToBeSafe(process.argv, starting)
  if (safe) app.disableHardwareAcceleration()
  const versions = `Espalier ${app.getVersion()} starts on ${process.platform} ${process.arch}, Electron ${process.versions.electron}`
  log.write(`${versions}${safe ? `, without the graphics card (${safe})` : ''}.`)
  if (app.commandLine.hasSwitch('no-sandbox')) {
    process.stderr.write(`${SANDBOX_OFF}\n`)
    log.write(SANDBOX_OFF)
  }
  if (process.platform === 'win32') {
    // Notifications carry the program's name by this; it is the package's, too.
    app.setAppUserModelId('org.espalier.lab')
    // Elsewhere the package tells the system.
    if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  }
  registerScheme(protocol)

  let engine: EngineKeeper | undefined
  const plights = new Map<Plight['kind'], Plight>([['crashed', { kind: 'crashed' }]])
  const recent = openRecentFiles(join(ownFolder, 'recent.json'))
  const orders = createOrders(() => menu.offer(NONE))

  const show = (plight: Plight, windows = BrowserWindow.getAllWindows()) => {
    plights.set(plight.kind, plight)
    for (const window of windows) void load(window, addressOf(plight))
  }
  const openFolder = (which: 'data' | 'logs') => {
    const folder = which === 'logs' ? logsFolder : dataFolder
    makeFolder(folder)
    void shell.openPath(folder)
  }
  const remember = (path: string) => {
    recent.add(path)
    app.addRecentDocument(path)
    menu.refresh()
  }
  const take = (opened: Opened) => {
    const order = orderOf(opened)
    if ('path' in opened && order.kind === 'file' && order.bytes) remember(opened.path)
    orders.give(order)
  }
  const ending = createEnding({
    work: () => engine?.work ?? IDLE,
    ask: (work) => mayClose(dialog, BrowserWindow.getAllWindows()[0], work),
    closeEngine: async () => await engine?.close(),
    show: (again) => show({ kind: 'closing', again }),
    end(again) {
      log.write(again ? 'Espalier ends, and starts again.' : 'Espalier ends.')
      if (again) app.relaunch({ args: [...again] })
      app.quit()
    },
  })
  const startAgain = (words: readonly string[]) => {
    const own = process.argv.slice(1).filter((word) => word !== SAFE && !isLink(word) && !isRunFile(word))
    ending.thenStart([...own, ...words])
  }
  const menu = createProgramMenu({
    platform: process.platform,
    packaged: app.isPackaged,
    recent: recent.paths,
    command: (id) => orders.give({ kind: 'command', id }),
    open: (path) => take({ path }),
    forgetRecent() {
      recent.clear()
      app.clearRecentDocuments()
      menu.refresh()
    },
    openFolder,
    startSafe() {
      startAgain([SAFE])
      app.quit()
    },
  })
  const open = () => {
    const preload = join(built, 'preload', 'preload.cjs')
    const window = openWindow({ preload, dataFolder })
    window.once('ready-to-show', () => startIsOver(starting))
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      log.write(`The window’s process ended: ${reason}, ${exitCode}.`)
      if (reason !== 'clean-exit') show({ kind: 'crashed' }, [window])
    })
    window.on('close', (event) => {
      // On a Mac a program lives on without a window, and so does what goes on in it.
      if (!onMac && !ending.mayEnd()) event.preventDefault()
    })
  }
  const comeForward = () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    if (window) window.focus()
    else if (engine && !ending.closing) open()
  }
  const takeAll = (all: readonly Opened[]) => {
    for (const one of all) take(one)
    comeForward()
  }

  const update = updatesOnRequest({
    surroundings: {
      platform: process.platform,
      packaged: app.isPackaged,
      program: process.execPath,
      resources: process.resourcesPath,
      environment: process.env,
    },
    folder: app.getAppPath(),
    tell: (state) => orders.tell({ kind: 'update', state }),
    log,
  })
  const prepare = async () => {
    menu.refresh()
    denyPermissions(session.defaultSession)
    handleScheme(protocol, await openWindowFiles(join(built, 'renderer')), (path) => shellPage(path, plights.values()))
    const keeper = (engine = startEngine({
      built,
      dataFolder,
      proxy: await systemProxy(session.defaultSession),
      log,
      mayDownload: (offer) => mayDownload(dialog, BrowserWindow.getAllWindows()[0], offer),
      onGivenUp: (tries, said) => show({ kind: 'stopped', tries, said, log: log.path }),
      onWork: workSigns(powerSaveBlocker, () => BrowserWindow.getAllWindows()),
    }))
    servePages({
      connect: () => keeper.connect(),
      openFolder,
      takeOrders: (page) => orders.takenBy(page),
      opened: remember,
      offer({ theme, menus }) {
        nativeTheme.themeSource = theme
        menu.offer(menus)
      },
      update,
    })
    open()
    takeAll(openedBy(process.argv.slice(1), process.cwd()))
  }
  const prepared = app.whenReady().then(prepare)
  prepared.catch(giveUp)

  // Before the first window, and whatever else might come to show a page.
  app.on('web-contents-created', (_event, contents) => lockContents(contents, () => openFolder('logs')))
  app.on('second-instance', (_event, words, folder) => {
    const opened = openedBy(words, folder)
    if (!ending.closing) takeAll(opened)
    else startAgain(opened.map((one) => ('link' in one ? one.link : one.path)))
  })
  // How a Mac hands over what is opened, also before the program is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (isRunFile(path)) void prepared.then(() => takeAll([{ path }]))
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    if (isLink(link)) void prepared.then(() => takeAll([{ link }]))
  })
  app.on('activate', () => {
    if (engine && BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode, name = '' }) =>
    log.write(`A process ended: ${type} ${name}, ${reason}, ${exitCode}.`),
  )
  app.on('window-all-closed', () => {
    if (!onMac) app.quit()
  })
  app.on('before-quit', (event) => {
    if (!ending.mayEnd()) event.preventDefault()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.order())
}

/** Nothing can be shown in a window that could not open, so the system shows it, and the terminal. */
function giveUp(error: unknown): void {
  const { message, advice, details } = reportOf(error)
  process.stderr.write(`${message} ${advice}\n${details ?? ''}\n`)
  dialog.showErrorBox(message, `${advice}\n\n${details ?? ''}`)
  app.exit(REFUSED)
}
