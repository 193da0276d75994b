// What the logits at a step's score mean, for each head of process reward models (PRMs).
// Knows heads. Does not know where a score stands.
import type { RewardHead } from '../../contract/reward-record.ts'
import { brokenModel } from '../weights/model-faults.ts'

/** `tokenOf` gives the id of a token by its text. The reward is from 0 to 1. Throws `model-broken` for logits that such a head cannot give. */
export function openRewardHead(
  { place }: { place: string },
  head: RewardHead,
  tokenOf: (text: string) => number,
): (logits: Float32Array) => number {
  const checked = (logits: Float32Array, least: number, what: string) => {
    if (logits.length >= least) return
    throw brokenModel(
      place,
      `its PRM format names ${what}, and its head gives ${logits.length} ${logits.length === 1 ? 'number' : 'numbers'}`,
      place,
      'Choose the format that it was trained with on the Models screen.',
    )
  }
  switch (head.kind) {
    case 'token_pair': {
      const [positive, negative] = [tokenOf(head.positive), tokenOf(head.negative)]
      return (logits) => {
        checked(logits, Math.max(positive, negative) + 1, `the token ${Math.max(positive, negative)}`)
        return sigmoid(logits[positive]! - logits[negative]!)
      }
    }
    case 'token_classification': {
      const { positive, negative } = head
      return (logits) => {
        checked(logits, leastClasses(head), `class ${leastClasses(head) - 1}, counted from 0`)
        return sigmoid(logits[positive]! - logits[negative]!)
      }
    }
    case 'value':
      return (logits) => {
        if (logits.length !== 1) throw manyValues(place, logits.length)
        return sigmoid(logits[0]!)
      }
    case 'mean_sigmoid':
      return (logits) => sigmoid(logits.reduce((sum, logit) => sum + logit, 0) / logits.length)
  }
}

/** Classes that a head must have, as far as its record tells without a tokenizer. */
export function leastClasses(head: RewardHead): number {
  return head.kind === 'token_classification' ? Math.max(head.positive, head.negative) + 1 : 1
}

/** Of two classes, the share of the one in a softmax is the sigmoid of what it lies above the other. */
function sigmoid(number: number): number {
  return 1 / (1 + Math.exp(-number))
}

function manyValues(place: string, classes: number) {
  return brokenModel(
    place,
    `its PRM format wants one number a step, and its head gives ${classes}`,
    place,
    'Choose the format that it was trained with on the Models screen.',
  )
}
