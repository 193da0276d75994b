// How certain a model is at one place: how far its distribution is from chance (self-certainty, arXiv 2502.18581).
// Knows one row of logits. Does not know tokens, or what is made of the numbers of several places.

/**
 * The Kullback-Leibler divergence of the model's distribution at temperature 1 from the uniform one over all tokens, in nats: 0
 * where all are equally likely. A token that cannot be (minus infinity) would make it infinite and is left out.
 */
export function readCertainty({ logits }: { logits: Float32Array }): number {
  let highest = -Infinity
  for (const logit of logits) if (logit > highest) highest = logit
  let mass = 0
  let sum = 0
  let count = 0
  for (const logit of logits) {
    if (logit === -Infinity) continue
    mass += Math.exp(logit - highest)
    sum += logit - highest
    count += 1
  }
  // The mean over the tokens of -log(V p), where log p is logit - highest - log(mass); rounding may leave it a little below 0.
  return Math.max(0, Math.log(mass) - sum / count - Math.log(count))
}
