// Matrices in blocks of small integers, as a written graph multiplies and reads them.
// Knows the operators. Does not know where the matrices come from.
import type { BlockTensor, Stretch } from '../weights/checkpoint.ts'
import { ELEMENT } from './onnx-bytes.ts'
import type { Element } from './onnx-bytes.ts'
import type { WrittenGraph } from './written-graph.ts'

interface Blocks {
  name: string
  /** What the matrix is called in the graph. */
  label: string
  rows: BlockTensor
  stored: (name: string, type: Element, shape: readonly number[], place: Stretch) => string
}

/** The level of accuracy at which factors are rounded to 8 bits by blocks. */
const ROUNDED = 4
const FLOAT = ELEMENT.float32

/** `name` = `x` [rows, inputs] times the transposed matrix: [rows, outputs]. `rounding`: see `writeDeltaGraph`. */
export function blockProduct(
  graph: WrittenGraph,
  { x, rounding, ...blocks }: Blocks & { x: string; rounding: boolean },
): string {
  const { name, label, rows } = blocks
  const { bits, block, shape, minima } = rows
  const [outputs, inputs] = shape
  const count = Math.ceil(inputs / block)
  const filling = count * block - inputs
  const whole = () => (filling === 0 ? x : graph.add('Pad', `${name}.padded`, [x, graph.integers(0, 0, 0, filling)]))
  const product = rounding ? roundedProduct : exactProduct
  if (!minima) return product(graph, { ...blocks, x, whole })
  // Numbers are counted from their middle, as without minima, which keeps what is rounded small. What is left of each minimum is a
  // product of its own, with the sums of the blocks.
  const padded = whole()
  const centred = product(graph, { ...blocks, name: `${name}.centred`, x, whole: () => padded })
  const { scales } = partsOf(blocks)
  const middles = graph.add('Mul', `${label}.middles`, [scales, graph.number(2 ** (bits - 1))])
  const least = blocks.stored(`${label}.minima`, 'float32', [outputs, count], minima)
  const rest = graph.add('Add', `${label}.rest`, [least, middles])
  const inBlocks = graph.add('Reshape', `${name}.blocks`, [padded, graph.integers(-1, count, block)])
  const sums = graph.add('ReduceSum', `${name}.sums`, [inBlocks, graph.integers(2)], { keepdims: 0 })
  return graph.add('Gemm', name, [sums, rest, centred], { transB: 1 })
}

interface Product extends Blocks {
  x: string
  /** `x`, filled up to whole blocks. */
  whole: () => string
}

/** Numbers stay in blocks in memory. */
function roundedProduct(graph: WrittenGraph, { x, ...blocks }: Product): string {
  const { bits, block, shape } = blocks.rows
  const { numbers, scales } = partsOf(blocks)
  const attributes = { K: shape[1], N: shape[0], bits, block_size: block, accuracy_level: ROUNDED }
  return graph.add('MatMulNBits', blocks.name, [x, numbers, scales], attributes)
}

/** ONNX Runtime makes the numbers single ones when it opens the graph: its product with blocks would do so in each pass. */
function exactProduct(graph: WrittenGraph, { whole, ...blocks }: Product): string {
  const { name, label, rows } = blocks
  const { bits, block, shape } = rows
  const count = Math.ceil(shape[1] / block)
  const type = bits === 4 ? 'uint4' : 'uint8'
  const numbers = blocks.stored(`${label}.matrix`, type, [shape[0], count * block], rows.numbers)
  const { scales } = partsOf(blocks)
  const middle = graph.add('Add', `${label}.middle`, [
    graph.add('ConstantOfShape', `${label}.nothing`, [graph.integers(shape[0], count)]),
    graph.number(2 ** (bits - 1)),
  ])
  const zero = graph.add('Cast', `${label}.zero`, [middle], { to: ELEMENT[type] })
  const matrix = graph.add('DequantizeLinear', `${label}.single`, [numbers, scales, zero], {
    axis: 1,
    block_size: block,
  })
  return graph.add('Gemm', name, [whole(), matrix], { transB: 1 })
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
