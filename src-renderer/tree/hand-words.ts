// What was done to a node by hand, in words: for the outline, the tip, the inspector and screen readers.
// Knows a node's marks. Does not know where the words stand.
import type { Node } from '../../src-main/contract/tree.ts'
import { treeText } from '../text/tree.ts'
import { rewardText } from './reward-scale.ts'

/** Whether the node bears the sign of something done by hand: it came so, or its reward did. */
export function isByHand({ hand, overruled }: Pick<Node, 'hand' | 'overruled'>): boolean {
  return hand !== undefined || overruled !== undefined
}

/** Whether the picture has a sign for something that was done to the node by hand. */
export function bearsHandSign(node: Pick<Node, 'hand' | 'overruled' | 'pruned'>): boolean {
  return node.pruned === 'here' || isByHand(node)
}

/** For example: `written by hand`, `reward set by hand (PRM: 0.42)`, `pruned`. Empty for most nodes. */
export function handWords({ hand, overruled, pruned }: Pick<Node, 'hand' | 'overruled' | 'pruned'>): string[] {
  const words: string[] = []
  if (hand !== undefined) words.push(hand === 'written' ? treeText.written : treeText.asked)
  if (overruled) {
    const { reward } = overruled
    words.push(typeof reward === 'number' ? treeText.overruled(rewardText(reward)) : treeText.overruledNone)
  }
  if (pruned) words.push(pruned === 'here' ? treeText.pruned : treeText.prunedAbove)
  return words
}
