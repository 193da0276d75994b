// d3's tidy tree, and what of d3 the pictures beside ours use: typed here, because it is installed on demand.
// Knows the shapes. Does not know what is drawn.
import type { Node, Tree } from '../../../src-main/contract/tree.ts'
import { peers } from './peers.ts'

/** A node with its place, pixels. */
export interface Tidy {
  x: number
  y: number
  data: Node
  links: () => { source: Tidy; target: Tidy }[]
  descendants: () => Tidy[]
}

interface Hierarchy {
  hierarchy: (root: Node, children: (node: Node) => Node[]) => unknown
  tree: () => { size: (size: [number, number]) => (root: unknown) => Tidy }
}

/** Works out the tidy tree for a view. */
export async function tidyTree(view: { width: number; height: number }): Promise<(tree: Tree) => Tidy> {
  const { hierarchy, tree: tidy } = (await peers.hierarchy()) as Hierarchy
  return (tree) => {
    const root = hierarchy(tree.nodes[0]!, ({ children }) => children.map((id) => tree.nodes[id]!))
    return tidy().size([view.width, view.height - 80])(root)
  }
}
