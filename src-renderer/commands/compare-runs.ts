// Comparing runs: picked in the history, or the run on screen again by another method.
// Knows which run is the one to begin from, and what stands in the way. Does not know how runs are compared.
import type { Method } from '../../src-main/contract/method.ts'
import type { RunHeader, RunRequest } from '../../src-main/contract/run.ts'
import { usualVerifier } from '../../src-main/contract/verifier-fit.ts'
import { sameByOther } from '../state/compare/other-method.ts'
import type { Lab } from '../state/lab.svelte.ts'

/** The run whose problem, models, sampling and seed another method would take: the first one of a comparison, or the one on screen. */
export function baseRun({ comparison, run }: Lab): RunHeader | null {
  return comparison.on ? (comparison.headers[0] ?? null) : run.header
}

/** Asks for the other method. */
export function tryOther(lab: Lab): void {
  lab.comparison.choosingMethod = true
}

/** The run that a method would make of this one; null where it needs a reward model and there is none. */
export function requestBy(lab: Lab, base: RunHeader, method: Method): RunRequest | null {
  return sameByOther(base, method, lab.draft.verifier ?? usualVerifier(base.spec.policy, lab.models))
}

/** Starts it and shows both side by side; a failure becomes the banner. */
export async function runByOther(lab: Lab, base: RunHeader, method: Method): Promise<void> {
  lab.comparison.choosingMethod = false
  const request = requestBy(lab, base, method)
  if (request) await lab.startBeside(request, base.id)
}

/** Shows the history, where runs are picked for a comparison. */
export function pickRuns(lab: Lab): void {
  if (lab.comparison.picks.ids === null && (lab.panels.showing !== 'history' || !lab.settings.left.open)) {
    lab.panels.toggle('left', 'history')
  }
  const { comparison, run } = lab
  comparison.picks.switch(comparison.on ? comparison.ids : run.id === null ? [] : [run.id])
}

/** Puts the picked runs side by side; a failure becomes the banner. */
export async function comparePicked(lab: Lab): Promise<void> {
  const { ids } = lab.comparison.picks
  if (!ids) return
  lab.panels.drawer = null
  await lab.attempt(() => lab.comparison.open(ids))
}
