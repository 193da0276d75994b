// Saves the tree on screen as a picture.
// Knows the file's name. Does not know the picture or its formats (tree/save-picture.ts).
import type { Lab } from '../state/lab.svelte.ts'
import { RESULTS } from '../text/results.ts'
import { MergedTree } from '../tree/merged-tree.ts'
import { savePicture } from '../tree/save-picture.ts'
import { plainly } from '../tree/shown-tree.ts'

/** Offers the tree for download as it is on screen, named by its method and problem. A failure becomes the banner. */
export async function saveTree(lab: Lab, format: 'svg' | 'png'): Promise<void> {
  const { frame, header } = lab.run
  const how = header?.imported ? 'imported' : header?.spec.method
  const name = header ? `espalier-${how}-${header.spec.problem.id}` : 'espalier-tree'
  const reward = RESULTS.reward(header?.imported?.rewards)
  const shown = lab.merging ? new MergedTree().follow(frame.tree) : plainly(frame.tree)
  await lab.attempt(() => savePicture(shown, { name, format, reward, lens: lab.settings.lens }))
}
