// Saves or prints the tree on screen as a picture.
// Knows the file's name and what the settings want of pictures. Does not know the picture or its formats (tree/save-picture.ts).
import type { Lab } from '../state/lab.svelte.ts'
import { RESULTS } from '../text/results.ts'
import { CollapsedTree } from '../tree/collapsed-tree.ts'
import { MergedTree } from '../tree/merged-tree.ts'
import { pictureText, savePicture } from '../tree/save-picture.ts'
import type { PictureLook } from '../tree/save-picture.ts'
import type { ShownTree } from '../tree/shown-tree.ts'
import { plainly } from '../tree/shown-tree.ts'
import { printPicture } from '../ui/print-picture.ts'
import { treeCaption } from './captions.ts'
import { pictureName } from './picture-name.ts'

/** Offers the tree for download as it is on screen, named by its method, problem, seed and the moment. A failure becomes the banner. */
export async function saveTree(lab: Lab, format: 'svg' | 'png'): Promise<void> {
  await lab.attempt(() => savePicture(shownOf(lab), { name: nameOf(lab), format, ...lookOf(lab) }))
}

/** Prints the tree for paper, alone on its page. A failure becomes the banner. */
export async function printTree(lab: Lab): Promise<void> {
  await lab.attempt(() => printPicture(pictureText(shownOf(lab), { ...lookOf(lab), paper: true }), nameOf(lab)))
}

function shownOf({ look, branches, run: { frame } }: Lab): ShownTree {
  const open = look.merging ? new MergedTree().follow(frame.tree) : plainly(frame.tree)
  return new CollapsedTree().follow(open, branches.collapsed)
}

function nameOf({ run: { header } }: Lab): string {
  if (!header) return pictureName(['espalier-tree'])
  const { method, problem, seed } = header.spec
  return pictureName(['espalier', header.imported ? 'imported' : method, problem.id, `seed-${seed}`])
}

function lookOf({ run: { header, frame }, settings: { picture, lens } }: Lab): PictureLook {
  return {
    reward: RESULTS.reward(header?.imported?.rewards),
    lens,
    paper: picture.paper,
    ...(header && picture.caption ? { caption: treeCaption(header, frame.tree) } : {}),
  }
}
