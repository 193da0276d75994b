// The repetition penalty (CTRL, arXiv 1909.05858, section 4.1), as Hugging Face transformers applies it.
// Knows a row of logits and the tokens before it. Does not know how tokens are drawn.

/**
 * A copy of the logits in which those of all tokens that came before, the prompt's included, are smaller: divided by the penalty where
 * they are above 0, else multiplied by it. Each token counts once, however often it came.
 */
export function penalised(logits: Float32Array, before: Iterable<number>, penalty: number): Float32Array {
  const copy = logits.slice()
  for (const token of new Set(before)) {
    const logit = copy[token]
    if (logit !== undefined) copy[token] = logit > 0 ? logit / penalty : logit * penalty
  }
  return copy
}
