// The table of all commands: buttons, shortcuts and the command palette read it.
// Knows what a user can do and when. Does not know how a command is shown.
import type { SteeringVerb } from '../../src-main/contract/steering.ts'
import type { ExperimentVerb } from '../state/experiment-verbs.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { Jump } from '../state/replay/jump.ts'
import { SCREEN_IDS } from '../state/settings.svelte.ts'
import type { ScreenId, Theme } from '../state/settings.svelte.ts'
import { TEXT } from '../text/english.ts'
import { NEEDS } from '../text/needs.ts'
import { RUNS } from '../text/runs.ts'
import { LENS_IDS, treeText } from '../text/tree.ts'
import type { LensId } from '../text/tree.ts'
import { pickRuns, tryOther } from './compare-runs.ts'
import { importProblems } from './import-problems.ts'
import { importResults } from './import-results.ts'
import type { Need } from './needs.ts'
import * as needs from './needs.ts'
import { lackOf } from './needs.ts'
import { openRunFile, savePage, saveRuns, starShown } from './run-files.ts'
import { copyLink } from './run-links.ts'
import { printPlot, savePlot } from './save-experiment.ts'
import { saveSolutions } from './save-solutions.ts'
import { printTree, saveTree } from './save-tree.ts'
import { exportWorkspace, importWorkspace } from './workspace-file.ts'
import { checkForUpdates } from './update.ts'

export type CommandId = keyof typeof TEXT.commands | `screen.${ScreenId}` | `lens.${LensId}`

export interface Command {
  id: CommandId
  label: string
  /** Keys joined by `+`; `Mod` is Ctrl, or Command on a Mac. Null where the palette is enough. */
  shortcut: string | null
  /** What it needs to be run now, told in this order where it is lacking. */
  needs: readonly Need[]
  run: (lab: Lab) => unknown
  /** Leaves its keys to a field in which somebody is writing. */
  yields?: true
}

/** A row whose label is found among the words by its id. */
type Row = Omit<Command, 'id' | 'label'> & { id: keyof typeof TEXT.commands }

/** An act on the tree by hand, most of them at the selected node. */
function byHand(verb: SteeringVerb, shortcut: string): Row {
  return {
    id: `steer.${verb}`,
    shortcut,
    needs: [needs.byHand(verb)],
    run: (lab) => lab.steering.begin(verb),
    yields: true,
  }
}

/** A jump to a moment of the run on screen. */
function jumpTo(id: Row['id'], jump: Jump, shortcut: string | null = null): Row {
  return { id, shortcut, needs: [needs.jump(jump)], run: (lab) => lab.replay.jump(jump) }
}

function bookmarkBeside(id: Row['id'], step: 1 | -1, shortcut: string): Row {
  return { id, shortcut, needs: [needs.bookmark(step)], run: (lab) => lab.replay.goBeside(step) }
}

/** The way to a screen, which has its own words. */
function wayTo(screen: ScreenId): Command {
  const { name, shortcut } = TEXT.screens[screen]
  return {
    id: `screen.${screen}`,
    label: name,
    shortcut,
    needs: [needs.otherScreen(screen)],
    run: (lab) => lab.showScreen(screen),
  }
}

/** The way to another lens on the tree. */
function lookBy(lens: LensId): Command {
  return {
    id: `lens.${lens}`,
    label: treeText.lens.command(treeText.lens.names[lens]),
    shortcut: null,
    needs: [needs.otherLens(lens)],
    run: (lab) => lab.look.setLens(lens),
  }
}

function themeOf(theme: Theme): Row {
  return {
    id: `theme.${theme}`,
    shortcut: null,
    needs: [needs.otherTheme(theme)],
    run: (lab) => lab.look.setTheme(theme),
  }
}

/** Tells the chosen experiment to do this. */
function tellExperiment(verb: ExperimentVerb): Row {
  return {
    id: `experiment.${verb}`,
    shortcut: null,
    needs: [needs.experimentVerb(verb)],
    run: (lab) => lab.experiments.steer(verb),
  }
}

const TABLE: readonly (Row | Command)[] = [
  { id: 'run.start', shortcut: 'Mod+Enter', needs: [needs.startable], run: (lab) => lab.startRun() },
  {
    id: 'run.again',
    shortcut: 'Mod+Shift+Enter',
    needs: [needs.startable],
    run: (lab) => {
      lab.draft.rollSeed()
      return lab.startRun()
    },
  },
  {
    id: 'run.pause',
    shortcut: 'F8',
    needs: [needs.searching],
    run: (lab) => lab.steer('pause'),
  },
  {
    id: 'run.resume',
    shortcut: 'F9',
    needs: [needs.paused],
    run: (lab) => lab.steer('resume'),
  },
  {
    id: 'run.step',
    shortcut: 'F10',
    needs: [needs.stepable],
    run: (lab) => (lab.runState === 'paused' ? lab.steer('step') : lab.startRun({ paused: true })),
  },
  {
    id: 'run.stop',
    shortcut: 'Mod+.',
    needs: [needs.stoppable],
    run: (lab) => lab.steer('stop'),
  },
  {
    id: 'run.close',
    shortcut: null,
    needs: [needs.ended],
    run: (lab) => lab.putAway(),
  },
  {
    id: 'settings.take',
    shortcut: null,
    needs: [needs.run],
    run: (lab) => {
      if (lab.run.header) lab.taken.take(lab.run.header)
      if (!lab.taken.told) lab.passing = RUNS.taken.same
      if (lab.panels.showing !== 'setup' || !lab.settings.left.open) lab.panels.toggle('left', 'setup')
    },
  },
  { id: 'run.star', shortcut: null, needs: [needs.run, needs.engine], run: (lab) => starShown(lab) },
  { id: 'link.copy', shortcut: 'Mod+Shift+L', needs: [needs.run], run: (lab) => copyLink(lab) },
  { id: 'run.open', shortcut: null, needs: [needs.engine], run: (lab) => openRunFile(lab) },
  {
    id: 'run.save',
    shortcut: null,
    needs: [needs.grown, needs.engine],
    run: (lab) => saveRuns(lab, [lab.run.id ?? '']),
  },
  { id: 'run.page', shortcut: null, needs: [needs.grown, needs.engine], run: (lab) => savePage(lab) },
  { id: 'compare.method', shortcut: null, needs: [needs.otherMethod], run: tryOther },
  { id: 'compare.pick', shortcut: null, needs: [needs.solve], run: pickRuns },
  {
    id: 'compare.close',
    shortcut: null,
    needs: [needs.comparison],
    run: (lab) => lab.comparison.close(),
  },
  { id: 'view.fit', shortcut: 'Mod+Shift+F', needs: [needs.run], run: (lab) => (lab.autoFit = true) },
  { id: 'view.merge', shortcut: 'Mod+Shift+Q', needs: [needs.trees], run: (lab) => lab.look.toggleMerge() },
  ...LENS_IDS.map(lookBy),
  { id: 'view.outline', shortcut: 'Mod+Shift+O', needs: [needs.run], run: (lab) => lab.look.toggle('outline') },
  {
    id: 'view.chosen',
    shortcut: 'Mod+E',
    needs: [needs.chosen],
    run: (lab) => lab.selectChosen(),
  },
  {
    id: 'view.parent',
    shortcut: 'Alt+ArrowUp',
    needs: [needs.belowRoot],
    run: (lab) => lab.selectParent(),
  },
  {
    id: 'view.deselect',
    shortcut: null,
    needs: [needs.selection],
    run: (lab) => (lab.selected = null),
  },
  {
    id: 'view.focus',
    shortcut: 'Alt+Enter',
    needs: [needs.focusable],
    run: (lab) => lab.focusOn(lab.selected),
  },
  {
    id: 'view.unfocus',
    shortcut: null,
    needs: [needs.focused],
    run: (lab) => lab.focusOn(null),
  },
  {
    id: 'view.collapse',
    shortcut: 'Alt+C',
    needs: [needs.openBranch],
    run: (lab) => lab.branches.collapse(lab.alike),
  },
  {
    id: 'view.expand',
    shortcut: 'Alt+X',
    needs: [needs.collapsedBranch],
    run: (lab) => lab.branches.expand(lab.alike),
  },
  {
    id: 'view.expandAll',
    shortcut: 'Alt+Shift+X',
    needs: [needs.collapsedBranches],
    run: (lab) => lab.branches.expandAll(),
  },
  { id: 'view.minimap', shortcut: null, needs: [needs.run], run: (lab) => lab.look.toggle('minimap') },
  { id: 'find.open', shortcut: 'Mod+F', needs: [needs.run], run: (lab) => lab.find.show() },
  { id: 'find.next', shortcut: 'F3', needs: [needs.hits], run: (lab) => lab.findBeside(1) },
  { id: 'find.previous', shortcut: 'Shift+F3', needs: [needs.hits], run: (lab) => lab.findBeside(-1) },
  { id: 'view.setup', shortcut: 'Mod+B', needs: [needs.solve], run: (lab) => lab.panels.toggle('left', 'setup') },
  {
    id: 'view.history',
    shortcut: 'Mod+Shift+H',
    needs: [needs.solve],
    run: (lab) => lab.panels.toggle('left', 'history'),
  },
  {
    id: 'view.question',
    shortcut: 'Alt+Q',
    needs: [needs.problem],
    run: (lab) => (lab.readingQuestion = true),
  },
  { id: 'view.details', shortcut: 'Mod+I', needs: [needs.run], run: (lab) => lab.panels.toggle('right') },
  {
    id: 'replay.play',
    shortcut: 'Mod+Shift+Space',
    needs: [needs.still],
    run: (lab) => lab.run.play(),
  },
  {
    id: 'replay.pause',
    shortcut: null,
    needs: [needs.playing],
    run: (lab) => lab.run.pause(),
  },
  {
    id: 'replay.end',
    shortcut: null,
    needs: [needs.earlier],
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
    needs: [needs.steered],
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
    needs: [needs.grown],
    run: (lab) => (lab.replay.naming = lab.run.position),
  },
  bookmarkBeside('replay.bookmarkNext', 1, 'Alt+PageDown'),
  bookmarkBeside('replay.bookmarkPrevious', -1, 'Alt+PageUp'),
  { id: 'picture.svg', shortcut: null, needs: [needs.grown], run: (lab) => saveTree(lab, 'svg') },
  { id: 'picture.png', shortcut: null, needs: [needs.grown], run: (lab) => saveTree(lab, 'png') },
  { id: 'picture.print', shortcut: null, needs: [needs.grown], run: (lab) => printTree(lab) },
  { id: 'picture.solutions', shortcut: null, needs: [needs.grown], run: (lab) => saveSolutions(lab) },
  { id: 'problem.browse', shortcut: 'Mod+O', needs: [needs.online], run: (lab) => (lab.choosingProblem = true) },
  { id: 'problem.random', shortcut: null, needs: [needs.online], run: (lab) => lab.randomProblem() },
  {
    id: 'problem.import',
    shortcut: null,
    needs: [needs.engine],
    run: (lab) => importProblems(lab),
  },
  {
    id: 'results.import',
    shortcut: null,
    needs: [needs.engine],
    run: (lab) => importResults(lab),
  },
  {
    id: 'model.add',
    shortcut: null,
    needs: [needs.engine],
    run: (lab) => lab.addModel(),
  },
  { id: 'seed.roll', shortcut: null, needs: [needs.solve], run: (lab) => lab.draft.rollSeed() },
  ...SCREEN_IDS.map(wayTo),
  {
    id: 'experiment.new',
    shortcut: null,
    needs: [needs.notDrafting],
    run: (lab) => lab.experiments.startDraft(),
  },
  tellExperiment('pause'),
  tellExperiment('resume'),
  tellExperiment('cancel'),
  { id: 'figure.svg', shortcut: null, needs: [needs.figure], run: (lab) => savePlot(lab, 'svg') },
  { id: 'figure.png', shortcut: null, needs: [needs.figure], run: (lab) => savePlot(lab, 'png') },
  { id: 'figure.print', shortcut: null, needs: [needs.figure], run: (lab) => printPlot(lab) },
  themeOf('light'),
  themeOf('dark'),
  themeOf('system'),
  {
    id: 'devices.open',
    shortcut: null,
    needs: [needs.engine],
    run: (lab) => (lab.showingDevices = true),
  },
  { id: 'workspace.export', shortcut: null, needs: [needs.engine], run: (lab) => exportWorkspace(lab) },
  { id: 'workspace.import', shortcut: null, needs: [needs.engine], run: (lab) => importWorkspace(lab) },
  { id: 'settings.open', shortcut: 'Mod+,', needs: [], run: (lab) => (lab.help = 'settings') },
  { id: 'help.shortcuts', shortcut: '?', needs: [], run: (lab) => (lab.help = 'shortcuts') },
  { id: 'help.glossary', shortcut: null, needs: [], run: (lab) => lab.explain() },
  { id: 'help.tour', shortcut: null, needs: [], run: (lab) => lab.tour(true) },
  { id: 'update.check', shortcut: null, needs: [], run: checkForUpdates },
  { id: 'help.about', shortcut: null, needs: [], run: (lab) => (lab.help = 'about') },
  { id: 'palette.open', shortcut: 'Mod+K', needs: [], run: (lab) => (lab.palette = true) },
]

/** Every command, in the order of the palette. */
export const COMMANDS: readonly Command[] = TABLE.map((row) =>
  'label' in row ? row : { ...row, label: TEXT.commands[row.id] },
)

/** The command with this id. */
export function commandById(id: CommandId): Command {
  return COMMANDS.find((command) => command.id === id)!
}

/** Why a command cannot be run now, in a sentence; null where it can. */
export function lackFor(command: Command, lab: Lab): string | null {
  return lackOf(command.needs, lab)
}

/** Runs a command, or has the window say why it cannot be run now. Returns whether it was run. */
export function runCommand(id: CommandId, lab: Lab): boolean {
  const command = commandById(id)
  const lack = lackFor(command, lab)
  if (lack !== null) lab.passing = NEEDS.declined(command.label, lack)
  if (lack === null) command.run(lab)
  return lack === null
}
