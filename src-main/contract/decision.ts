// Decisions: what a method chose to do at one moment, with the arithmetic of why, one kind for each way of choosing.
// Knows their fields, and which nodes each speaks of. Does not know the methods.
import { z } from 'zod'
import { RULES } from './method-parameters.ts'

const NodeId = z.number().int().nonnegative()
const Count = z.number().int().nonnegative()
/** PRM reward, 0 to 1, or null where the PRM gave none. */
const Reward = z.number().nullable()

/** REBASE's arithmetic for one node at one depth (arXiv 2408.00724, section 3): why it was given its children. */
export const Share = z.object({
  node: NodeId,
  /** PRM reward that the rule used, 0 to 1. */
  reward: z.number(),
  /** exp((reward - best reward) / T_b); 0 for a node that was merged. */
  weight: z.number(),
  /** weight / sum of weights. */
  share: z.number(),
  /** Children given. */
  width: Count,
  /** The equal sibling that stands for this node, where equal siblings are merged. */
  mergedInto: NodeId.optional(),
})
export type Share = z.infer<typeof Share>

/** A Beta distribution and the number that was drawn from it. */
export const BetaDraw = z.object({ alpha: z.number(), beta: z.number(), draw: z.number() })
export type BetaDraw = z.infer<typeof BetaDraw>

/** A decision of a method with its arithmetic, by kind. */
export const Decision = z.discriminatedUnion('kind', [
  /** Every sampling method: the root (or each live path) is given this many children without weighing anything. */
  z.object({
    kind: z.literal('sample'),
    depth: Count,
    widths: z.array(z.object({ node: NodeId, width: Count })),
  }),
  /** Adaptive consistency (arXiv 2305.11860): goes on or stops by the probability that the leading answer stays ahead. */
  z.object({
    kind: z.literal('stopping'),
    samples: Count,
    /** Votes of each answer class so far, most first. */
    votes: z.array(z.object({ answer: z.string(), votes: Count })),
    probability: z.number(),
    threshold: z.number(),
    stop: z.boolean(),
  }),
  /** REBASE: shares of the budget at one depth. */
  z.object({
    kind: z.literal('rebase'),
    depth: Count,
    rule: z.enum(RULES),
    balanceTemperature: z.number(),
    /** Children to hand out at this depth: B. */
    budget: Count,
    shares: z.array(Share),
  }),
  /** MCTS, selection: the way down from the root to `node`, which is given `width` children (0: it is terminal). */
  z.object({
    kind: z.literal('mcts-select'),
    iteration: Count,
    node: NodeId,
    width: Count,
    levels: z.array(
      z.object({
        parent: NodeId,
        /** N of the parent. */
        visits: Count,
        /** All children: Q and N of each, and UCT = Q + C·sqrt(ln N(parent) / N); null, counted as infinite, where N is 0. */
        children: z.array(z.object({ node: NodeId, value: z.number(), visits: Count, bound: z.number().nullable() })),
        chosen: NodeId,
      }),
    ),
  }),
  /** MCTS, back-propagation: Q and N of every node that an iteration changed, as they are after it. */
  z.object({
    kind: z.literal('mcts-back-up'),
    iteration: Count,
    rows: z.array(z.object({ node: NodeId, value: z.number(), visits: Count })),
  }),
  /** Beam search and DVTS: which nodes of a depth are kept, best of their group first served, and given children. */
  z.object({
    kind: z.literal('keep'),
    depth: Count,
    rows: z.array(
      z.object({
        node: NodeId,
        /** Subtree that it competes in; always 0 in a beam search. */
        group: Count,
        /** The number that ranks it: the aggregated reward of its path. */
        reward: Reward,
        kept: z.boolean(),
        width: Count,
      }),
    ),
  }),
  /** Look-ahead: the greedy continuation of each node, and the reward of its end, which stands for the node's own. */
  z.object({
    kind: z.literal('look-ahead'),
    steps: Count,
    rows: z.array(z.object({ node: NodeId, texts: z.array(z.string()), reward: Reward })),
  }),
  /** Particle filtering: how N particles are drawn anew from the nodes that hold them. */
  z.object({
    kind: z.literal('resample'),
    depth: Count,
    rows: z.array(
      z.object({
        node: NodeId,
        /** Particles it holds. */
        held: Count,
        reward: Reward,
        /** Chance of each draw to fall on this node. */
        weight: z.number(),
        /** Particles drawn from it. */
        drawn: Count,
        /** Children given: the particles drawn, or 0 where the node is terminal and keeps them. */
        width: Count,
      }),
    ),
    /** The random numbers, uniform in [0, 1), one a particle, in the order of the draws. */
    draws: z.array(z.number()),
  }),
  /** AB-MCTS: at each level wider or deeper by the larger draw; at last `node` is given one child. */
  z.object({
    kind: z.literal('thompson'),
    iteration: Count,
    node: NodeId,
    levels: z.array(
      z.object({
        node: NodeId,
        wider: BetaDraw,
        /** Null where no child can be expanded. */
        deeper: BetaDraw.nullable(),
        /** The children that could be expanded; empty where the method went wider. */
        children: z.array(BetaDraw.extend({ node: NodeId })),
        /** The child it went down to, or null where it went wider. */
        chosen: NodeId.nullable(),
      }),
    ),
  }),
])
export type Decision = z.infer<typeof Decision>

/** Children that a decision gives, by node; nodes of width 0 may be named. Empty for a decision that gives none. */
export function widthsOf(decision: Decision): { node: number; width: number }[] {
  switch (decision.kind) {
    case 'sample':
      return decision.widths
    case 'rebase':
      return decision.shares
    case 'keep':
    case 'resample':
      return decision.rows
    case 'mcts-select':
      return [{ node: decision.node, width: decision.width }]
    case 'thompson':
      return [{ node: decision.node, width: 1 }]
    case 'stopping':
    case 'mcts-back-up':
    case 'look-ahead':
      return []
  }
}

/** Ids of the nodes that a decision speaks of, each once. */
export function nodesOf(decision: Decision): number[] {
  switch (decision.kind) {
    case 'mcts-back-up':
    case 'look-ahead':
      return decision.rows.map((row) => row.node)
    case 'mcts-select': {
      const weighed = decision.levels.flatMap((level) => [level.parent, ...level.children.map((row) => row.node)])
      return [...new Set([...weighed, decision.node])]
    }
    case 'thompson': {
      const weighed = decision.levels.flatMap((level) => [level.node, ...level.children.map((row) => row.node)])
      return [...new Set([...weighed, decision.node])]
    }
    case 'sample':
    case 'rebase':
    case 'keep':
    case 'resample':
    case 'stopping':
      return widthsOf(decision).map((row) => row.node)
  }
}
