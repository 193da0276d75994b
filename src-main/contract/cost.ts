// Cost: what a run has used, as counts, and the FLOPs that follow from them.
// Knows the formulas. Does not know who counts.
import { z } from 'zod'

/** The size of a model as far as FLOPs depend on it. */
export const ModelShape = z.object({
  /** Parameters that take part in a product for every token (for tied embeddings: counted once); 0 where nothing is computed. */
  parameters: z.number().int().nonnegative(),
  /** Null where nobody tells it: the FLOPs of attention are not known then. */
  layers: z.number().int().nonnegative().nullable(),
  /** Width of the attention: heads x head size. Null like the layers. */
  attentionWidth: z.number().int().nonnegative().nullable(),
})
export type ModelShape = z.infer<typeof ModelShape>

/** Who says how large a server's model is. */
export const SizeSource = z.enum(['server', 'config.json', 'typed'])
export type SizeSource = z.infer<typeof SizeSource>

/** The same of a model whose files are at hand. */
export type WholeShape = { [Size in keyof ModelShape]: NonNullable<ModelShape[Size]> }

/** What one model did. All figures are counts of tokens (positions), never bytes or seconds. */
export const Usage = z.object({
  /** Prompt or input tokens that went through the model. */
  inputTokens: z.number().int().nonnegative(),
  /** Tokens that the model generated (policy only). */
  generatedTokens: z.number().int().nonnegative(),
  /**
   * Tokens of the steps whose reward was asked (PRM only), each child's own, also where one was computed for several. Null where
   * nobody tells them.
   */
  scoredTokens: z.number().int().nonnegative().nullable().default(null),
  /**
   * Of the scored tokens, those that were not computed, because another child had the same or the prefix cache held them. Null where
   * nobody tells them.
   */
  sharedScoredTokens: z.number().int().nonnegative().nullable().default(null),
  /**
   * Generated tokens that several children have in common, all but the first of each: they are computed once, the last one of a step
   * where the next one begins.
   */
  sharedTokens: z.number().int().nonnegative().default(0),
  /** Tokens whose keys and values came from the prefix cache instead of being computed. */
  cachedTokens: z.number().int().nonnegative(),
  /** Sum over read and generated tokens of the context each attends to, in tokens. */
  attendedTokens: z.number().int().nonnegative(),
  /** The part of `attendedTokens` that falls on shared generated tokens. Null where nobody tells it. */
  sharedAttendedTokens: z.number().int().nonnegative().nullable().default(null),
})
export type Usage = z.infer<typeof Usage>

/** A usage that is counted here, so that nothing of it is unknown. */
export type CountedUsage = Record<keyof Usage, number>

export const NO_USAGE: CountedUsage = {
  inputTokens: 0,
  generatedTokens: 0,
  scoredTokens: 0,
  sharedScoredTokens: 0,
  sharedTokens: 0,
  cachedTokens: 0,
  attendedTokens: 0,
  sharedAttendedTokens: 0,
}

/** The sum of two usages. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    generatedTokens: a.generatedTokens + b.generatedTokens,
    scoredTokens: sumOf(a.scoredTokens, b.scoredTokens),
    sharedScoredTokens: sumOf(a.sharedScoredTokens, b.sharedScoredTokens),
    sharedTokens: a.sharedTokens + b.sharedTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    attendedTokens: a.attendedTokens + b.attendedTokens,
    sharedAttendedTokens: sumOf(a.sharedAttendedTokens, b.sharedAttendedTokens),
  }
}

/** What a run has used so far. */
export const Cost = z.object({
  /**
   * What the method's budget counts: solutions begun (N of the paper), or iterations for MCTS and AB-MCTS. Giving the children
   * of one path to another, as REBASE does, begins none.
   */
  samples: z.number().int().nonnegative(),
  /** Nodes in the tree, the root left out. */
  nodes: z.number().int().nonnegative(),
  policy: Usage,
  verifier: Usage,
  /** The part of all this that a person asked for by hand, also where it was taken back; left out where nobody did. */
  byHand: z.object({ nodes: z.number().int().nonnegative(), policy: Usage, verifier: Usage }).optional(),
})
export type Cost = z.infer<typeof Cost>

export const NO_COST: Cost = { samples: 0, nodes: 0, policy: NO_USAGE, verifier: NO_USAGE }

/** A model as far as FLOPs depend on it; the shape is null where nobody tells it (a server). */
interface Shaped {
  shape: ModelShape | null
  /** As a run records it. */
  device?: string
}

/**
 * FLOPs by the paper's rule, 2·P·T: P parameters, T generated tokens; no prompt, no PRM (arXiv 2408.00724, section 4.1).
 * Null if P is not known.
 */
export function paperFlops({ shape }: Shaped, usage: Usage): number | null {
  return shape && 2 * shape.parameters * usage.generatedTokens
}

/**
 * What a method asks of both models: the paper's rule for the policy, 2·P·T over each child's generated tokens, and the same for the
 * PRM over each child's scored tokens. Children that share tokens are charged for all of theirs, on both sides, as by engines that
 * compute every sample by itself; prompts count on neither. Null if a P or the PRM's count is not known.
 */
export function policyAndVerifierFlops(cost: Cost, policy: Shaped, verifier: Shaped | null): number | null {
  return sumOf(paperFlops(policy, cost.policy), verifier ? times(verifier, cost.verifier.scoredTokens) : 0)
}

/**
 * The same where every token that children share is computed once, on both sides, as a tree engine does: 2·P over distinct
 * generated and distinct scored tokens. Null like `policyAndVerifierFlops`.
 */
export function distinctFlops(
  { policy: p, verifier: v }: Cost,
  policy: Shaped,
  verifier: Shaped | null,
): number | null {
  const scored = v.scoredTokens === null || v.sharedScoredTokens === null ? null : v.scoredTokens - v.sharedScoredTokens
  return sumOf(times(policy, p.generatedTokens - p.sharedTokens), verifier ? times(verifier, scored) : 0)
}

/**
 * Forward FLOPs of one model for what is computed: 2·P per token plus 4·layers·width per attended token (two products, q·k and
 * weights·v, of 2·width FLOPs each). Tokens from the prefix cache, and all but the first of tokens that children share, are not
 * computed and not counted. Null where the attention of shared tokens, or the shape of attention, is not known.
 */
export function forwardFlops(shape: ModelShape, usage: Usage): number | null {
  const { inputTokens, generatedTokens, sharedTokens, attendedTokens, sharedAttendedTokens } = usage
  const computed = inputTokens + generatedTokens - sharedTokens
  const sharedAttended = sharedTokens === 0 ? 0 : sharedAttendedTokens
  if (sharedAttended === null || shape.layers === null || shape.attentionWidth === null) return null
  const attended = attendedTokens - sharedAttended
  return 2 * shape.parameters * computed + 4 * shape.layers * shape.attentionWidth * attended
}

/** Forward FLOPs of policy and PRM together, prompts and attention included, shared tokens once. Null if a shape is not known. */
export function exactFlops(cost: Cost, policy: Shaped, verifier: Shaped | null): number | null {
  const reading = verifier ? verifier.shape && forwardFlops(verifier.shape, cost.verifier) : 0
  return sumOf(policy.shape && forwardFlops(policy.shape, cost.policy), reading)
}

/** What did not have to be computed, in tokens of policy and PRM together. */
export interface Reuse {
  /** Generated tokens that several children have in common, all but the first of each. */
  shared: number
  /** Tokens of prefixes whose keys and values were held. */
  cached: number
  /** All tokens that were wanted: read, generated or held. */
  wanted: number
}

/** What a run did not have to compute: the share of it is (shared + cached) / wanted. Null where a server keeps that to itself. */
export function reuseOf({ policy: p, verifier: v }: Cost, policy: Shaped, verifier: Shaped | null): Reuse | null {
  if (policy.shape === null || verifier?.shape === null) return null
  const { inputTokens, generatedTokens, sharedTokens: shared, cachedTokens: cached } = addUsage(p, v)
  // A server that tells of no held token may have held all.
  if (cached === 0 && [policy, verifier].some((model) => model?.device === 'server')) return null
  return { shared, cached, wanted: inputTokens + generatedTokens + cached }
}

/** 2·P over so many tokens. */
function times({ shape }: Shaped, tokens: number | null): number | null {
  return shape && (tokens === null ? null : 2 * shape.parameters * tokens)
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
