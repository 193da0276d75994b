// How large a tree is on screen: its leaves and its deepest level.
// Knows trees. Does not know pictures.
import type { Tree } from '../../../../src-main/contract/tree.ts'
import type { Extent } from '../../../tree/camera.ts'

export function extentOf({ nodes }: Pick<Tree, 'nodes'>): Extent {
  let [leaves, depth] = [0, 0]
  for (const node of nodes) {
    if (node.children.length === 0) leaves++
    if (node.depth > depth) depth = node.depth
  }
  return { leaves, depth }
}
