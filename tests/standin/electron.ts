// The module `electron` of the stand-in's main process: what the shell imports, and no more (standin.test.ts compares the names).
// Knows what is offered; anything else throws, so that a test fails where the stand-in has to learn something.
import { app as plainApp } from './app.ts'
import * as desktop from './desktop.ts'
import { protocol as plainProtocol } from './scheme.ts'
import { utilityProcess as plainUtilityProcess } from './utility-process.ts'

export { BrowserWindow } from './browser-window.ts'
export { MessageChannelMain } from './ports.ts'
/** Playwright's way from a page to its window. */
export { WebContents as webContents } from './contents.ts'

export const app = offered('app', plainApp)
export const dialog = offered('dialog', desktop.dialog)
export const ipcMain = desktop.ipcMain
export const Menu = offered('Menu', desktop.Menu)
export const nativeTheme = desktop.nativeTheme
export const powerSaveBlocker = offered('powerSaveBlocker', desktop.powerSaveBlocker)
export const protocol = offered('protocol', plainProtocol)
export const safeStorage = offered('safeStorage', desktop.safeStorage)
export const screen = offered('screen', desktop.screen)
export const session = offered('session', desktop.session)
export const shell = offered('shell', desktop.shell)
export const utilityProcess = offered('utilityProcess', plainUtilityProcess)

function offered<Part extends object>(name: string, part: Part): Part {
  return new Proxy(part, {
    get(target, key) {
      // What Node and debuggers look for in any object.
      const usual = typeof key === 'symbol' || key.startsWith('_') || ['then', 'toJSON', 'domain'].includes(key)
      if (!usual && !(key in target)) throw new Error(`The stand-in for Electron has no ${name}.${key}.`)
      const value: unknown = Reflect.get(target, key)
      return value
    },
  })
}
