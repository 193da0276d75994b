// Events: everything that changes a search tree, in order. Live view, replay, file, recovery and tests fold the same list.
// Knows the events. Does not know the fold (tree.ts) or who emits.
import { z } from 'zod'
import { Cost } from './cost.ts'
import { Decision } from './decision.ts'
import { ErrorReport } from './errors.ts'
import { CHOSEN_BY } from './method-parameters.ts'
import { TreeNode } from './node.ts'
import { Act } from './steering.ts'

/** One class of equal answers in a vote. */
export const Vote = z.object({
  /** The first spelling seen of this class. */
  answer: z.string(),
  /** Votes it got: a count (majority) or a sum of path rewards (weighted). */
  weight: z.number(),
  /** Terminal nodes of the class. */
  nodes: z.array(z.number().int().nonnegative()),
  /** Against the reference, or null where there is none. */
  correct: z.boolean().nullable(),
})
export type Vote = z.infer<typeof Vote>

/** Where a run is. `paused` and `running` may alternate; the rest are final. */
export const RunState = z.enum(['queued', 'running', 'paused', 'done', 'stopped', 'failed'])
export type RunState = z.infer<typeof RunState>

/** What a person did to the tree by hand, whole: an act of which a part failed is none. */
const SteeredChange = z.object({
  type: z.literal('steered'),
  act: Act,
  /** The nodes that came of it, parents first, with their rewards; a reward is left out where no PRM is asked. */
  added: z.array(z.object({ node: TreeNode, reward: z.number().nullable().optional() })),
})
export type SteeredChange = z.infer<typeof SteeredChange>

/** Place of an act among all that were done by hand. */
const ActPlace = z.number().int().nonnegative()

/** What happened, without its place in the list. */
export const Change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('node-added'), node: TreeNode }),
  /** reward: 0 to 1, or null if the PRM gave the step no score. */
  z.object({ type: z.literal('node-scored'), node: z.number().int().nonnegative(), reward: z.number().nullable() }),
  z.object({ type: z.literal('decided'), decision: Decision }),
  z.object({ type: z.literal('cost'), cost: Cost }),
  /** node: the chosen path's terminal node (the best rewarded one of the winning class), or null if no path has an answer. */
  z.object({
    type: z.literal('chosen'),
    by: z.enum(CHOSEN_BY),
    node: z.number().int().nonnegative().nullable(),
    answer: z.string().nullable(),
    correct: z.boolean().nullable(),
    votes: z.array(Vote),
    /** Where the method lets some finished paths vote only, or one several times: the terminal nodes of its votes. */
    among: z.array(z.number().int().nonnegative()).optional(),
  }),
  z.object({ type: z.literal('state'), state: RunState, error: ErrorReport.nullable() }),
  /** Something that a reader should know and that ends nothing, for example that a model was started again. */
  z.object({ type: z.literal('notice'), notice: ErrorReport }),
  SteeredChange,
  /** The last act by hand is taken back: the tree is what it was before it, but for the cost. */
  z.object({ type: z.literal('undone'), act: ActPlace }),
  /** The act that was taken back last is done again, without a model being asked. */
  z.object({ type: z.literal('redone'), act: ActPlace }),
])
export type Change = z.infer<typeof Change>

/** A change with its place: `sequence` counts from 0 without gaps, `seconds` is searching time since the start (0 in golden runs). */
export const RunEvent = z.object({
  sequence: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
  change: Change,
})
export type RunEvent = z.infer<typeof RunEvent>
