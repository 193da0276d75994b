// A node in one sentence, for screen readers and the outline.
// Knows which facts matter. Does not know where the sentence appears.
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { plainAnswer, plainText } from '../reading/plain-text.ts'
import { treeText } from '../text/tree.ts'
import { handWords } from './hand-words.ts'
import { rewardText } from './reward-scale.ts'

/** For example: `Step 2: 4 * 17 = 68. reward 0.93, 3 children`. */
export function describeNode(tree: Tree, node: Node): string {
  if (node.parent === null) return `${treeText.root}, ${treeText.children(node.children.length)}`
  const reward =
    typeof node.reward === 'number'
      ? treeText.rewardOf(rewardText(node.reward))
      : node.reward === null
        ? treeText.unscored
        : treeText.waiting
  return `${treeText.step(node.depth)}: ${stepText(node.text)} ${[reward, ...outcomeOf(tree, node)].join(', ')}`
}

/** What became of a node: its children, its answer, whether that is right, whether it was chosen. */
export function outcomeOf(tree: Tree, node: Node): string[] {
  const facts = handWords(node)
  if (node.children.length > 0) facts.push(treeText.children(node.children.length))
  if (node.answer !== null) facts.push(treeText.answerOf(answerText(node.answer)))
  else if (node.ending !== null) facts.push(treeText.ending(node.ending))
  if (node.correct !== null) facts.push(node.correct ? treeText.right : treeText.wrong)
  if (tree.chosen?.node === node.id && node.ending !== null) facts.push(treeText.chosen)
  return facts
}

/** The step as plain text, without the “Step 3:” that the level says already. */
export const stepText = remembered((text) => plainText(text).replace(/^step\s+\d+\s*[:.]\s*/i, ''))

/** An answer as plain text. */
export const answerText = remembered(plainAnswer)

/** The same function, that keeps what it found: every frame asks for the same texts. */
function remembered(plain: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    let found = known.get(text)
    if (found === undefined) {
      found = plain(text)
      if (known.size > 5000) known.clear()
      known.set(text, found)
    }
    return found
  }
}
