// The parts of Electron that speak to the desktop: dialogs, menus, theme, keychain, power. They do nothing, and tests see what was asked
// by putting their own functions in these places, as they do under Electron itself.
// Knows their names. Does not know windows.
import { EventEmitter } from 'node:events'
import type { MenuItemConstructorOptions } from 'electron'

export const ipcMain = new EventEmitter()

export const dialog = {
  showMessageBox: () => Promise.resolve({ response: 0 }),
  showErrorBox: () => undefined,
}

export const shell = {
  openExternal: () => Promise.resolve(),
  openPath: () => Promise.resolve(''),
}

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }

export const powerSaveBlocker = { start: () => 1, stop: () => true }

export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    resolveProxy: () => Promise.resolve('DIRECT'),
  },
}

/** A machine without a keychain. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
  getSelectedStorageBackend: () => 'basic_text',
  encryptStringAsync: () => Promise.reject(new Error('There is no keychain.')),
  decryptStringAsync: () => Promise.reject(new Error('There is no keychain.')),
}

class NativeTheme extends EventEmitter {
  private source: 'system' | 'light' | 'dark' = 'system'
  get themeSource() {
    return this.source
  }
  set themeSource(source) {
    if (source === this.source) return
    this.source = source
    this.emit('updated')
  }
  get shouldUseDarkColors() {
    return this.source === 'dark'
  }
}
export const nativeTheme = new NativeTheme()

/** As the platform refuses them: an entry has a role, a label or is a line. */
function checked(template: MenuItemConstructorOptions[]): MenuItem[] {
  return template.map((entry) => {
    if (!entry.role && !entry.label && entry.type !== 'separator') throw new TypeError('Invalid template for MenuItem')
    const items = Array.isArray(entry.submenu) ? checked(entry.submenu) : null
    return { ...entry, enabled: entry.enabled ?? true, submenu: items && { items } }
  })
}
type MenuItem = Omit<MenuItemConstructorOptions, 'submenu'> & { submenu: { items: MenuItem[] } | null }

class ProgramMenu {
  items: MenuItem[]
  constructor(items: MenuItem[]) {
    this.items = items
  }
  getMenuItemById(id: string): MenuItem | null {
    const find = (items: MenuItem[]): MenuItem | undefined =>
      items.map((item) => (item.id === id ? item : item.submenu && find(item.submenu.items))).find(Boolean) ?? undefined
    return find(this.items) ?? null
  }
}
let menu: ProgramMenu | null = null
export const Menu = {
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => new ProgramMenu(checked(template)),
  setApplicationMenu: (next: ProgramMenu | null) => void (menu = next),
  getApplicationMenu: () => menu,
}
