// What a command needs, each with the sentence that says that it is lacking.
// Knows the window's state. Does not know commands.
import type { SteeringVerb } from '../../src-main/contract/steering.ts'
import type { ExperimentVerb } from '../state/experiment-verbs.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { Jump } from '../state/replay/jump.ts'
import { NEEDS } from '../text/needs.ts'
import { baseRun } from './compare-runs.ts'

/** Says what is lacking; null where it is there. */
export type Need = (lab: Lab) => string | null

const unless = (met: (lab: Lab) => boolean, lacking: string): Need => {
  return (lab) => (met(lab) ? null : lacking)
}
/** All of these, told in this order. */
const all = (...needs: readonly Need[]): Need => {
  return (lab) => lackOf(needs, lab)
}

/** What is lacking first. */
export function lackOf(needs: readonly Need[], lab: Lab): string | null {
  for (const need of needs) {
    const lack = need(lab)
    if (lack !== null) return lack
  }
  return null
}

export const solve = unless((lab) => lab.settings.screen === 'solve', NEEDS.solve)
const experiment = unless((lab) => lab.settings.screen === 'experiment', NEEDS.experiment)
export const engine = unless((lab) => lab.connection === 'open', NEEDS.engine)
export const online = all(solve, engine)

/** That a search can begin. */
export const startable = all(
  online,
  unless((lab) => !lab.starting, NEEDS.notStarting),
  unless((lab) => !lab.busy, NEEDS.idle),
  unless((lab) => lab.draft.request !== null, NEEDS.form),
)
/** That a search can begin, or goes on a step. */
export const stepable: Need = (lab) => {
  if (lab.runState === 'paused') return online(lab)
  return lab.busy ? NEEDS.startOrPaused : startable(lab)
}
export const searching = all(
  online,
  unless((lab) => lab.runState === 'running' || lab.runState === 'queued', NEEDS.searching),
)
export const paused = all(
  online,
  unless((lab) => lab.runState === 'paused', NEEDS.paused),
)
export const stoppable = all(
  online,
  unless((lab) => lab.busy || lab.steering.working, NEEDS.stoppable),
)

/** A run alone on screen. */
export const run = all(
  solve,
  unless((lab) => !lab.comparison.on, NEEDS.single),
  unless((lab) => lab.run.header !== null, NEEDS.run),
)
/** Trees on screen, one or several side by side. */
export const trees = all(
  solve,
  unless((lab) => lab.comparison.on || lab.run.header !== null, NEEDS.run),
)
export const ended = all(
  run,
  unless((lab) => !lab.busy, NEEDS.idle),
)
export const grown = all(
  run,
  unless((lab) => lab.run.frame.length > 1, NEEDS.grown),
)
export const steered = all(
  run,
  unless((lab) => lab.steering.wasSteered, NEEDS.steered),
)
export const chosen = all(
  run,
  unless((lab) => typeof lab.run.frame.tree.chosen?.node === 'number', NEEDS.chosen),
)
export const selection = all(
  run,
  unless((lab) => lab.selected !== null, NEEDS.selection),
)
export const belowRoot = all(
  selection,
  unless((lab) => lab.selected !== 0, NEEDS.belowRoot),
)
export const focusable = all(
  selection,
  unless((lab) => lab.selected !== 0 && lab.selected !== lab.sight.focus, NEEDS.focusable),
)
export const focused = all(
  run,
  unless((lab) => lab.sight.focus !== null, NEEDS.focused),
)
export const openBranch = all(
  selection,
  unless((lab) => lab.branches.selected === 'open', NEEDS.openBranch),
)
export const collapsedBranch = all(
  selection,
  unless((lab) => lab.branches.selected === 'collapsed', NEEDS.collapsedBranch),
)
export const collapsedBranches = all(
  run,
  unless((lab) => lab.branches.collapsed.size > 0, NEEDS.collapsedBranches),
)
export const hits = all(
  run,
  unless((lab) => lab.find.within(lab.run.frame.tree.nodes.length).length > 0, NEEDS.hits),
)
export const problem = all(
  solve,
  unless((lab) => lab.problem !== null, NEEDS.problem),
)

/** A run that another method can be set beside, and room for that. */
export const otherMethod = all(
  online,
  unless((lab) => baseRun(lab) !== null, NEEDS.run),
  unless((lab) => !baseRun(lab)?.imported, NEEDS.ownRun),
  unless((lab) => !lab.starting, NEEDS.notStarting),
  unless((lab) => !lab.comparison.on || lab.comparison.hasRoom, NEEDS.room),
)
export const comparison = all(
  solve,
  unless((lab) => lab.comparison.on, NEEDS.comparison),
)

export const still = all(
  grown,
  unless((lab) => !lab.run.playing, NEEDS.notPlaying),
)
export const playing = all(
  run,
  unless((lab) => lab.run.playing, NEEDS.playing),
)
export const earlier = all(
  run,
  unless((lab) => lab.run.cursor !== null, NEEDS.earlier),
)
export const jump = (to: Jump): Need =>
  all(
    grown,
    unless((lab) => lab.replay.canJump(to), NEEDS.jump),
  )
export const bookmark = (step: 1 | -1): Need =>
  all(
    grown,
    unless((lab) => lab.replay.beside(step) !== null, NEEDS.bookmark),
  )

/** That this can be done by hand now. */
export const byHand = (verb: SteeringVerb): Need => all(run, (lab) => lab.steering.reason(verb))

export const notDrafting = all(
  experiment,
  unless((lab) => !lab.experiments.drafting, NEEDS.notDrafting),
)
/** That the chosen experiment can be told to do this now. */
export const experimentVerb = (verb: ExperimentVerb): Need =>
  all(
    experiment,
    engine,
    unless((lab) => lab.experiments.verbs.includes(verb), NEEDS.experimentVerb[verb]),
  )
export const figure = all(
  experiment,
  unless((lab) => lab.experiments.figure !== null, NEEDS.figure),
)

export const otherScreen = (screen: Lab['settings']['screen']): Need =>
  unless((lab) => lab.settings.screen !== screen, NEEDS.otherScreen)
export const otherTheme = (theme: Lab['settings']['theme']): Need =>
  unless((lab) => lab.settings.theme !== theme, NEEDS.otherTheme)
export const otherLens = (lens: Lab['settings']['lens']): Need =>
  all(
    trees,
    unless((lab) => lab.settings.lens !== lens, NEEDS.otherLens),
  )
