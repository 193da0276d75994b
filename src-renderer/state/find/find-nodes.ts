// Which steps of a tree meet a query.
// Knows nodes and conditions. Does not know what becomes of the hits.
import { ROOT } from '../../../src-main/contract/node.ts'
import type { Node, Tree } from '../../../src-main/contract/tree.ts'
import type { FindQuery } from './find-query.ts'
import { asksNothing } from './find-query.ts'

/**
 * The steps that meet every condition, in the order of the outline: parents before children, the first child's family before the
 * second's. The root is no step. Empty where nothing is asked for.
 */
export function findNodes(tree: Tree, query: FindQuery): number[] {
  if (asksNothing(query)) return []
  const meets = conditionOf(query)
  const hits: number[] = []
  const stack = [ROOT]
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = tree.nodes[id]!
    if (id !== ROOT && meets(node)) hits.push(id)
    for (let index = node.children.length - 1; index >= 0; index--) stack.push(node.children[index]!)
  }
  return hits
}

/** The query as one question about a node, cheapest conditions first. */
function conditionOf(query: FindQuery): (node: Node) => boolean {
  const { answer, verdict, ending } = query
  const depth = rangeOf(query.depthFrom, query.depthTo)
  const reward = rangeOf(query.rewardFrom, query.rewardTo)
  const text = textCondition(query.text)
  return (node) =>
    (depth === null || depth(node.depth)) &&
    (ending === null || node.ending === ending) &&
    (answer === null || node.answer === answer) &&
    (verdict === null ||
      (verdict === 'none' ? node.ending !== null && node.answer === null : node.correct === (verdict === 'right'))) &&
    (reward === null || (typeof node.reward === 'number' && reward(node.reward))) &&
    (text === null || text(node.text))
}

function rangeOf(from: number | null, to: number | null): ((value: number) => boolean) | null {
  if (from === null && to === null) return null
  const [low, high] = [from ?? -Infinity, to ?? Infinity]
  return (value) => value >= low && value <= high
}

/** Signs of two code units each: only for them is the slower way of matching needed. */
const beyondBasic = /[\u{10000}-\u{10ffff}]/u

/** Letters count whatever their case; every other sign stands for itself. */
function textCondition(text: string): ((step: string) => boolean) | null {
  if (text === '') return null
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), beyondBasic.test(text) ? 'iu' : 'i')
  return (step) => pattern.test(step)
}
