// Matrices whose rows have a scale each, as a written graph multiplies and reads them.
// Knows the operators. Does not know where the matrices come from, or whether products of whole numbers are right here.
import type { RowTensor, Stretch } from '../weights/checkpoint.ts'
import { ELEMENT } from './onnx-bytes.ts'
import type { Element } from './onnx-bytes.ts'
import type { WrittenGraph } from './written-graph.ts'

type Stored = (name: string, type: Element, shape: readonly number[], place: Stretch) => string

/** The largest whole number of a factor: as many below zero as above. */
const MOST = 127
/** Factors lie about this number, because ONNX Runtime multiplies numbers without a sign by ones that have one. */
const MIDDLE = 128

interface RowProduct {
  name: string
  /** [tokens, inputs] */
  x: string
  /** What the matrix is called in the graph. */
  label: string
  matrix: RowTensor
}

/**
 * Gives `name` = `x` times the transposed matrix: [tokens, outputs]. Where `rounding`, each token's numbers become whole ones of 8 bits
 * by their largest, so that all but the scales is whole numbers: a sum of them has no order, and a token the same bits in any company.
 * Else ONNX Runtime makes the matrix single numbers when it opens the graph.
 */
export function openRowProducts(
  graph: WrittenGraph,
  { stored, rounding }: { stored: Stored; rounding: boolean },
): (product: RowProduct) => string {
  const whole = new Map<string, { numbers: string; largest: string }>()
  const roundedTokens = (x: string) => {
    const known = whole.get(x)
    if (known) return known
    const sizes = graph.add('Abs', `${x}.sizes`, [x])
    // Of zeros it is 0: whatever whole numbers their shares become, the product is 0 again.
    const largest = graph.add('ReduceMax', `${x}.largest`, [sizes], { axes: [-1], keepdims: 1 })
    const shares = graph.add('Div', `${x}.shares`, [x, largest])
    const numbers = graph.add('QuantizeLinear', `${x}.whole`, [shares, graph.number(1 / MOST), graph.byte(MIDDLE)])
    whole.set(x, { numbers, largest })
    return { numbers, largest }
  }
  return ({ name, x, label, matrix }) => {
    const parts = partsOf(stored, label, matrix)
    if (!rounding) {
      const single = graph.add('DequantizeLinear', `${label}.single`, [parts.numbers, parts.scales], { axis: 0 })
      return graph.add('Gemm', name, [x, single], { transB: 1 })
    }
    const { numbers, largest } = roundedTokens(x)
    // Turned once, when ONNX Runtime opens the graph.
    const turned = graph.add('Transpose', `${label}.turned`, [parts.numbers], { perm: [1, 0] })
    const product = graph.add('MatMulIntegerToFloat', `${name}.unscaled`, [
      ...[numbers, turned],
      ...[graph.number(1 / MOST), parts.scales],
      graph.byte(MIDDLE),
    ])
    return graph.add('Mul', name, [product, largest])
  }
}

/** `name` = rows of the matrix by their numbers `ids` [count], in single precision: [count, inputs] */
export function scaledRows(
  graph: WrittenGraph,
  { name, ids, label, matrix, stored }: { name: string; ids: string; label: string; matrix: RowTensor; stored: Stored },
): string {
  const parts = partsOf(stored, label, matrix)
  const chosen = graph.add('Gather', `${name}.numbers`, [parts.numbers, ids], { axis: 0 })
  const scales = graph.add('Unsqueeze', `${name}.column`, [
    graph.add('Gather', `${name}.scales`, [parts.scales, ids], { axis: 0 }),
    graph.integers(1),
  ])
  return graph.add('Mul', name, [graph.add('Cast', `${name}.single`, [chosen], { to: ELEMENT.float32 }), scales])
}

function partsOf(stored: Stored, label: string, { shape, numbers, scales }: RowTensor) {
  return {
    numbers: stored(`${label}.numbers`, 'int8', shape, numbers),
    scales: stored(`${label}.scales`, 'float32', [shape[0]], scales),
  }
}
