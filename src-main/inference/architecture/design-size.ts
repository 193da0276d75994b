// The size of a model by its design alone, where no weights are at hand.
// Knows how many numbers each matrix of a design has. Does not know config.json or files.
import type { WholeShape } from '../../contract/cost.ts'
import type { ModelDesign } from './design.ts'

/**
 * What takes part for every token, as `ModelShape` counts it: a table of tokens that is only looked up is left out, one that is the
 * head too counts.
 */
export function designShape(design: ModelDesign): WholeShape {
  const { layers, heads, headSize, width, vocabulary } = design
  const parameters = layers * layerSize(design) + normSize(design) + vocabulary * width
  return { parameters, layers, attentionWidth: heads * headSize }
}

function layerSize(design: ModelDesign): number {
  const { width, heads, keyValueHeads, headSize, hidden, biases, names } = design
  const [queries, keysAndValues] = [heads * headSize, 2 * keyValueHeads * headSize]
  const attention =
    width * (queries + keysAndValues) +
    queries * width +
    (biases.attention ? queries + keysAndValues : 0) +
    (biases.attentionOutput ? width : 0)
  const inner = names.feedForward.kind === 'plain' ? 1 : 2
  const feedForward = (inner + 1) * width * hidden + (biases.feedForward ? inner * hidden + width : 0)
  const more = [names.afterAttention, names.afterFeedForward].filter((name) => name !== null).length
  const ofHeads = [names.queryNorm, names.keyNorm].filter((name) => name !== null).length
  return attention + feedForward + (2 + more) * normSize(design) + ofHeads * headSize
}

function normSize({ norm, width }: ModelDesign): number {
  return norm.kind === 'layer' ? 2 * width : width
}
