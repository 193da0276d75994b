// The head of a written graph: logits of the wanted places, from whatever matrices the weights have for them.
// Knows the kinds of heads and the masses of blocks. Does not know the layers below.
import { normed } from './written-layer.ts'
import type { LayerWriting } from './written-layer.ts'
import { activated } from './written-feed-forward.ts'

/** Tokens of a block, as the sampler has them (sampling/vector-loops.ts). */
const BLOCK = 64
/** The vocabulary from which on the masses of blocks are worth an output. */
const MANY = 1024

/** What the outputs of a head hold for each place. */
export interface HeadSizes {
  classes: number
  /** Null where no masses are told. */
  blocks: number | null
}

/** Adds the head over `x` [tokens, width]: the outputs `logits`, and of a large vocabulary `block_masses`. */
export function writeHead(writing: LayerWriting, x: string): HeadSizes {
  const { graph, design, prefix } = writing
  const { width, names } = design
  // A place is row * chunk + token.
  const wanted = graph.add('Gather', 'places.wanted', [x, 'logit_places'], { axis: 0 })
  const even = normed(writing, { name: 'norm', x: wanted, weight: prefix + names.norm, size: width })
  const bound = design.logitBound
  const classes = bound === null ? writeLogits(writing, 'logits', even) : writeLogits(writing, 'logits.free', even)
  if (bound !== null) {
    const small = graph.add('Div', 'logits.small', ['logits.free', graph.number(bound)])
    graph.add('Mul', 'logits', [graph.add('Tanh', 'logits.bent', [small]), graph.number(bound)])
  }
  graph.output('logits', { type: 'float32', shape: ['places', classes] })
  return { classes, blocks: classes >= MANY ? writeMasses(writing, classes) : null }
}

/** The first head that the weights have. Returns the number of its classes. */
function writeLogits(writing: LayerWriting, name: string, x: string): number {
  const { graph, design, weights, prefix } = writing
  const { width, vocabulary, names, tiedHead } = design
  const layer = (output: string, source: string, weight: string, inputs: number, outputs: number) => {
    const bias = `${weight}.bias`
    const matrix = { name: `${weight}.weight`, outputs, inputs }
    return weights.product(output, source, matrix, { bias: weights.has(bias) ? bias : null })
  }
  // A value head (Skywork's PRMs) stands beside the matrix that the model came with.
  for (const weight of ['v_head.summary', 'score', 'classifier']) {
    if (!weights.has(`${weight}.weight`)) continue
    const classes = weights.outputsOf(`${weight}.weight`, width)
    layer(name, x, weight, width, classes)
    return classes
  }
  // Two layers (Qwen's PRMs).
  if (weights.has('score.0.weight')) {
    const inner = weights.outputsOf('score.0.weight', width)
    const classes = weights.outputsOf('score.2.weight', inner)
    const opened = layer('score.inner', x, 'score.0', width, inner)
    layer(name, activated(graph, 'score.active', opened, 'relu'), 'score.2', inner, classes)
    return classes
  }
  if (tiedHead) {
    weights.product(name, x, { name: `${prefix + names.embedding}.weight`, outputs: vocabulary, inputs: width })
    return vocabulary
  }
  // Often as many rows as tokens, and few of a reward model.
  const head =
    [names.head, `language_model.${names.head}`].find((known) => weights.has(`${known}.weight`)) ?? names.head
  const classes = weights.outputsOf(`${head}.weight`, width)
  layer(name, x, head, width, classes)
  return classes
}

/** The share of each block of tokens in the probability at temperature 1: [places, blocks] */
function writeMasses({ graph }: LayerWriting, classes: number): number {
  const shares = graph.add('Softmax', 'shares', ['logits'], { axis: -1 })
  const blocks = Math.ceil(classes / BLOCK)
  const filling = blocks * BLOCK - classes
  const whole = filling === 0 ? shares : graph.add('Pad', 'shares.whole', [shares, graph.integers(0, 0, 0, filling)])
  const inBlocks = graph.add('Reshape', 'shares.blocks', [whole, graph.integers(-1, blocks, BLOCK)])
  graph.add('ReduceSum', 'block_masses', [inBlocks, graph.integers(2)], { keepdims: 0 })
  graph.output('block_masses', { type: 'float32', shape: ['places', blocks] })
  return blocks
}
