// The rotary embedding of a written graph: queries and keys turned by their positions.
// Knows how cosine and sine of a position come from two small tables. Does not know scalings (architecture/rotary-scalings.ts).
//
// A table of all positions would be megabytes. A position is so many whole strides and a rest, and the angle of a sum has its cosine
// and sine from those of its parts, so two tables of the root of as many rows do. Operators for sines would be smaller still, but
// graphics devices round them coarsely for large angles.
import type { ModelDesign, Rotary } from '../architecture/design.ts'
import type { WrittenGraph } from './written-graph.ts'

/** Names of cosine and sine, a row for each token of the pass: [tokens, size / 2] */
export interface RotaryTables {
  cosine: string
  sine: string
}

export interface WrittenRotary {
  /** `name` = queries or keys [rows, heads, chunk, headSize], turned. */
  turn(name: string, x: string, kind: 'queries' | 'keys', layer: number): string
}

/** `order`: how the numbers that are turned together lie in a head. */
export function openWrittenRotary(
  graph: WrittenGraph,
  { design, order, positions }: { design: ModelDesign; order: 'halves' | 'pairs'; positions: number },
): WrittenRotary {
  const stride = 2 ** Math.ceil(Math.log2(positions) / 2)
  const places = graph.add('Reshape', 'position.list', ['position_ids', graph.integers(-1)])
  const strides = graph.add('Div', 'position.strides', [places, graph.integer(stride)])
  const whole = graph.add('Mul', 'position.whole', [strides, graph.integer(stride)])
  const rest = graph.add('Sub', 'position.rest', [places, whole])
  const tokens = graph.add('Size', 'position.tokens', ['position_ids'])
  const rowsFlat = graph.add('Range', 'position.rows.flat', [graph.integer(0), tokens, graph.integer(1)])
  const shape = graph.add('Shape', 'position.shape', ['position_ids'])
  // Each token has a row of its own in the tables.
  const rows = graph.add('Reshape', 'position.rows', [rowsFlat, shape])

  const tables = design.rotaries.map((rotary, index) => {
    const name = `rotary.${index}`
    const count = Math.ceil(positions / stride)
    const far = tablesOf(graph, `${name}.far`, rotary, { rows: count, step: stride, factor: rotary.factor })
    const near = tablesOf(graph, `${name}.near`, rotary, { rows: stride, step: 1, factor: 1 })
    const keys = summed(graph, name, pick(graph, `${name}.far`, far, strides), pick(graph, `${name}.near`, near, rest))
    // Where a whole head is turned, the scale of products costs nothing in the tables of queries.
    const scaled = rotary.size === design.headSize
    return { keys, queries: scaled ? scaledTables(graph, `${name}.queries`, keys, design.queryScale) : keys, scaled }
  })

  return {
    turn(name, x, kind, layer) {
      const index = design.kinds[layer]!.rotary
      const { size } = design.rotaries[index]!
      const { scaled, ...own } = tables[index]!
      const { cosine, sine } = own[kind]
      const part = size < design.headSize ? { rotary_embedding_dim: size, num_heads: headsOf(design, kind) } : {}
      const rescale = kind === 'queries' && !scaled
      const turned = graph.add('RotaryEmbedding', rescale ? `${name}.plain` : name, [x, rows, cosine, sine], {
        interleaved: order === 'pairs' ? 1 : 0,
        ...part,
      })
      return rescale ? graph.add('Mul', name, [turned, graph.number(design.queryScale)]) : turned
    },
  }
}

function headsOf({ heads, keyValueHeads }: ModelDesign, kind: 'queries' | 'keys'): number {
  return kind === 'queries' ? heads : keyValueHeads
}

function tablesOf(
  graph: WrittenGraph,
  name: string,
  { frequencies, size }: Rotary,
  { rows, step, factor }: { rows: number; step: number; factor: number },
): RotaryTables {
  const half = size / 2
  const table = (part: 'cosine' | 'sine', of: (angle: number) => number) => {
    const values = new Float32Array(rows * half)
    for (let row = 0; row < rows; row++) {
      for (let pair = 0; pair < half; pair++) values[row * half + pair] = factor * of(row * step * frequencies[pair]!)
    }
    return graph.numbers(`${name}.table.${part}`, values, [rows, half])
  }
  return { cosine: table('cosine', Math.cos), sine: table('sine', Math.sin) }
}

function pick(graph: WrittenGraph, name: string, { cosine, sine }: RotaryTables, rows: string): RotaryTables {
  const picked = (part: 'cosine' | 'sine', table: string) =>
    graph.add('Gather', `${name}.${part}`, [table, rows], { axis: 0 })
  return { cosine: picked('cosine', cosine), sine: picked('sine', sine) }
}

/** Cosine and sine of the sum of two angles. */
function summed(graph: WrittenGraph, name: string, a: RotaryTables, b: RotaryTables): RotaryTables {
  const product = (which: string, one: string, other: string) => graph.add('Mul', `${name}.${which}`, [one, other])
  return {
    cosine: graph.add('Sub', `${name}.cosine`, [
      product('cosines', a.cosine, b.cosine),
      product('sines', a.sine, b.sine),
    ]),
    sine: graph.add('Add', `${name}.sine`, [
      product('sine.cosine', a.sine, b.cosine),
      product('cosine.sine', a.cosine, b.sine),
    ]),
  }
}

function scaledTables(graph: WrittenGraph, name: string, { cosine, sine }: RotaryTables, scale: number): RotaryTables {
  const scaled = (part: 'cosine' | 'sine', table: string) =>
    graph.add('Mul', `${name}.${part}`, [table, graph.number(scale)])
  return { cosine: scaled('cosine', cosine), sine: scaled('sine', sine) }
}
