// Which commands stand in the menus of the desktop program, in groups.
// Knows the table of commands. Does not know how a menu is shown: the program around the window has its own entries beside these.
import type { MenuEntry, MenuName, WindowOffer } from '../../src-main/contract/window-offer.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { CommandId } from './commands.ts'
import { commandById, lackFor } from './commands.ts'

const MENUS: Record<MenuName, readonly (readonly CommandId[])[]> = {
  file: [
    ['run.open', 'run.save', 'run.page'],
    ['problem.import', 'results.import', 'model.add'],
    ['picture.svg', 'picture.png', 'picture.print', 'picture.solutions'],
    ['figure.svg', 'figure.png', 'figure.print'],
    ['workspace.export', 'workspace.import'],
    ['settings.open'],
  ],
  run: [
    ['run.start', 'run.again'],
    ['run.pause', 'run.resume', 'run.step', 'run.stop'],
    ['problem.browse', 'problem.random', 'seed.roll'],
    ['compare.method', 'compare.pick', 'compare.close'],
    ['experiment.new', 'experiment.pause', 'experiment.resume', 'experiment.cancel'],
  ],
  view: [
    ['screen.solve', 'screen.experiment', 'screen.models'],
    ['view.setup', 'view.history', 'view.details', 'view.outline'],
    ['view.fit', 'view.merge', 'find.open'],
    ['theme.system', 'theme.light', 'theme.dark'],
  ],
  help: [
    ['palette.open', 'help.shortcuts', 'help.glossary', 'help.tour'],
    ['devices.open'],
    ['update.check', 'help.about'],
  ],
}

/** The menus, and what of them can be done now. */
export function menusOf(lab: Lab): WindowOffer['menus'] {
  const entry = (id: CommandId): MenuEntry => {
    const command = commandById(id)
    const { label, shortcut } = command
    return { id, label, shortcut, enabled: lackFor(command, lab) === null }
  }
  const groups = Object.entries(MENUS).map(([name, rows]) => [name, rows.map((ids) => ids.map(entry))] as const)
  return Object.fromEntries(groups) as WindowOffer['menus']
}
