// Electron's windows: events, bounds and states as the program has set them. How they look is not asked of a stand-in.
// Knows one window. Does not know what it shows.
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { Browser } from './chromium.ts'
import { WebContents } from './contents.ts'
import { ipcMain, nativeTheme } from './desktop.ts'
import { prevents } from './prevents.ts'

const all = new Set<BrowserWindow>()
/** What a window needs of the program around it. */
export const surroundings: { browser: Browser | null; made: (contents: WebContents) => void; allClosed: () => void } = {
  browser: null,
  made: () => undefined,
  allClosed: () => undefined,
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...all]
  static fromWebContents = (contents: WebContents) => [...all].find((one) => one.webContents === contents)
  readonly webContents: WebContents
  private bounds: Rectangle
  private shown = false
  private minimized = false
  private maximized = false

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    const { x = 0, y = 0, width = 800, height = 600, webPreferences } = options
    this.bounds = { x, y, width, height }
    all.add(this)
    const { devtools } = surroundings.browser!
    this.webContents = new WebContents({
      devtools,
      heard: ipcMain,
      preload: webPreferences!.preload!,
      size: { left: options.x, top: options.y, width, height },
      dark: nativeTheme.shouldUseDarkColors,
    })
    surroundings.made(this.webContents)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.on('close-asked', () => this.close())
    nativeTheme.on('updated', this.paint)
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address)
  }

  close(): void {
    if (!prevents(this, 'close')) this.destroy()
  }

  destroy(): void {
    if (!all.delete(this)) return
    nativeTheme.off('updated', this.paint)
    this.webContents.end()
    this.emit('closed')
    if (all.size === 0) surroundings.allClosed()
  }

  isDestroyed = () => !all.has(this)
  show = () => void (this.shown = true)
  isVisible = () => this.shown
  focus = () => this.emit('focus')
  minimize = () => void (this.minimized = true)
  isMinimized = () => this.minimized
  restore = () => void (this.minimized = false)
  maximize = () => void (this.maximized = this.shown = true)
  isMaximized = () => this.maximized
  getBounds = () => ({ ...this.bounds })
  getNormalBounds = () => ({ ...this.bounds })
  setBounds = (bounds: Partial<Rectangle>) => void Object.assign(this.bounds, bounds)
  setProgressBar = (_share: number) => undefined
  setBackgroundColor = (_colour: string) => undefined
  private paint = () => void this.webContents.paint(nativeTheme.shouldUseDarkColors).catch(() => undefined)
}
