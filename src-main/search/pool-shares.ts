// What the solutions of a pool have in common: how many tokens exactly k of them share.
// Knows paths of a tree. Does not know what is computed once for them, or what that costs.
import type { Tree } from '../contract/tree.ts'
import { tokensOf } from './policy.ts'

/** By place k - 1: tokens of beginnings that exactly k solutions have in common, as many places as solutions. */
export interface PoolShares {
  /** Token by token, as a policy generates them. */
  tokens: number[]
  /** Whole steps with equal texts, as a PRM reads them, in the policy's tokens. */
  steps: number[]
}

interface Branch {
  /** Tokens that it stands for. */
  weight: number
  solutions: number
  next: Map<number | string, Branch>
}

/** What the solutions at these paths (ids of nodes from the first step on) share. */
export function poolShares(tree: Tree, paths: readonly (readonly number[])[]): PoolShares {
  const [tokens, steps] = [newBranch(0), newBranch(0)]
  for (const path of paths) {
    let [token, step] = [tokens, steps]
    for (const id of path) {
      const node = tree.nodes[id]!
      step = enter(step, node.text, tokensOf(node))
      if (node.tokenIds.length === 0) token = enter(token, node.text, tokensOf(node))
      for (const id of node.tokenIds) token = enter(token, id, 1)
    }
  }
  return { tokens: bySharers(tokens, paths.length), steps: bySharers(steps, paths.length) }
}

function newBranch(weight: number): Branch {
  return { weight, solutions: 0, next: new Map() }
}

function enter(from: Branch, key: number | string, weight: number): Branch {
  const branch = from.next.get(key) ?? newBranch(weight)
  from.next.set(key, branch)
  branch.solutions++
  return branch
}

function bySharers(root: Branch, solutions: number): number[] {
  const shares = Array.from({ length: solutions }, () => 0)
  const open = [...root.next.values()]
  for (let branch = open.pop(); branch; branch = open.pop()) {
    shares[branch.solutions - 1]! += branch.weight
    open.push(...branch.next.values())
  }
  return shares
}
