// Saves the solutions of the run on screen as the paper's code writes them.
// Knows that a failure becomes the banner. Does not know what is in the file.
import type { Lab } from '../state/lab.svelte.ts'
import { downloadText } from '../ui/download.ts'

/** Offers the file for download. */
export async function saveSolutions(lab: Lab): Promise<void> {
  await lab.attempt(async () => {
    const file = await lab.run.solutionsFile()
    if (file) downloadText(file)
  })
}
