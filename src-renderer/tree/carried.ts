// What stays of a picture when branches are collapsed or expanded: which node was which, and the one that holds its place.
// Knows two pictures of one tree. Does not know motion or cameras.
import { opened } from './shown-tree.ts'
import type { ShownTree } from './shown-tree.ts'

/** The node of the picture before that a node of the picture after is; null where it was hidden. */
export type Carried = (after: number) => number | null

/** Null where the pictures differ by anything but collapsed branches; the one before had `count` nodes. */
export function carriedFrom(before: ShownTree, after: ShownTree, count: number): Carried | null {
  if (before.tree === after.tree || opened(before).tree !== opened(after).tree) return null
  return (id) => {
    const oldest = after.members(id)[0]!
    const was = before.shownOf(oldest)
    // What has come since was in no picture.
    return was < count && before.members(was)[0] === oldest ? was : null
  }
}

/** The node after that stands for this one, or hides it, and what that was before. */
export function heldNode(
  before: ShownTree,
  after: ShownTree,
  carried: Carried,
  id: number,
): { before: number; after: number } | null {
  const member = before.members(id)[0]!
  if (member >= after.source.nodes.length) return null
  const there = after.shownOf(member)
  const was = carried(there)
  return was === null ? null : { before: was, after: there }
}
