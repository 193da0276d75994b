// What a legend must explain: the lens's scale, and the signs that this picture uses.
// Knows a picture's tree and paint. Does not know how a legend is drawn.
import { treeText } from '../text/tree.ts'
import { isByHand } from './hand-words.ts'
import { lensColour } from './lens/lens-colour.ts'
import type { LensId } from '../text/tree.ts'
import type { Paint } from './lens/paint.ts'
import type { ShownTree } from './shown-tree.ts'

export interface Legend {
  lens: LensId
  /** The ramp with what stands at its left end, its middle and its right end; null where no node has a place on it. */
  ramp: string[] | null
  classes: { label: string; colour: string }[]
  /** Some node has nothing to tell, though others have. */
  unscored: boolean
  right: boolean
  wrong: boolean
  /** Some node came by hand, or its reward did; some was pruned. */
  byHand: boolean
  pruned: boolean
  /** Some level is a band. */
  band: boolean
}

/** What is used by this picture. */
export function legendOf({ tree }: ShownTree, { view }: Paint, band: boolean): Legend {
  let [unscored, right, wrong, byHand, pruned] = [false, false, false, false, false]
  for (const node of tree.nodes) {
    const { id, correct } = node
    byHand ||= isByHand(node)
    pruned ||= node.pruned !== undefined
    if (id === 0) continue
    right ||= correct === true
    wrong ||= correct === false
    unscored ||= view.at(id) === null
  }
  const { scale } = view
  return {
    lens: view.id,
    ramp: scale.kind === 'ramp' && view.used ? scale.ticks : null,
    classes: scale.kind === 'classes' ? scale.labels.map((label, at) => ({ label, colour: lensColour(view, at) })) : [],
    unscored: unscored && view.used,
    right,
    wrong,
    byHand,
    pruned,
    band,
  }
}

/** What the lens is called; `reward` is what rewards are called here. */
export function legendName({ lens }: Legend, reward: string): string {
  return lens === 'reward' ? reward : treeText.lens.names[lens]
}
