// What a lens is: a number or a class for each node of a picture, and the colour that tells it.
// Knows the shape of a lens. Does not know which there are (lenses.ts) or how nodes are drawn.
import type { LensId } from '../../text/tree.ts'
import type { ShownTree } from '../shown-tree.ts'

/** What one node is through a lens. */
export interface Reading {
  /** Place on the ramp, 0 to 1, or the number of a class; null where there is nothing to tell, undefined where not yet. */
  at: number | null | undefined
  /** What stands on the node; empty where nothing does. */
  text: string
}

/** A scale of numbers: the ramp, with what stands at its ends and between. */
interface Ramp {
  kind: 'ramp'
  ticks: string[]
}

/** Classes, each with a colour of its own. */
interface Classes {
  kind: 'classes'
  labels: string[]
}

/** A lens on one tree as it is now. */
export interface LensView {
  id: LensId
  scale: Ramp | Classes
  /** False where no node has anything to tell. */
  used: boolean
  /** Place of a node of the picture on the scale, as its reading has it. */
  at: (shown: number) => Reading['at']
  /** What a node of the picture is. */
  of: (shown: number) => Reading
}

/** Looks at trees that stand side by side: what is equal in them has one place on the scale, and one colour. */
export type Lens = (all: readonly ShownTree[]) => LensView[]
