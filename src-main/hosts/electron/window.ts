// The window under Electron: fenced in, and at the place where it was left.
// Knows the window's options and which permissions it has. Does not know the engine, the files it shows, or where a page may go
// (contents-lock.ts).
import { join } from 'node:path'
import type { BrowserWindowConstructorOptions, Rectangle, Session } from 'electron'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { INDEX_ADDRESS } from './shell-pages.ts'
import { readBounds, writeBounds } from './window-bounds.ts'

/** The ground of theme.css, for the moment before the page is drawn. */
const GROUND = { light: '#fcfcfb', dark: '#131417' }

/** Opens it. `dataFolder` keeps its bounds. */
export function openWindow(options: { preload: string; dataFolder: string }): BrowserWindow {
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

/** Permissions: copying to the clipboard and telling that something has ended, and no other. */
export function denyPermissions(session: Session): void {
  const allowed = (permission: string) => ['clipboard-sanitized-write', 'notifications'].includes(permission)
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)))
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission))
  session.setDevicePermissionHandler(() => false)
}
