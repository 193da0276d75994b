// The trees that the pictures are measured on: like a wide search, the same for each size.
// Knows their shape. Does not know who draws them.
import type { Change } from '../../../src-main/contract/event.ts'
import { applyChange, emptyTree, undoChange } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'

/** The next node that may get children, by tree: what grows goes on where it was. */
const next = new WeakMap<Tree, number>()

/** Adds nodes until there are so many, breadth first with 1 to 12 children each. */
export function growTo(tree: Tree, nodes: number, told: (change: Change) => void = () => undefined): void {
  const apply = (change: Change): void => {
    applyChange(tree, change)
    told(change)
  }
  let parent = next.get(tree) ?? 0
  for (; tree.nodes.length < nodes; parent++) {
    const under = tree.nodes[parent]!
    if (under.children.length > 0 || (parent > 0 && parent % 3 === 0)) continue
    const children = 1 + ((parent * 7) % 12)
    for (let child = 0; child < children && tree.nodes.length < nodes; child++) {
      const id = tree.nodes.length
      const ends = parent > 0 && id % 3 === 0
      apply({
        type: 'node-added',
        node: {
          id,
          parent,
          depth: under.depth + 1,
          text: `Step ${under.depth + 1}: ${id} + ${id} = ${2 * id}.`,
          tokenIds: [],
          logProbabilities: [],
          ending: ends ? 'answer' : null,
          answer: ends ? String(id % 7) : null,
          correct: ends ? id % 7 === 0 : null,
        },
      })
      apply({ type: 'node-scored', node: id, reward: ((id * 37) % 101) / 100 })
    }
  }
  next.set(tree, parent)
}

/** What the next nodes of a tree would be, as changes; the tree stays as it is. */
export function growthOf(tree: Tree, nodes: number): Change[] {
  const changes: Change[] = []
  growTo(tree, tree.nodes.length + nodes, (change) => changes.push(change))
  for (const change of changes.toReversed()) undoChange(tree, change, null)
  return changes
}

export function treeOf(nodes: number): Tree {
  const tree = emptyTree()
  growTo(tree, nodes)
  return tree
}
