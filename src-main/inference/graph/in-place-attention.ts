// Attention of an in-place graph: one operator turns queries and keys, writes keys and values into the cache, and reads it.
// Knows how queries, keys and values come from their matrices, and that operator. Does not know masks: it has its own.
import { float } from './written-graph.ts'
import { productByHead, sourcesOf } from './written-attention.ts'
import { inLayer, linear, normed } from './written-layer.ts'
import type { LayerWriting } from './written-layer.ts'

export interface InPlaceWriting extends LayerWriting {
  /** How the numbers that are turned together lie in a head. */
  order: 'halves' | 'pairs'
  /** `name` = `x` [tokens, size] as [rows, chunk, size]. */
  inRows(name: string, x: string, size: number): string
}

/** Names of a cache's planes, by which a pass reads and writes them. */
export const PLANES = {
  before: (layer: number, which: 'key' | 'value') => `past_key_values.${layer}.${which}`,
  after: (layer: number, which: 'key' | 'value') => `kept_key_values.${layer}.${which}`,
}
/** Names of the tables of a rotary: [positions, size / 2] */
export const TABLES = {
  cosine: (rotary: number) => `rotary.${rotary}.cosine`,
  sine: (rotary: number) => `rotary.${rotary}.sine`,
}
/** Valid positions of each row after the pass, less 1: [rows] */
export const LAST_PLACES = 'last_places'
/** The largest of them, plus 1: [1] */
export const LONGEST = 'longest'

/** Adds a layer's attention to `x` [tokens, width]: what is to be added to the residual, before any norm. */
export function writeInPlaceAttention(writing: InPlaceWriting, layer: number, x: string): string {
  const { graph, design, order } = writing
  const { heads, keyValueHeads, headSize, width, names, biases, queryScale } = design
  const n = `layers.${layer}`
  const { rotary, window } = design.kinds[layer]!
  const inputs = [
    ...headsOf(writing, layer, x),
    PLANES.before(layer, 'key'),
    PLANES.before(layer, 'value'),
    LAST_PLACES,
    LONGEST,
    TABLES.cosine(rotary),
    TABLES.sine(rotary),
  ]
  const outputs = [`${n}.mixed`, PLANES.after(layer, 'key'), PLANES.after(layer, 'value')]
  graph.addMany('GroupQueryAttention', outputs, inputs, {
    num_heads: heads,
    kv_num_heads: keyValueHeads,
    scale: float(queryScale),
    do_rotary: 1,
    rotary_interleaved: order === 'pairs' ? 1 : 0,
    ...(window === null ? {} : { local_window_size: window }),
  })
  return linear(writing, {
    name: `${n}.attention`,
    x: graph.add('Reshape', `${n}.joined`, [`${n}.mixed`, graph.integers(-1, heads * headSize)]),
    weight: inLayer(writing, layer, names.attentionOutput),
    outputs: width,
    inputs: heads * headSize,
    hasBias: biases.attentionOutput,
  })
}

/** Queries, keys and values [rows, chunk, heads * headSize]; or all of them in one, with two empty names. */
function headsOf(writing: InPlaceWriting, layer: number, x: string): [string, string, string] {
  const { design } = writing
  const { heads, keyValueHeads, headSize, width, names, biases } = design
  const n = `layers.${layer}`
  if (names.attention.kind === 'by-head') return splitByHead(writing, layer, x, names.attention.all)
  const sources = sourcesOf(design, names.attention)
  const isEven = names.queryNorm === null && names.keyNorm === null
  if (isEven && !biases.attention) {
    const parts = [sources.q, sources.k, sources.v].map(({ name, ...part }) => ({
      name: `${inLayer(writing, layer, name)}.weight`,
      inputs: width,
      ...part,
    }))
    const all = writing.weights.joined(`${n}.qkv.flat`, x, parts)
    if (all !== null) return [writing.inRows(`${n}.qkv`, all, (heads + 2 * keyValueHeads) * headSize), '', '']
  }
  const part = (which: 'q' | 'k' | 'v', count: number, norm: string | null) => {
    const { name, ...rows } = sources[which]
    const weight = inLayer(writing, layer, name)
    const flat = linear(writing, {
      name: `${n}.${which}.flat`,
      x,
      weight,
      ...rows,
      inputs: width,
      hasBias: biases.attention,
    })
    return writing.inRows(`${n}.${which}`, even(writing, layer, { which, flat, norm }), count * headSize)
  }
  return [part('q', heads, names.queryNorm), part('k', keyValueHeads, names.keyNorm), part('v', keyValueHeads, null)]
}

/** `flat` [tokens, heads * headSize] with the norm of each head, if there is one. */
function even(
  writing: InPlaceWriting,
  layer: number,
  { which, flat, norm }: { which: string; flat: string; norm: string | null },
): string {
  if (norm === null) return flat
  const { graph, design } = writing
  const n = `layers.${layer}.${which}`
  const size = design.headSize
  const heads = graph.add('Reshape', `${n}.heads`, [flat, graph.integers(0, -1, size)])
  return normed(writing, { name: `${n}.normed`, x: heads, weight: inLayer(writing, layer, norm), size })
}

/** From one matrix whose rows are the query, key and value of each head in turn. */
function splitByHead(writing: InPlaceWriting, layer: number, x: string, matrix: string): [string, string, string] {
  const { graph, design } = writing
  const { heads, headSize } = design
  const n = `layers.${layer}`
  const flat = productByHead(writing, layer, x, matrix)
  const byHead = graph.add('Reshape', `${n}.qkv.heads`, [flat, graph.integers(0, heads, 3 * headSize)])
  const names = ['q', 'k', 'v'].map((which) => `${n}.${which}.heads`)
  graph.addMany('Split', names, [byHead, graph.integers(headSize, headSize, headSize)], { axis: 2 })
  const [q, k, v] = names.map((name, index) => writing.inRows(`${n}.${'qkv'[index]!}`, name, heads * headSize))
  return [q!, k!, v!]
}
