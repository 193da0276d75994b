// Matrices in blocks of small integers, as a written graph multiplies and reads them.
// Knows the operators. Does not know where the matrices come from.
import type { BlockTensor, Stretch } from '../weights/checkpoint.ts'
import type { Element } from './onnx-bytes.ts'
import type { WrittenGraph } from './written-graph.ts'

interface Blocks {
  name: string
  /** What the matrix is called in the graph. */
  label: string
  rows: BlockTensor
  stored: (name: string, type: Element, shape: readonly number[], place: Stretch) => string
}

/** Levels of accuracy: factors in single precision, or rounded to 8 bits by blocks. */
const [SINGLE, ROUNDED] = [1, 4]
/** TensorProto.FLOAT */
const FLOAT = 1

/** `name` = `x` [rows, inputs] times the transposed matrix: [rows, outputs]. `rounding`: see `writeDeltaGraph`. */
export function blockProduct(
  graph: WrittenGraph,
  { x, rounding, ...blocks }: Blocks & { x: string; rounding: boolean },
): string {
  const { name, label, rows } = blocks
  const { bits, block, shape, minima } = rows
  const [outputs, inputs] = shape
  const count = Math.ceil(inputs / block)
  const { numbers, scales } = partsOf(blocks)
  const accuracy_level = rounding ? ROUNDED : SINGLE
  const attributes = { K: inputs, N: outputs, bits, block_size: block, accuracy_level }
  if (!minima) return graph.add('MatMulNBits', name, [x, numbers, scales], attributes)
  // Numbers are counted from their middle, as the operator does by itself, which keeps what is rounded small. What is left of each
  // minimum is a product of its own, with the sums of the blocks.
  const centred = graph.add('MatMulNBits', `${name}.centred`, [x, numbers, scales], attributes)
  const middles = graph.add('Mul', `${label}.middles`, [scales, graph.number(2 ** (bits - 1))])
  const least = blocks.stored(`${label}.minima`, 'float32', [outputs, count], minima)
  const rest = graph.add('Add', `${label}.rest`, [least, middles])
  const filling = count * block - inputs
  const whole = filling === 0 ? x : graph.add('Pad', `${name}.padded`, [x, graph.integers(0, 0, 0, filling)])
  const inBlocks = graph.add('Reshape', `${name}.blocks`, [whole, graph.integers(-1, count, block)])
  const sums = graph.add('ReduceSum', `${name}.sums`, [inBlocks, graph.integers(2)], { keepdims: 0 })
  return graph.add('Gemm', name, [sums, rest, centred], { transB: 1 })
}

/** `name` = rows of the matrix by their numbers `ids` [count], in single precision: [count, inputs] */
export function blockRows(graph: WrittenGraph, { ids, ...blocks }: Blocks & { ids: string }): string {
  const { name, label, rows } = blocks
  const { bits, block, shape, minima } = rows
  const [outputs, inputs] = shape
  const count = Math.ceil(inputs / block)
  const { numbers, scales } = partsOf(blocks)
  const chosen = (what: string, source: string) => graph.add('Gather', `${name}.${what}`, [source, ids], { axis: 0 })
  const column = (what: string, source: string) =>
    graph.add('Unsqueeze', `${name}.${what}.column`, [chosen(what, source), graph.integers(2)])
  const bytes = graph.add('Cast', `${name}.bytes`, [chosen('numbers', numbers)], { to: FLOAT })
  const whole = bits === 8 ? bytes : halves(graph, name, bytes, count, block)
  const offset = minima ? whole : graph.add('Sub', `${name}.centred`, [whole, graph.number(2 ** (bits - 1))])
  const scaled = graph.add('Mul', `${name}.scaled`, [offset, column('scales', scales)])
  const least = minima && blocks.stored(`${label}.minima`, 'float32', [outputs, count], minima)
  const values = least ? graph.add('Add', `${name}.added`, [scaled, column('minima', least)]) : scaled
  const flat = graph.add('Reshape', `${name}.flat`, [values, graph.integers(-1, count * block)])
  return graph.add('Slice', name, [flat, graph.integers(0), graph.integers(inputs), graph.integers(1)])
}

/** Two numbers of 4 bits from each byte, the low half first. */
function halves(graph: WrittenGraph, name: string, bytes: string, count: number, block: number): string {
  const high = graph.add('Floor', `${name}.high`, [
    graph.add('Mul', `${name}.sixteenths`, [bytes, graph.number(1 / 16)]),
  ])
  const low = graph.add('Sub', `${name}.low`, [bytes, graph.add('Mul', `${name}.sixteens`, [high, graph.number(16)])])
  const pair = [low, high].map((half, place) =>
    graph.add('Unsqueeze', `${name}.half.${place}`, [half, graph.integers(3)]),
  )
  const both = graph.add('Concat', `${name}.halves`, pair, { axis: 3 })
  return graph.add('Reshape', `${name}.each`, [both, graph.integers(-1, count, block)])
}

function partsOf({ label, rows, stored }: Blocks): { numbers: string; scales: string } {
  const { bits, block, shape } = rows
  const count = Math.ceil(shape[1] / block)
  return {
    numbers: stored(`${label}.numbers`, 'uint8', [shape[0], count, (block * bits) / 8], rows.numbers),
    scales: stored(`${label}.scales`, 'float32', [shape[0], count], rows.scales),
  }
}
