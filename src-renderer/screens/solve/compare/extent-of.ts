// How large a tree is on screen: its leaves and its deepest level.
// Knows trees. Does not know pictures.
import type { Frame } from '../../../state/run-view.svelte.ts'
import type { Extent } from '../../../tree/camera.ts'

export function extentOf({ tree }: Pick<Frame, 'tree'>): Extent {
  let [leaves, depth] = [0, 0]
  for (const node of tree.nodes) {
    if (node.children.length === 0) leaves++
    if (node.depth > depth) depth = node.depth
  }
  return { leaves, depth }
}
