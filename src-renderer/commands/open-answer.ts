// Opens the tree behind an answer of an experiment on the Solve screen.
// Knows that a run here is grown again, and that imported results have their solutions. Does not know either tree.
import type { ExperimentAnswer } from '../../src-main/contract/experiment.ts'
import type { PointName } from '../../src-main/contract/experiment-summary.ts'
import type { Lab } from '../state/lab.svelte.ts'

/** Brings the tree on screen; a failure becomes the banner. */
export async function openAnswer(
  lab: Lab,
  point: PointName,
  { run, problem }: Pick<ExperimentAnswer, 'run' | 'problem'>,
): Promise<void> {
  if (run) {
    await lab.openTree(run)
    return
  }
  await lab.attempt(async () => {
    const id = await lab.experiments.importedTree(point, problem.id)
    if (id === null) return
    lab.showScreen('solve')
    await lab.openRun(id)
  })
}
