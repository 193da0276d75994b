// Where subtrees begin, as the picture has it.
import type { SlotLayout } from '../../src-renderer/tree/layout.ts'
import { centreOf, Levels } from '../../src-renderer/tree/levels.ts'

/** First slot of each node's subtree, by id. */
export function startsOf(layout: SlotLayout): number[] {
  const levels = new Levels()
  levels.follow(layout, layout.leaves)
  return Array.from({ length: layout.count }, (_, id) => centreOf(levels, layout, id) - layout.leaves[id]! / 2)
}
