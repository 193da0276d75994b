// The nodes of all paths that voted for one answer.
// Knows trees and tallies. Does not know how a path is marked.
import { ROOT } from '../../../src-main/contract/node.ts'
import { pathTo } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { tallyOf } from './tally.ts'

/** The root and every step that leads to this answer, as the tally counts it now; empty where no path does. */
export function votePaths(tree: Tree, answer: string): Set<number> {
  const nodes = tallyOf(tree).rows.find((row) => row.answer === answer)?.nodes ?? []
  return new Set(nodes.flatMap((node) => [ROOT, ...pathTo(tree, node)]))
}
