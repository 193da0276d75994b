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

/** Factors are rounded to 8 bits by blocks, which is several times as fast as single precision. */
const QUICK = 4
const FLOAT = 1
const BYTE = 2

/** `name` = `x` [rows, inputs] times the transposed matrix: [rows, outputs] */
export function blockProduct(graph: WrittenGraph, { x, ...blocks }: Blocks & { x: string }): string {
  const { name, label, rows } = blocks
  const { bits, block, shape, minima } = rows
  const [outputs, inputs] = shape
  const count = Math.ceil(inputs / block)
  const { numbers, scales } = partsOf(blocks)
  const attributes = { K: inputs, N: outputs, bits, block_size: block }
  if (!minima) {
    return graph.add('MatMulNBits', name, [x, numbers, scales], { ...attributes, accuracy_level: QUICK })
  }
  // Zero points are whole numbers where products are to be quick, so the minima are a product of their own: with the sums of blocks.
  const nothing = graph.add('ConstantOfShape', `${label}.nothing`, [
    graph.integers(outputs * Math.ceil((count * bits) / 8)),
  ])
  const zeros = graph.add('Cast', `${label}.zeros`, [nothing], { to: BYTE })
  const scaled = graph.add('MatMulNBits', `${name}.scaled`, [x, numbers, scales, zeros], attributes)
  const filling = count * block - inputs
  const whole = filling === 0 ? x : graph.add('Pad', `${name}.padded`, [x, graph.integers(0, 0, 0, filling)])
  const inBlocks = graph.add('Reshape', `${name}.blocks`, [whole, graph.integers(-1, count, block)])
  const sums = graph.add('ReduceSum', `${name}.sums`, [inBlocks, graph.integers(2)], { keepdims: 0 })
  const least = blocks.stored(`${label}.minima`, 'float32', [outputs, count], minima)
  return graph.add('Gemm', name, [sums, least, scaled], { transB: 1 })
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
