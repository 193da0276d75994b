// The table of all commands: buttons, shortcuts and the command palette read it.
// Knows what a user can do and when. Does not know how a command is shown.
import type { Lab } from './state/lab.svelte.ts'
import { TEXT } from './text/english.ts'

export type CommandId = keyof typeof TEXT.commands

export interface Command {
  id: CommandId
  /** Keys joined by `+`; `Mod` is Ctrl, or Command on a Mac. Null where the palette is enough. */
  shortcut: string | null
  enabled: (lab: Lab) => boolean
  run: (lab: Lab) => unknown
}

const always = (): boolean => true
const hasRun = (lab: Lab): boolean => lab.run.header !== null
const grown = (lab: Lab): boolean => lab.run.frame.length > 1
const canStart = (lab: Lab): boolean =>
  lab.connection === 'open' && !lab.starting && !lab.busy && lab.draft.request !== null
const online = (lab: Lab): boolean => lab.connection === 'open'

export const COMMANDS: readonly Command[] = [
  { id: 'run.start', shortcut: 'Mod+Enter', enabled: canStart, run: (lab) => lab.startRun() },
  {
    id: 'run.again',
    shortcut: 'Mod+Shift+Enter',
    enabled: canStart,
    run: (lab) => {
      lab.draft.rollSeed()
      return lab.startRun()
    },
  },
  {
    id: 'run.pause',
    shortcut: 'F8',
    enabled: (lab) => online(lab) && (lab.runState === 'running' || lab.runState === 'queued'),
    run: (lab) => lab.steer('pause'),
  },
  {
    id: 'run.resume',
    shortcut: 'F9',
    enabled: (lab) => online(lab) && lab.runState === 'paused',
    run: (lab) => lab.steer('resume'),
  },
  {
    id: 'run.step',
    shortcut: 'F10',
    enabled: (lab) => canStart(lab) || (online(lab) && lab.runState === 'paused'),
    run: (lab) => (lab.runState === 'paused' ? lab.steer('step') : lab.startRun({ paused: true })),
  },
  { id: 'run.stop', shortcut: 'Mod+.', enabled: (lab) => online(lab) && lab.busy, run: (lab) => lab.steer('stop') },
  {
    id: 'run.close',
    shortcut: null,
    enabled: (lab) => hasRun(lab) && !lab.busy,
    run: (lab) => lab.putAway(),
  },
  { id: 'view.fit', shortcut: 'Mod+Shift+F', enabled: hasRun, run: (lab) => (lab.autoFit = true) },
  { id: 'view.outline', shortcut: 'Mod+Shift+O', enabled: hasRun, run: (lab) => lab.toggleOutline() },
  {
    id: 'view.chosen',
    shortcut: 'Mod+E',
    enabled: (lab) => typeof lab.run.frame.tree.chosen?.node === 'number',
    run: (lab) => lab.selectChosen(),
  },
  {
    id: 'view.parent',
    shortcut: 'Alt+ArrowUp',
    enabled: (lab) => lab.selected !== null && lab.selected !== 0,
    run: (lab) => lab.selectParent(),
  },
  { id: 'view.deselect', shortcut: null, enabled: (lab) => lab.selected !== null, run: (lab) => (lab.selected = null) },
  { id: 'view.setup', shortcut: 'Mod+B', enabled: always, run: (lab) => lab.togglePanel('left', 'setup') },
  { id: 'view.history', shortcut: 'Mod+Shift+H', enabled: always, run: (lab) => lab.togglePanel('left', 'history') },
  { id: 'view.details', shortcut: 'Mod+I', enabled: hasRun, run: (lab) => lab.togglePanel('right') },
  {
    id: 'replay.play',
    shortcut: 'Mod+Shift+Space',
    enabled: (lab) => grown(lab) && !lab.run.playing,
    run: (lab) => lab.run.play(),
  },
  { id: 'replay.pause', shortcut: null, enabled: (lab) => lab.run.playing, run: (lab) => lab.run.pause() },
  { id: 'replay.end', shortcut: null, enabled: (lab) => lab.run.cursor !== null, run: (lab) => lab.run.seek(null) },
  { id: 'picture.svg', shortcut: null, enabled: grown, run: (lab) => lab.savePicture('svg') },
  { id: 'picture.png', shortcut: null, enabled: grown, run: (lab) => lab.savePicture('png') },
  { id: 'problem.browse', shortcut: 'Mod+O', enabled: online, run: (lab) => (lab.choosingProblem = true) },
  { id: 'problem.random', shortcut: null, enabled: online, run: (lab) => lab.randomProblem() },
  { id: 'seed.roll', shortcut: null, enabled: always, run: (lab) => lab.draft.rollSeed() },
  {
    id: 'theme.light',
    shortcut: null,
    enabled: (lab) => lab.settings.theme !== 'light',
    run: (lab) => lab.setTheme('light'),
  },
  {
    id: 'theme.dark',
    shortcut: null,
    enabled: (lab) => lab.settings.theme !== 'dark',
    run: (lab) => lab.setTheme('dark'),
  },
  {
    id: 'theme.system',
    shortcut: null,
    enabled: (lab) => lab.settings.theme !== 'system',
    run: (lab) => lab.setTheme('system'),
  },
  { id: 'palette.open', shortcut: 'Mod+K', enabled: always, run: (lab) => (lab.palette = true) },
]

/** The command with this id. */
export function commandById(id: CommandId): Command {
  return COMMANDS.find((command) => command.id === id)!
}

/** Runs a command if it is enabled now. Returns whether it was. */
export function runCommand(id: CommandId, lab: Lab): boolean {
  const command = commandById(id)
  if (!command.enabled(lab)) return false
  command.run(lab)
  return true
}
