// A node in one sentence, for screen readers and the outline.
// Knows which facts matter. Does not know where the sentence appears.
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { treeText } from '../text/tree.ts'
import { rewardText } from './reward-scale.ts'

/** For example: `Step 2: 4 * 17 = 68. reward 0.93, 3 children, chosen answer`. */
export function describeNode(tree: Tree, node: Node): string {
  if (node.parent === null) return `${treeText.root}, ${treeText.children(node.children.length)}`
  const facts: string[] = []
  if (typeof node.reward === 'number') facts.push(treeText.rewardOf(rewardText(node.reward)))
  else facts.push(node.reward === null ? treeText.unscored : treeText.waiting)
  if (node.children.length > 0) facts.push(treeText.children(node.children.length))
  if (node.answer !== null) facts.push(treeText.answerOf(node.answer))
  else if (node.ending !== null) facts.push(treeText.ending(node.ending))
  if (node.correct !== null) facts.push(node.correct ? treeText.right : treeText.wrong)
  if (tree.chosen?.node === node.id) facts.push(treeText.chosen)
  return `${treeText.step(node.depth)}: ${stepText(node.text)} ${facts.join(', ')}`
}

/** The step without the “Step 3:” that the level says already. */
export function stepText(text: string): string {
  return text.trim().replace(/^step\s+\d+\s*[:.]\s*/i, '')
}
