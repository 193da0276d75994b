// The program's menu: what every platform expects, by role, and the commands that the window offers.
// Knows roles and menus. Does not know what a command does: the window's own table names them (contract/window-offer.ts).
import { basename } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuEntry, MenuName, WindowOffer } from '../../contract/window-offer.ts'
import { WORDS } from './words.ts'

type Items = MenuItemConstructorOptions[]

export interface MenuOptions {
  platform: NodeJS.Platform
  packaged: boolean
  /** What the window offers; empty while there is none. */
  menus?: WindowOffer['menus']
  /** Paths, newest first. */
  recent?: readonly string[]
  command: (id: string) => void
  open: (path: string) => void
  forgetRecent: () => void
  openFolder: (which: 'data' | 'logs') => void
  startSafe: () => void
}

const LINE: MenuItemConstructorOptions = { type: 'separator' }

/** The template; macOS begins with the application's own menu. */
export function menuTemplate(options: MenuOptions): Items {
  const { platform, packaged, recent = [], open, forgetRecent, openFolder, startSafe } = options
  const mac = platform === 'darwin'
  const words = WORDS.menu
  const offered = (name: MenuName): Items =>
    (options.menus?.[name] ?? []).flatMap((group) => [...group.map((entry) => itemOf(entry, options)), LINE])
  const recents: Items = [
    {
      label: words.recent,
      enabled: recent.length > 0,
      submenu: [
        ...recent.map((path) => ({ label: basename(path), toolTip: path, click: () => open(path) })),
        LINE,
        { label: words.forget, click: forgetRecent },
      ],
    },
    LINE,
  ]
  const zoom: Items = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    LINE,
    { role: 'togglefullscreen' },
  ]
  const development: Items = [{ role: 'reload' }, { role: 'toggleDevTools' }, LINE]
  const run = offered('run')
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: words.file, submenu: [...offered('file'), ...recents, mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    ...(run.length > 0 ? [{ label: words.run, submenu: run.slice(0, -1) }] : []),
    { label: words.view, submenu: [...offered('view'), ...(packaged ? [] : development), ...zoom] },
    { role: 'windowMenu' },
    {
      label: words.help,
      role: 'help',
      submenu: [
        ...offered('help'),
        { label: words.data, click: () => openFolder('data') },
        { label: words.logs, click: () => openFolder('logs') },
        { label: words.safe, click: startSafe },
      ],
    },
  ]
}

function itemOf({ id, label, shortcut, enabled }: MenuEntry, { command }: MenuOptions): MenuItemConstructorOptions {
  // The window hears its keys by itself; the menu shows them.
  const keys = shortcut === null ? {} : { accelerator: acceleratorOf(shortcut), registerAccelerator: false }
  return { id, label, enabled, ...keys, click: () => command(id) }
}

/** A shortcut of the command table in Electron's notation. */
function acceleratorOf(shortcut: string): string {
  return shortcut
    .split('+')
    .map((key) => (key === 'Mod' ? 'CmdOrCtrl' : key.replace(/^Arrow/, '')))
    .join('+')
}
