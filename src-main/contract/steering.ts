// Steering: what a person does to a search tree by hand, each act a record of its own.
// Knows the acts. Does not know when they are possible (steering-rules.ts), what they change (by-hand.ts) or who carries them out.
import { z } from 'zod'

const NodeId = z.number().int().nonnegative()

/** Most children that are asked for at once. */
export const MOST_CHILDREN = 64
/** Characters that a step of the user's may have. */
export const MOST_CHARACTERS = 20_000

/** A step that a person wrote, without the white space around it. */
const StepText = z
  .string()
  .trim()
  .min(1, 'The step is empty.')
  .max(MOST_CHARACTERS, `The step has more than ${MOST_CHARACTERS.toLocaleString('en')} characters.`)

/** One act, as it is asked for and as the run keeps it. */
export const Act = z.discriminatedUnion('verb', [
  /** The policy proposes `count` children of this node; where `toEnd`, each of them goes on, a step at a time, until it ends. */
  z.object({
    verb: z.literal('children'),
    node: NodeId,
    count: z.number().int().min(1).max(MOST_CHILDREN),
    toEnd: z.boolean().default(false),
  }),
  /** A new sibling of this node, with this text. */
  z.object({ verb: z.literal('edit'), node: NodeId, text: StepText }),
  /** A new child of this node, with this text. */
  z.object({ verb: z.literal('write'), node: NodeId, text: StepText }),
  /** The node and all below it take no part in selection, votes and expansion any more. */
  z.object({ verb: z.literal('prune'), node: NodeId }),
  /** The node that was pruned, and all below it that was not pruned by itself, take part again. */
  z.object({ verb: z.literal('restore'), node: NodeId }),
  /** The node's reward from now on, 0 to 1; null for that of the PRM. */
  z.object({ verb: z.literal('reward'), node: NodeId, reward: z.number().min(0).max(1).nullable() }),
])
export type Act = z.infer<typeof Act>

/** What can be asked for: an act, or the last one back or again. */
export const Steering = z.discriminatedUnion('verb', [
  ...Act.options,
  z.object({ verb: z.literal('undo') }),
  z.object({ verb: z.literal('redo') }),
])
export type Steering = z.infer<typeof Steering>
export type SteeringVerb = Steering['verb']
