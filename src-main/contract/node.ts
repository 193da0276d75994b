// A node of the search tree: a prefix of a solution that ends in one step.
// Knows its fields. Does not know how trees change (event.ts) or who searches.
import { z } from 'zod'

/** The root's id; it holds the problem and no step. */
export const ROOT = 0

/** Why a node is not expanded any more. */
export const Ending = z.enum([
  'answer',
  'no-answer',
  'step-limit',
  'token-limit',
  'depth-limit',
  'empty-step',
  'repeated-step',
])
export type Ending = z.infer<typeof Ending>

/** Whose a node is that no method asked for: of the policy, which the user asked, or written by the user. */
export const Hand = z.enum(['asked', 'written'])
export type Hand = z.infer<typeof Hand>

export const TreeNode = z.object({
  /** Dense: the n-th node that was added has id n; the root is 0. */
  id: z.number().int().nonnegative(),
  parent: z.number().int().nonnegative().nullable(),
  /** Steps from the root; the root has depth 0. */
  depth: z.number().int().nonnegative(),
  /** Text of this step, without its separator. */
  text: z.string(),
  /** Token ids of the step as the policy generated them, separator included; empty where the policy does not tell them. */
  tokenIds: z.array(z.number().int().nonnegative()),
  /** How many tokens the step has where their ids are not known (a server's policy), else left out. */
  tokens: z.number().int().nonnegative().optional(),
  /** Natural log-probability of each token under the policy at temperature 1; empty if unknown. */
  logProbabilities: z.array(z.number()),
  /** The policy's self-certainty in nats, see ProposeRequest in search/policy.ts; left out where the run did not ask for it. */
  certainty: z.number().nonnegative().optional(),
  /** Why it ends here, or null while it may be expanded. */
  ending: Ending.nullable(),
  /** The answer of a terminal node, or null. */
  answer: z.string().nullable(),
  /** Whether the answer equals the reference, or null where there is no answer or no reference. */
  correct: z.boolean().nullable(),
  /** Left out of the method's own nodes. */
  hand: Hand.optional(),
})
export type TreeNode = z.infer<typeof TreeNode>
