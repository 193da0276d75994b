// Attention of a written graph, over the cache and over the pass's own tokens.
// Knows how queries, keys and values come from their matrices and what becomes of them. Does not know masks or rotation.
import type { AttentionNames, ModelDesign } from '../architecture/design.ts'
import { inLayer, linear, normed } from './written-layer.ts'
import type { LayerWriting, Writing } from './written-layer.ts'

/** Queries [rows, heads, chunk, headSize], keys and values [rows, keyValueHeads, chunk, headSize]. */
interface Heads {
  queries: string
  keys: string
  values: string
}

/** As far as a slice goes. */
const END = 2 ** 31 - 1

/** Adds a layer's attention to `x` [tokens, width]: what is to be added to the residual, before any norm. Its keys and values become outputs. */
export function writeAttention(writing: Writing, layer: number, x: string): string {
  const { graph, design, masks } = writing
  const { heads, keyValueHeads, headSize, width, names, biases } = design
  const n = `layers.${layer}`
  const past = { key: `past_key_values.${layer}.key`, value: `past_key_values.${layer}.value` }
  const bias = masks.of(design.kinds[layer]!.window)
  const { queries: rotated, keys, values } = headsOf(writing, layer, x)
  // Query heads that share a key-value head are an axis of their own, over which its keys and values are repeated without a copy.
  const grouped = (...rest: number[]) => graph.integers(0, keyValueHeads, heads / keyValueHeads, ...rest)
  const shared = (which: string, source: string) => graph.add('Unsqueeze', `${n}.${which}`, [source, graph.integers(2)])

  const queries = graph.add('Reshape', `${n}.q.grouped`, [rotated, grouped(-1, headSize)])
  // The reshape stands between transpose and product so that ONNX Runtime does not make one operator of the two, which would take
  // the slow way for one token.
  const turned = graph.add('Transpose', `${n}.q.turned`, [rotated], { perm: [0, 1, 3, 2] })
  const columns = graph.add('Reshape', `${n}.q.columns`, [turned, grouped(headSize, -1)])
  const pastProducts = graph.add('MatMul', `${n}.past.products`, [shared('past.keys', past.key), columns])
  const pastScores = graph.add('Transpose', `${n}.past.scores`, [pastProducts], { perm: [0, 1, 2, 4, 3] })
  const pastMasked = graph.add('Add', `${n}.past.masked`, [pastScores, bias.past])
  const chunkKeys = graph.add('Transpose', `${n}.chunk.keys.turned`, [shared('chunk.keys', keys)], {
    perm: [0, 1, 2, 4, 3],
  })
  const chunkScores = graph.add('MatMul', `${n}.chunk.scores`, [queries, chunkKeys])
  const chunkMasked = graph.add('Add', `${n}.chunk.masked`, [chunkScores, bias.chunk])
  const scores = graph.add('Concat', `${n}.scores`, [pastMasked, chunkMasked], { axis: 4 })
  const shares = graph.add('Softmax', `${n}.shares`, [scores], { axis: -1 })
  const axis = graph.integers(4)
  const pastShares = graph.add('Slice', `${n}.past.shares`, [shares, graph.integers(0), masks.room, axis])
  const chunkShares = graph.add('Slice', `${n}.chunk.shares`, [shares, masks.room, graph.integers(END), axis])
  const mixed = graph.add('Add', `${n}.mixed`, [
    graph.add('MatMul', `${n}.past.mixed`, [pastShares, shared('past.values', past.value)]),
    graph.add('MatMul', `${n}.chunk.mixed`, [chunkShares, shared('chunk.values', values)]),
  ])
  const byToken = graph.add('Transpose', `${n}.mixed.tokens`, [mixed], { perm: [0, 3, 1, 2, 4] })
  const joined = graph.add('Reshape', `${n}.joined`, [byToken, graph.integers(-1, heads * headSize)])
  return linear(writing, {
    name: `${n}.attention`,
    x: joined,
    weight: inLayer(writing, layer, names.attentionOutput),
    outputs: width,
    inputs: heads * headSize,
    hasBias: biases.attentionOutput,
  })
}

function headsOf(writing: Writing, layer: number, x: string): Heads {
  const { design, rotary } = writing
  const { attention } = design.names
  const { queries, keys, values } =
    attention.kind === 'by-head'
      ? splitByHead(writing, layer, x, attention.all)
      : splitByRows(writing, layer, x, sourcesOf(design, attention))
  return {
    queries: rotary.turn(`layers.${layer}.q`, queries, 'queries', layer),
    keys: rotary.turn(`new_key_values.${layer}.key`, keys, 'keys', layer),
    values,
  }
}

/** A matrix, or some rows of one. */
export interface Source {
  name: string
  outputs: number
  rows?: { from: number; of: number }
}

/** The matrices of queries, keys and values. */
export function sourcesOf(
  { heads, keyValueHeads, headSize }: ModelDesign,
  attention: Exclude<AttentionNames, { kind: 'by-head' }>,
): Record<'q' | 'k' | 'v', Source> {
  const [own, shared] = [heads * headSize, keyValueHeads * headSize]
  if (attention.kind === 'apart') {
    const { query, key, value } = attention
    return {
      q: { name: query, outputs: own },
      k: { name: key, outputs: shared },
      v: { name: value, outputs: shared },
    }
  }
  const part = (outputs: number, from: number) => ({
    name: attention.all,
    outputs,
    rows: { from, of: own + 2 * shared },
  })
  return { q: part(own, 0), k: part(shared, own), v: part(shared, own + shared) }
}

function splitByRows(writing: Writing, layer: number, x: string, sources: Record<'q' | 'k' | 'v', Source>): Heads {
  const { graph, design } = writing
  const { heads, keyValueHeads, headSize, width, names, biases } = design
  const n = `layers.${layer}`
  const inTokens = (part: 'q' | 'k' | 'v', count: number) => {
    const { name, ...rows } = sources[part]
    const weight = inLayer(writing, layer, name)
    const flat = linear(writing, {
      name: `${n}.${part}.flat`,
      x,
      weight,
      ...rows,
      inputs: width,
      hasBias: biases.attention,
    })
    return writing.inHeads(`${n}.${part}.tokens`, flat, count, headSize)
  }
  const even = (part: 'q' | 'k', source: string, norm: string | null) => {
    if (norm === null) return source
    return normed(writing, {
      name: `${n}.${part}.normed`,
      x: source,
      weight: inLayer(writing, layer, norm),
      size: headSize,
    })
  }
  const turned = (name: string, source: string) => graph.add('Transpose', name, [source], { perm: [0, 2, 1, 3] })
  return {
    queries: turned(`${n}.q.heads`, even('q', inTokens('q', heads), names.queryNorm)),
    keys: turned(`${n}.k.heads`, even('k', inTokens('k', keyValueHeads), names.keyNorm)),
    values: turned(`new_key_values.${layer}.value`, inTokens('v', keyValueHeads)),
  }
}

/** `x` [tokens, width] by one matrix whose rows are the query, key and value of each head in turn: [tokens, 3 * width] */
export function productByHead(writing: LayerWriting, layer: number, x: string, matrix: string): string {
  const { width, biases } = writing.design
  return linear(writing, {
    name: `layers.${layer}.qkv.flat`,
    x,
    weight: inLayer(writing, layer, matrix),
    outputs: 3 * width,
    inputs: width,
    hasBias: biases.attention,
  })
}

/** From one matrix whose rows are the query, key and value of each head in turn. */
function splitByHead(writing: Writing, layer: number, x: string, matrix: string): Heads {
  const { graph, design } = writing
  const { heads, headSize } = design
  const n = `layers.${layer}`
  const flat = productByHead(writing, layer, x, matrix)
  const inTokens = writing.inHeads(`${n}.qkv.tokens`, flat, heads, 3 * headSize)
  const turned = graph.add('Transpose', `${n}.qkv.heads`, [inTokens], { perm: [0, 2, 1, 3] })
  const parts = [`${n}.q.heads`, `${n}.k.heads`, `new_key_values.${layer}.value`] as const
  graph.addMany('Split', parts, [turned, graph.integers(headSize, headSize, headSize)], { axis: 3 })
  return { queries: parts[0], keys: parts[1], values: parts[2] }
}
