// The program's menu as it stands now: made anew where its entries change, and only switched where what can be done does.
// Knows Electron's menus. Does not know their entries (menu.ts).
import { Menu } from 'electron'
import type { WindowOffer } from '../../contract/window-offer.ts'
import type { MenuOptions } from './menu.ts'
import { menuTemplate } from './menu.ts'

type Menus = WindowOffer['menus']

export interface ProgramMenu {
  /** Shows these commands of the window; none, and it shows those of the program alone. */
  offer(menus: Menus): void
  /** Makes it anew, for example after another file was opened. */
  refresh(): void
}

export function createProgramMenu(
  options: Omit<MenuOptions, 'menus' | 'recent'> & { recent: () => readonly string[] },
): ProgramMenu {
  let shown: Menus = NONE
  const refresh = () => {
    const template = menuTemplate({ ...options, menus: shown, recent: options.recent() })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
  return {
    offer(menus) {
      const same = namesOf(menus) === namesOf(shown)
      shown = menus
      if (!same) {
        refresh()
        return
      }
      const menu = Menu.getApplicationMenu()
      for (const { id, enabled } of entriesOf(menus)) {
        const item = menu?.getMenuItemById(id)
        if (item) item.enabled = enabled
      }
    },
    refresh,
  }
}

export const NONE: Menus = { file: [], run: [], view: [], help: [] }

const entriesOf = (menus: Menus) => Object.values(menus).flat(2)
const namesOf = (menus: Menus) =>
  JSON.stringify(menus, (key, value: unknown) => (key === 'enabled' ? undefined : value))
