// Trees for tests of the picture: from a list of parents, or grown like a search.
import { applyChange, emptyTree } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import type { TreeNode } from '../../src-main/contract/node.ts'

/** Adds one node under a parent. Returns its id. */
export function grow(tree: Tree, parent: number, fields: Partial<TreeNode> & { reward?: number | null } = {}): number {
  const { reward, ...rest } = fields
  const id = tree.nodes.length
  const depth = tree.nodes[parent]!.depth + 1
  const node: TreeNode = {
    id,
    parent,
    depth,
    text: `Step ${depth}: ${id} + ${id} = ${2 * id}.`,
    tokenIds: [],
    logProbabilities: [],
    ending: null,
    answer: null,
    correct: null,
    ...rest,
  }
  applyChange(tree, { type: 'node-added', node })
  if (reward !== undefined) applyChange(tree, { type: 'node-scored', node: id, reward })
  return id
}

/** A tree whose n-th node (from 1) hangs under parents[n - 1] modulo the nodes there are. */
export function treeOf(parents: readonly number[]): Tree {
  const tree = emptyTree()
  for (const parent of parents) grow(tree, parent % tree.nodes.length)
  return tree
}

/** A whole tree with `branching` children everywhere down to `depth`; rewards repeat in a fixed pattern. */
export function fullTree(branching: number, depth: number): Tree {
  const tree = emptyTree()
  let level = [0]
  for (let at = 1; at <= depth; at++) {
    level = level.flatMap((parent) =>
      Array.from({ length: branching }, () => grow(tree, parent, { reward: (tree.nodes.length % 11) / 10 })),
    )
  }
  return tree
}

/** A small finished search: every kind of node once, an answer chosen. */
export function finishedTree(): Tree {
  const tree = emptyTree()
  const a = grow(tree, 0, { text: 'Step 1: 4 boxes of 17 apples are 4 * 17 = 68 apples.', reward: 0.93 })
  const b = grow(tree, 0, { text: 'Step 1: 4 boxes of 17 apples are 4 + 17 = 21 apples.', reward: 0.12 })
  const c = grow(tree, a, { text: 'Step 2: 68 apples & 9 < 80 make 77 apples.', reward: null })
  const right = { text: 'The answer is: 77', ending: 'answer', answer: '77', correct: true } as const
  const d = grow(tree, c, { ...right, reward: 0.97 })
  const e = grow(tree, a, { ...right, reward: 0.88 })
  grow(tree, b, { text: 'The answer is: 30', ending: 'answer', answer: '30', correct: false, reward: 0.08 })
  grow(tree, b, { text: '', ending: 'empty-step' })
  grow(tree, a)
  applyChange(tree, {
    type: 'chosen',
    by: 'weighted',
    node: d,
    answer: '77',
    correct: true,
    votes: [{ answer: '77', weight: 1.85, nodes: [d, e], correct: true }],
  })
  return tree
}

/** A tree like one of a wide search: many first steps, good ones widened, equal texts, answers; the same for the same seed. */
export function crowdedTree(nodes: number, seed: number): Tree {
  const tree = emptyTree()
  let state = seed
  const random = (): number => {
    // Numbers of a counter, mixed (splitmix32).
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const first = Array.from({ length: Math.round(nodes / 5) }, () =>
    grow(tree, 0, { text: `a${Math.floor(random() * 9)}`, reward: 0.25 + 0.75 * random() ** 0.4 }),
  )
  for (let level = first; tree.nodes.length < nodes;) {
    const next: number[] = []
    for (const parent of level) {
      const reward = tree.nodes[parent]!.reward ?? 0
      const children = reward > 0.9 ? 3 : reward > 0.6 && random() < 0.5 ? 1 : 0
      for (let child = 0; child < children && tree.nodes.length < nodes; child++) {
        const kind = Math.floor(random() * 5)
        const end = random() < 0.3 ? ({ ending: 'answer', answer: `${kind}`, correct: kind === 1 } as const) : {}
        next.push(grow(tree, parent, { text: `b${kind}`, reward: random() < 0.05 ? null : random() ** 0.5, ...end }))
      }
    }
    const open = next.filter((id) => tree.nodes[id]!.ending === null && (tree.nodes[id]!.reward ?? 0) > 0.9)
    level = open.length > 0 ? next.filter((id) => tree.nodes[id]!.ending === null) : first
  }
  return tree
}
