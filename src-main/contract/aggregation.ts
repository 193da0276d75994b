// Aggregation: the step rewards of a path as one number.
// Knows the four rules of the paper. Does not know trees or votes.
import type { Aggregate } from './method-parameters.ts'

/**
 * One reward for a path, from its step rewards (first step first, each 0 to 1): last, minimum, product or mean
 * (arXiv 2408.00724, section 2). Null if a step that the rule needs has no reward: `last` needs the last step only,
 * the others need all. Throws a RangeError for an empty path.
 */
export function aggregate(rewards: readonly (number | null | undefined)[], rule: Aggregate): number | null {
  if (rewards.length === 0) throw new RangeError('A path without steps has no reward.')
  const needed = rule === 'last' ? rewards.slice(-1) : rewards
  const known = needed.filter((reward) => typeof reward === 'number')
  if (known.length < needed.length) return null
  switch (rule) {
    case 'last':
      return known[0]!
    case 'min':
      return Math.min(...known)
    case 'prod':
      return known.reduce((product, reward) => product * reward, 1)
    case 'mean':
      return known.reduce((sum, reward) => sum + reward, 0) / known.length
  }
}
