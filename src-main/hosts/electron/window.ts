// The window under Electron: fenced in, and at the place where it was left.
// Knows the window's options and what it may not do. Does not know the engine or the files it shows.
import { join } from 'node:path'
import type { BrowserWindowConstructorOptions, Rectangle, Session, WebContents } from 'electron'
import { BrowserWindow, screen, shell } from 'electron'
import { WINDOW_ORIGIN } from './app-protocol.ts'
import { readBounds, writeBounds } from './window-bounds.ts'

/** Opens it. `dataFolder` keeps its bounds. */
export function openWindow({ preload, dataFolder }: { preload: string; dataFolder: string }): BrowserWindow {
  const file = join(dataFolder, 'window.json')
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const { maximized, ...bounds } = readBounds(file, screens)
  const window = new BrowserWindow({ ...windowOptions(preload), ...(bounds as Partial<Rectangle>) })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds()
    writeBounds(file, { x, y, width, height, maximized: window.isMaximized() })
  })
  lockContents(window.webContents)
  void window.loadURL(`${WINDOW_ORIGIN}/index.html`)
  return window
}

/** No Node in the page, its own world for the preload script, and the operating system's sandbox around both. */
function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Espalier',
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
function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // As text: the URL class knows no origin for a scheme of our own.
    if (!event.url.startsWith(`${WINDOW_ORIGIN}/`)) event.preventDefault()
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
