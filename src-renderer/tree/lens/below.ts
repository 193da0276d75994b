// What the ends below each node were: how many, how many right, and the answer that most of them reached.
// Knows a picture's tree. Does not know colours.
import { answerClasses } from './answer-classes.ts'
import type { ShownTree } from '../shown-tree.ts'

export interface Below {
  /** Ends at or below a node whose answer was compared with a reference. */
  judged: Float64Array
  /** Of these, the right ones. */
  right: Float64Array
}

/** Counts ends from the leaves up; a node that stands for several counts as often. */
export function endsBelow({ tree, members }: ShownTree): Below {
  const count = tree.nodes.length
  const below = { judged: new Float64Array(count), right: new Float64Array(count) }
  // Children have larger ids than their parents.
  for (let id = count - 1; id >= 0; id--) {
    const { correct, parent } = tree.nodes[id]!
    if (correct !== null) {
      const times = members(id).length
      below.judged[id]! += times
      if (correct) below.right[id]! += times
    }
    if (parent === null) continue
    below.judged[parent]! += below.judged[id]!
    below.right[parent]! += below.right[id]!
  }
  return below
}

/** By tree, the class of the answer that most ends at or below each node reached; -1 where none has an answer. The first class wins a tie. */
export function mostReached(all: readonly ShownTree[]): { classes: string[]; of: Int16Array[] } {
  const { labels, of } = answerClasses(all)
  return { classes: labels, of: all.map((shown, place) => mostIn(shown, of[place]!, labels.length)) }
}

function mostIn({ tree, members }: ShownTree, of: Int16Array, kinds: number): Int16Array {
  const counts = new Float64Array(tree.nodes.length * kinds)
  const most = new Int16Array(tree.nodes.length).fill(-1)
  for (let id = tree.nodes.length - 1; id >= 0; id--) {
    const { parent } = tree.nodes[id]!
    const own = of[id]!
    if (own >= 0) counts[id * kinds + own]! += members(id).length
    let best = 0
    for (let kind = 0; kind < kinds; kind++) {
      const count = counts[id * kinds + kind]!
      if (count > best) {
        best = count
        most[id] = kind
      }
      if (parent !== null) counts[parent * kinds + kind]! += count
    }
  }
  return most
}
