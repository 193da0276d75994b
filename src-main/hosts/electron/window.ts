// The window under Electron: fenced in, and at the place where it was left.
// Knows the window's options and what it may not do. Does not know the engine or the files it shows.
import { join } from 'node:path'
import type { BrowserWindowConstructorOptions, Rectangle, Session, WebContents } from 'electron'
import { BrowserWindow, nativeTheme, screen, shell } from 'electron'
import { WINDOW_ORIGIN } from './app-protocol.ts'
import { INDEX_ADDRESS, LOGS_ADDRESS } from './shell-pages.ts'
import { readBounds, writeBounds } from './window-bounds.ts'

/** The ground of theme.css, for the moment before the page is drawn. */
const GROUND = { light: '#fcfcfb', dark: '#131417' }

/** Opens it. `dataFolder` keeps its bounds; `openLogs` is called where a page asks for the logs. */
export function openWindow(options: { preload: string; dataFolder: string; openLogs: () => void }): BrowserWindow {
  const file = join(options.dataFolder, 'window.json')
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const { maximized, theme, ...bounds } = readBounds(file, screens)
  nativeTheme.themeSource = theme
  const window = new BrowserWindow({ ...windowOptions(options.preload), ...(bounds as Partial<Rectangle>) })
  const paint = () => window.setBackgroundColor(ground())
  nativeTheme.on('updated', paint)
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds()
    const theme = nativeTheme.themeSource
    writeBounds(file, { x, y, width, height, maximized: window.isMaximized(), theme })
  })
  window.on('closed', () => nativeTheme.off('updated', paint))
  lockContents(window.webContents, options.openLogs)
  void load(window, INDEX_ADDRESS)
  return window
}

/** Brings a page into the window. One that another page overtakes is nobody's fault. */
export async function load(window: Electron.BrowserWindow, address: string): Promise<void> {
  await window.loadURL(address).catch(() => undefined)
}

function ground(): string {
  return nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light
}

/** No Node in the page, its own world for the preload script, and the operating system's sandbox around both. */
function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Espalier',
    backgroundColor: ground(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    },
  }
}

/** The page stays the page: it goes nowhere, opens nothing and embeds nothing. Links to the web open in the browser. */
function lockContents(contents: WebContents, openLogs: () => void): void {
  contents.on('will-navigate', (event) => {
    // As text: the URL class knows no origin for a scheme of our own.
    if (!event.url.startsWith(`${WINDOW_ORIGIN}/`)) event.preventDefault()
    if (event.url !== LOGS_ADDRESS) return
    event.preventDefault()
    openLogs()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.parse(url)?.protocol === 'https:') void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** Permissions: copying to the clipboard and telling that something has ended, and no other. */
export function denyPermissions(session: Session): void {
  const allowed = (permission: string) => ['clipboard-sanitized-write', 'notifications'].includes(permission)
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)))
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission))
  session.setDevicePermissionHandler(() => false)
}
