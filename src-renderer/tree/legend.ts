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
  /** Branches that are collapsed, and nodes of the search that they hide; null where none is. */
  collapsed: { branches: number; hidden: number } | null
}

/** What is used by this picture. */
export function legendOf({ tree, collapsed }: ShownTree, { view }: Paint, band: boolean): Legend {
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
    collapsed: collapsed ? { branches: collapsed.branches, hidden: collapsed.hidden } : null,
  }
}

/** One legend for pictures that stand side by side, painted together: what any of them uses. */
export function joinedLegend(legends: readonly [Legend, ...Legend[]]): Legend {
  const some = (read: (legend: Legend) => boolean): boolean => legends.some(read)
  const closed = legends.flatMap(({ collapsed }) => collapsed ?? [])
  const sum = (key: 'branches' | 'hidden'): number => closed.reduce((all, one) => all + one[key], 0)
  return {
    lens: legends[0].lens,
    ramp: legends.find(({ ramp }) => ramp !== null)?.ramp ?? null,
    classes: legends[0].classes,
    unscored: some(({ unscored }) => unscored),
    right: some(({ right }) => right),
    wrong: some(({ wrong }) => wrong),
    byHand: some(({ byHand }) => byHand),
    pruned: some(({ pruned }) => pruned),
    band: some(({ band }) => band),
    collapsed: closed.length > 0 ? { branches: sum('branches'), hidden: sum('hidden') } : null,
  }
}

/** What the lens is called; `reward` is what rewards are called here. */
export function legendName({ lens }: Legend, reward: string): string {
  return lens === 'reward' ? reward : treeText.lens.names[lens]
}
