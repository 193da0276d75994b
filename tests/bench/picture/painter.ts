// What each way of drawing a tree is measured by.
// Knows the three verbs. Does not know who draws.
import type { Tree } from '../../../src-main/contract/tree.ts'

export interface Painter {
  /** Works out where the nodes of a tree lie, and makes what is drawn. */
  lay: (tree: Tree) => void
  /** Takes in what was added to the same tree since. */
  insert: (tree: Tree) => void
  /** Draws the whole tree enlarged so many times about the middle of the view. */
  draw: (zoom: number) => void
}

export type OpenPainter = (
  host: HTMLElement,
  view: { width: number; height: number },
  ratio?: number,
) => Painter | Promise<Painter>
