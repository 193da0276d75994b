// The table of all commands: buttons, shortcuts and the command palette read it.
// Knows what a user can do and when. Does not know how a command is shown.
import type { SteeringVerb } from '../../src-main/contract/steering.ts'
import type { ExperimentVerb } from '../state/experiment-verbs.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { Jump } from '../state/replay/jump.ts'
import { SCREEN_IDS } from '../state/settings.svelte.ts'
import type { ScreenId } from '../state/settings.svelte.ts'
import { TEXT } from '../text/english.ts'
import { LENS_IDS, treeText } from '../text/tree.ts'
import type { LensId } from '../text/tree.ts'
import { canTryOther, pickRuns, tryOther } from './compare-runs.ts'
import { importProblems } from './import-problems.ts'
import { importResults } from './import-results.ts'
import { openRunFile, savePage, saveRuns, starShown } from './run-files.ts'
import { copyLink } from './run-links.ts'
import { printPlot, savePlot } from './save-experiment.ts'
import { saveSolutions } from './save-solutions.ts'
import { printTree, saveTree } from './save-tree.ts'

export type CommandId = keyof typeof TEXT.commands | `screen.${ScreenId}` | `lens.${LensId}`

export interface Command {
  id: CommandId
  label: string
  /** Keys joined by `+`; `Mod` is Ctrl, or Command on a Mac. Null where the palette is enough. */
  shortcut: string | null
  enabled: (lab: Lab) => boolean
  run: (lab: Lab) => unknown
  /** Why it cannot be run now, in a sentence; null where it can, or nobody says. */
  reason?: (lab: Lab) => string | null
  /** Leaves its keys to a field in which somebody is writing. */
  yields?: true
}

const onSolve = (lab: Lab): boolean => lab.settings.screen === 'solve'
const onExperiment = (lab: Lab): boolean => lab.settings.screen === 'experiment'
const always = (): boolean => true
const hasRun = (lab: Lab): boolean => onSolve(lab) && !lab.comparison.on && lab.run.header !== null
/** Whether trees are on screen, one or several side by side. */
const seesTrees = (lab: Lab): boolean => onSolve(lab) && (lab.comparison.on || lab.run.header !== null)
const grown = (lab: Lab): boolean => hasRun(lab) && lab.run.frame.length > 1
const canStart = (lab: Lab): boolean =>
  onSolve(lab) && lab.connection === 'open' && !lab.starting && !lab.busy && lab.draft.request !== null
const online = (lab: Lab): boolean => onSolve(lab) && lab.connection === 'open'
/** Whether the chosen experiment can be told to do this now. */
const canSteer =
  (verb: ExperimentVerb) =>
  (lab: Lab): boolean =>
    onExperiment(lab) && lab.connection === 'open' && lab.experiments.verbs.includes(verb)
const hasHits = (lab: Lab): boolean => onSolve(lab) && lab.find.within(lab.run.frame.tree.nodes.length).length > 0
const hasFigure = (lab: Lab): boolean => onExperiment(lab) && lab.experiments.figure !== null

/** A row whose label is found among the words by its id. */
type Row = Omit<Command, 'id' | 'label'> & { id: keyof typeof TEXT.commands }

/** An act on the tree by hand, most of them at the selected node. */
function byHand(verb: SteeringVerb, shortcut: string): Row {
  const reason = (lab: Lab): string | null => lab.steering.reason(verb)
  return {
    id: `steer.${verb}`,
    shortcut,
    enabled: (lab) => onSolve(lab) && reason(lab) === null,
    run: (lab) => lab.steering.begin(verb),
    reason,
    yields: true,
  }
}

/** A jump to a moment of the run on screen. */
function jumpTo(id: Row['id'], jump: Jump, shortcut: string | null = null): Row {
  return {
    id,
    shortcut,
    enabled: (lab) => grown(lab) && lab.replay.canJump(jump),
    run: (lab) => lab.replay.jump(jump),
  }
}

function bookmarkBeside(id: Row['id'], step: 1 | -1, shortcut: string): Row {
  return {
    id,
    shortcut,
    enabled: (lab) => grown(lab) && lab.replay.beside(step) !== null,
    run: (lab) => lab.replay.goBeside(step),
  }
}

/** The way to a screen, which has its own words. */
function wayTo(screen: ScreenId): Command {
  const { name, shortcut } = TEXT.screens[screen]
  return {
    id: `screen.${screen}`,
    label: name,
    shortcut,
    enabled: (lab) => lab.settings.screen !== screen,
    run: (lab) => lab.showScreen(screen),
  }
}

/** The way to another lens on the tree. */
function lookBy(lens: LensId): Command {
  return {
    id: `lens.${lens}`,
    label: treeText.lens.command(treeText.lens.names[lens]),
    shortcut: null,
    enabled: (lab) => seesTrees(lab) && lab.settings.lens !== lens,
    run: (lab) => lab.look.setLens(lens),
  }
}

const TABLE: readonly (Row | Command)[] = [
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
  {
    id: 'run.stop',
    shortcut: 'Mod+.',
    enabled: (lab) => online(lab) && (lab.busy || lab.steering.working),
    run: (lab) => lab.steer('stop'),
  },
  {
    id: 'run.close',
    shortcut: null,
    enabled: (lab) => hasRun(lab) && !lab.busy,
    run: (lab) => lab.putAway(),
  },
  {
    id: 'settings.take',
    shortcut: null,
    enabled: hasRun,
    run: (lab) => {
      if (lab.run.header) lab.taken.take(lab.run.header)
      if (lab.panels.showing !== 'setup' || !lab.settings.left.open) lab.panels.toggle('left', 'setup')
    },
  },
  { id: 'run.star', shortcut: null, enabled: (lab) => hasRun(lab) && online(lab), run: (lab) => starShown(lab) },
  { id: 'link.copy', shortcut: 'Mod+Shift+L', enabled: hasRun, run: (lab) => copyLink(lab) },
  { id: 'run.open', shortcut: null, enabled: (lab) => lab.connection === 'open', run: (lab) => openRunFile(lab) },
  {
    id: 'run.save',
    shortcut: null,
    enabled: (lab) => grown(lab) && online(lab),
    run: (lab) => saveRuns(lab, [lab.run.id ?? '']),
  },
  { id: 'run.page', shortcut: null, enabled: (lab) => grown(lab) && online(lab), run: (lab) => savePage(lab) },
  { id: 'compare.method', shortcut: null, enabled: (lab) => online(lab) && canTryOther(lab), run: tryOther },
  { id: 'compare.pick', shortcut: null, enabled: onSolve, run: pickRuns },
  {
    id: 'compare.close',
    shortcut: null,
    enabled: (lab) => onSolve(lab) && lab.comparison.on,
    run: (lab) => lab.comparison.close(),
  },
  { id: 'view.fit', shortcut: 'Mod+Shift+F', enabled: hasRun, run: (lab) => (lab.autoFit = true) },
  { id: 'view.merge', shortcut: 'Mod+Shift+Q', enabled: seesTrees, run: (lab) => lab.look.toggleMerge() },
  ...LENS_IDS.map(lookBy),
  { id: 'view.outline', shortcut: 'Mod+Shift+O', enabled: hasRun, run: (lab) => lab.look.toggle('outline') },
  {
    id: 'view.chosen',
    shortcut: 'Mod+E',
    enabled: (lab) => onSolve(lab) && typeof lab.run.frame.tree.chosen?.node === 'number',
    run: (lab) => lab.selectChosen(),
  },
  {
    id: 'view.parent',
    shortcut: 'Alt+ArrowUp',
    enabled: (lab) => onSolve(lab) && lab.selected !== null && lab.selected !== 0,
    run: (lab) => lab.selectParent(),
  },
  {
    id: 'view.deselect',
    shortcut: null,
    enabled: (lab) => onSolve(lab) && lab.selected !== null,
    run: (lab) => (lab.selected = null),
  },
  {
    id: 'view.focus',
    shortcut: 'Alt+Enter',
    enabled: (lab) => onSolve(lab) && lab.selected !== null && lab.selected !== 0 && lab.selected !== lab.sight.focus,
    run: (lab) => lab.focusOn(lab.selected),
  },
  {
    id: 'view.unfocus',
    shortcut: null,
    enabled: (lab) => onSolve(lab) && lab.sight.focus !== null,
    run: (lab) => lab.focusOn(null),
  },
  {
    id: 'view.collapse',
    shortcut: 'Alt+C',
    enabled: (lab) => hasRun(lab) && lab.branches.selected === 'open',
    run: (lab) => lab.branches.collapse(lab.alike),
  },
  {
    id: 'view.expand',
    shortcut: 'Alt+X',
    enabled: (lab) => hasRun(lab) && lab.branches.selected === 'collapsed',
    run: (lab) => lab.branches.expand(lab.alike),
  },
  {
    id: 'view.expandAll',
    shortcut: 'Alt+Shift+X',
    enabled: (lab) => hasRun(lab) && lab.branches.collapsed.size > 0,
    run: (lab) => lab.branches.expandAll(),
  },
  { id: 'view.minimap', shortcut: null, enabled: hasRun, run: (lab) => lab.look.toggle('minimap') },
  { id: 'find.open', shortcut: 'Mod+F', enabled: hasRun, run: (lab) => lab.find.show() },
  { id: 'find.next', shortcut: 'F3', enabled: hasHits, run: (lab) => lab.findBeside(1) },
  { id: 'find.previous', shortcut: 'Shift+F3', enabled: hasHits, run: (lab) => lab.findBeside(-1) },
  { id: 'view.setup', shortcut: 'Mod+B', enabled: onSolve, run: (lab) => lab.panels.toggle('left', 'setup') },
  { id: 'view.history', shortcut: 'Mod+Shift+H', enabled: onSolve, run: (lab) => lab.panels.toggle('left', 'history') },
  {
    id: 'view.question',
    shortcut: 'Alt+Q',
    enabled: (lab) => onSolve(lab) && lab.problem !== null,
    run: (lab) => (lab.readingQuestion = true),
  },
  { id: 'view.details', shortcut: 'Mod+I', enabled: hasRun, run: (lab) => lab.panels.toggle('right') },
  {
    id: 'replay.play',
    shortcut: 'Mod+Shift+Space',
    enabled: (lab) => grown(lab) && !lab.run.playing,
    run: (lab) => lab.run.play(),
  },
  {
    id: 'replay.pause',
    shortcut: null,
    enabled: (lab) => onSolve(lab) && lab.run.playing,
    run: (lab) => lab.run.pause(),
  },
  {
    id: 'replay.end',
    shortcut: null,
    enabled: (lab) => onSolve(lab) && lab.run.cursor !== null,
    run: (lab) => lab.run.seek(null),
  },
  byHand('children', 'F4'),
  byHand('edit', 'F2'),
  byHand('write', 'Insert'),
  byHand('reward', 'Shift+F2'),
  byHand('prune', 'Delete'),
  byHand('restore', 'Shift+Delete'),
  byHand('undo', 'Mod+Z'),
  byHand('redo', 'Mod+Shift+Z'),
  {
    id: 'steer.list',
    shortcut: null,
    enabled: (lab) => hasRun(lab) && lab.steering.wasSteered,
    run: (lab) => (lab.steering.listing = true),
  },
  jumpTo('replay.answer', 'answer'),
  jumpTo('replay.right', 'right'),
  jumpTo('replay.leadNext', 'lead-next', 'Alt+Shift+PageDown'),
  jumpTo('replay.leadPrevious', 'lead-previous', 'Alt+Shift+PageUp'),
  jumpTo('replay.roundNext', 'round-next'),
  jumpTo('replay.roundPrevious', 'round-previous'),
  jumpTo('replay.foundNext', 'found-next'),
  jumpTo('replay.foundPrevious', 'found-previous'),
  jumpTo('replay.half', 'half'),
  jumpTo('replay.chosen', 'chosen'),
  {
    id: 'replay.bookmark',
    shortcut: 'Mod+Shift+B',
    enabled: grown,
    run: (lab) => (lab.replay.naming = lab.run.position),
  },
  bookmarkBeside('replay.bookmarkNext', 1, 'Alt+PageDown'),
  bookmarkBeside('replay.bookmarkPrevious', -1, 'Alt+PageUp'),
  { id: 'picture.svg', shortcut: null, enabled: grown, run: (lab) => saveTree(lab, 'svg') },
  { id: 'picture.png', shortcut: null, enabled: grown, run: (lab) => saveTree(lab, 'png') },
  { id: 'picture.print', shortcut: null, enabled: grown, run: (lab) => printTree(lab) },
  { id: 'picture.solutions', shortcut: null, enabled: grown, run: (lab) => saveSolutions(lab) },
  { id: 'problem.browse', shortcut: 'Mod+O', enabled: online, run: (lab) => (lab.choosingProblem = true) },
  { id: 'problem.random', shortcut: null, enabled: online, run: (lab) => lab.randomProblem() },
  {
    id: 'problem.import',
    shortcut: null,
    enabled: (lab) => lab.connection === 'open',
    run: (lab) => importProblems(lab),
  },
  {
    id: 'results.import',
    shortcut: null,
    enabled: (lab) => lab.connection === 'open',
    run: (lab) => importResults(lab),
  },
  {
    id: 'model.add',
    shortcut: null,
    enabled: (lab) => lab.connection === 'open',
    run: (lab) => lab.addModel(),
  },
  { id: 'seed.roll', shortcut: null, enabled: onSolve, run: (lab) => lab.draft.rollSeed() },
  ...SCREEN_IDS.map(wayTo),
  {
    id: 'experiment.new',
    shortcut: null,
    enabled: (lab) => onExperiment(lab) && !lab.experiments.drafting,
    run: (lab) => lab.experiments.startDraft(),
  },
  {
    id: 'experiment.pause',
    shortcut: null,
    enabled: canSteer('pause'),
    run: (lab) => lab.experiments.steer('pause'),
  },
  {
    id: 'experiment.resume',
    shortcut: null,
    enabled: canSteer('resume'),
    run: (lab) => lab.experiments.steer('resume'),
  },
  {
    id: 'experiment.cancel',
    shortcut: null,
    enabled: canSteer('cancel'),
    run: (lab) => lab.experiments.steer('cancel'),
  },
  { id: 'figure.svg', shortcut: null, enabled: hasFigure, run: (lab) => savePlot(lab, 'svg') },
  { id: 'figure.png', shortcut: null, enabled: hasFigure, run: (lab) => savePlot(lab, 'png') },
  { id: 'figure.print', shortcut: null, enabled: hasFigure, run: (lab) => printPlot(lab) },
  {
    id: 'theme.light',
    shortcut: null,
    enabled: (lab) => lab.settings.theme !== 'light',
    run: (lab) => lab.look.setTheme('light'),
  },
  {
    id: 'theme.dark',
    shortcut: null,
    enabled: (lab) => lab.settings.theme !== 'dark',
    run: (lab) => lab.look.setTheme('dark'),
  },
  {
    id: 'theme.system',
    shortcut: null,
    enabled: (lab) => lab.settings.theme !== 'system',
    run: (lab) => lab.look.setTheme('system'),
  },
  {
    id: 'devices.open',
    shortcut: null,
    enabled: (lab) => lab.connection === 'open',
    run: (lab) => (lab.showingDevices = true),
  },
  { id: 'settings.open', shortcut: 'Mod+,', enabled: always, run: (lab) => (lab.help = 'settings') },
  { id: 'help.shortcuts', shortcut: '?', enabled: always, run: (lab) => (lab.help = 'shortcuts') },
  { id: 'help.glossary', shortcut: null, enabled: always, run: (lab) => lab.explain() },
  { id: 'help.tour', shortcut: null, enabled: always, run: (lab) => lab.tour(true) },
  { id: 'help.about', shortcut: null, enabled: always, run: (lab) => (lab.help = 'about') },
  { id: 'palette.open', shortcut: 'Mod+K', enabled: always, run: (lab) => (lab.palette = true) },
]

/** Every command, in the order of the palette. */
export const COMMANDS: readonly Command[] = TABLE.map((row) =>
  'label' in row ? row : { ...row, label: TEXT.commands[row.id] },
)

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
