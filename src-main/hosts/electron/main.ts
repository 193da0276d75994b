// Electron's main process: one instance, one window, one engine in a process of its own.
// Knows the order in which things begin and end. Does not carry messages: the window and the engine talk directly.
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { reportOf } from '../../contract/errors.ts'
import { defaultDataFolder, defaultModelsFolder } from '../../engine/folders.ts'
import { runtimeEnvironment } from '../../engine/runtime-place.ts'
import { openWindowFiles } from '../window-files.ts'
import { handleScheme, registerScheme, WINDOW_ORIGIN } from './app-protocol.ts'
import type { EngineKeeper } from './engine-keeper.ts'
import { keepEngine } from './engine-keeper.ts'
import { portToProcess } from './engine-port.ts'
import { serveKeychain } from './keychain.ts'
import { serveProbes } from './probe-server.ts'
import { proxiedEnvironment } from './proxied-environment.ts'
import type { EngineSettings } from './engine-process.ts'
import { menuTemplate } from './menu.ts'
import { denyPermissions, openWindow } from './window.ts'

const dataFolder = defaultDataFolder()
/** Built files lie beside this one: out/main, out/preload, out/renderer. */
const built = join(import.meta.dirname, '..')

app.setPath('userData', join(dataFolder, 'electron'))
// For the engine's process and its threads: see build/launch.mjs.
app.commandLine.appendSwitch('js-flags', '--no-memory-protection-keys')
if (app.requestSingleInstanceLock()) begin()
else app.quit()

function begin(): void {
  registerScheme(protocol)
  let engine: EngineKeeper | undefined
  const open = () => openWindow({ preload: join(built, 'preload', 'preload.cjs'), dataFolder })

  const prepare = async () => {
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))
    denyPermissions(session.defaultSession)
    handleScheme(protocol, await openWindowFiles(join(built, 'renderer')))
    const keeper = (engine = keepEngine({
      fork: () =>
        utilityProcess.fork(join(built, 'main', 'engine-process.js'), [JSON.stringify(settings())], {
          env: { ...proxiedEnvironment(process.env), ...runtimeEnvironment({ program: app.getAppPath(), dataFolder }) },
        }),
      openChannel: () => new MessageChannelMain(),
      started(child) {
        const keychain = new MessageChannelMain()
        serveKeychain(portToProcess(keychain.port2), safeStorage)
        child.postMessage('keychain', [keychain.port1])
        const probes = new MessageChannelMain()
        serveProbes(portToProcess(probes.port2), (argument, env) =>
          utilityProcess.fork(join(built, 'main', 'device-probe-entry.js'), [argument], {
            env: { ...env },
            stdio: ['ignore', 'pipe', 'pipe'],
          }),
        )
        child.postMessage('probes', [probes.port1])
      },
    }))
    ipcMain.on('connect', (event) => {
      // Only our own page may have a line, whatever else might come to run in the window.
      if (event.senderFrame?.origin === WINDOW_ORIGIN) event.sender.postMessage('port', null, [keeper.connect()])
    })
    ipcMain.on('open-data-folder', (event) => {
      if (event.senderFrame?.origin === WINDOW_ORIGIN) void shell.openPath(dataFolder)
    })
    open()
  }
  app.whenReady().then(prepare).catch(giveUp)

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('activate', () => {
    if (engine && BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    const closing = engine
    if (!closing) return
    event.preventDefault()
    engine = undefined
    void closing.close().finally(() => app.quit())
  })
}

/** Nothing can be shown in a window that could not open, so the system shows it. */
function giveUp(error: unknown): void {
  const { message, advice, details } = reportOf(error)
  dialog.showErrorBox(message, `${advice}\n\n${details ?? ''}`)
  app.exit(1)
}

function settings(): EngineSettings {
  const program = app.isPackaged ? process.resourcesPath : app.getAppPath()
  return { dataFolder, modelsFolder: defaultModelsFolder(program), version: app.getVersion() }
}
