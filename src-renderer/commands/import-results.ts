// Imports a file with results of others: asks for it, shows what it would be, and brings what came of it on screen.
// Knows the endings of such files. Does not know what is in them.
import type { Lab } from '../state/lab.svelte.ts'
import { pickFile } from '../ui/pick-file.ts'

const ENDINGS = '.json,.jsonl,application/json'

/** Asks for a file and shows its preview. */
export async function importResults(lab: Lab): Promise<void> {
  const file = await pickFile(ENDINGS)
  if (file) await lab.startResults(file)
}

/** Keeps the file whose preview is shown. */
export async function keepResults(lab: Lab): Promise<void> {
  const kept = (await lab.importing?.keep()) ?? null
  if (!kept) return
  lab.importing = null
  const { experiment, runs } = kept
  const [first] = runs
  if (experiment !== null) {
    lab.showScreen('experiment')
    await lab.experiments.reload()
    lab.experiments.show(experiment)
  } else if (first !== undefined) {
    lab.showScreen('solve')
    lab.panels.showing = 'history'
    await lab.attempt(() => lab.openRun(first))
  }
}
