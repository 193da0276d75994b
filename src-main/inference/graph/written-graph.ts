// A graph while it is being written: operators and constants by the names of what they give.
// Knows how both are collected, in which order they are written, and which operators are ONNX Runtime's own. Does not know models.
import { Buffer } from 'node:buffer'
import { onnxBytes } from './onnx-bytes.ts'
import type { Element, GraphAttribute, GraphConstant, GraphNode, GraphPort } from './onnx-bytes.ts'

/** Operators that the standard of this version does not have. */
const MICROSOFT = new Set([
  'RotaryEmbedding',
  'MatMulNBits',
  'MatMulIntegerToFloat',
  'Gelu',
  'FastGelu',
  'GroupQueryAttention',
  'SkipLayerNormalization',
  'SkipSimplifiedLayerNormalization',
])

export interface WrittenGraph {
  /** Adds an operator with one output of this name; returns the name. A name stands once. */
  add(op: string, name: string, inputs: readonly string[], attributes?: GraphNode['attributes']): string
  /** The same with several outputs; one that nobody wants has an empty name. */
  addMany(op: string, names: readonly string[], inputs: readonly string[], attributes?: GraphNode['attributes']): void
  /** Constants; each returns its name, and stands once however often it is asked for. */
  integers(...values: number[]): string
  integer(value: number): string
  number(value: number): string
  /** A whole number of 8 bits without a sign. */
  byte(value: number): string
  /** Numbers in single precision. */
  numbers(name: string, values: Float32Array, shape: readonly number[]): string
  /** A constant that lies in a file. */
  stored(
    name: string,
    type: Element,
    shape: readonly number[],
    place: Exclude<GraphConstant['data'], Uint8Array>,
  ): string
  input(name: string, port: GraphPort): void
  output(name: string, port: GraphPort): void
  bytes(name: string): Uint8Array
}

/** A number that is not whole, as an attribute. */
export function float(value: number): GraphAttribute {
  return { float: value }
}

export function openWrittenGraph(): WrittenGraph {
  const nodes: GraphNode[] = []
  const taken = new Set<string>()
  const constants = new Map<string, GraphConstant>()
  const inputs: Record<string, GraphPort> = {}
  const outputs: Record<string, GraphPort> = {}

  const addMany: WrittenGraph['addMany'] = (op, names, from, attributes) => {
    for (const name of names.filter((name) => name !== '')) {
      if (taken.has(name)) throw new RangeError(`Two operators are named ${name}.`)
      taken.add(name)
    }
    nodes.push({
      op,
      ...(MICROSOFT.has(op) ? { domain: 'com.microsoft' } : {}),
      inputs: from,
      outputs: names,
      ...(attributes ? { attributes } : {}),
    })
  }
  const constant = (name: string, type: Element, shape: readonly number[], data: GraphConstant['data']) => {
    if (!constants.has(name)) constants.set(name, { name, type, shape, data })
    return name
  }

  return {
    add(op, name, from, attributes) {
      addMany(op, [name], from, attributes)
      return name
    },
    addMany,
    integers: (...values) => constant(`integers.${values.join('.')}`, 'int64', [values.length], longsOf(values)),
    integer: (value) => constant(`integer.${value}`, 'int64', [], longsOf([value])),
    number: (value) => constant(`number.${value}`, 'float32', [], bytesOf(Float32Array.of(value))),
    byte: (value) => constant(`byte.${value}`, 'uint8', [], Uint8Array.of(value)),
    numbers: (name, values, shape) => constant(name, 'float32', shape, bytesOf(values)),
    stored: constant,
    input(name, port) {
      inputs[name] = port
    },
    output(name, port) {
      outputs[name] = port
    },
    bytes(name) {
      const isInBlocks = ({ op }: GraphNode) => op === 'DequantizeLinear'
      const version = nodes.some(isInBlocks) ? 21 : 17
      const ordered = largestFirst(nodes, constants)
      return onnxBytes({ nodes: ordered, inputs, outputs, constants: [...constants.values()], name, version })
    },
  }
}

/**
 * ONNX Runtime sorts operators for itself, and lays their matrices out anew in the order in which they are written. Meanwhile a matrix
 * stands in memory twice, beside all that are done: if the largest, often the head's, came last, opening would take that much more.
 */
function largestFirst(nodes: readonly GraphNode[], constants: ReadonlyMap<string, GraphConstant>): GraphNode[] {
  const stored = ({ inputs }: GraphNode) =>
    inputs.reduce((sum, input) => {
      const data = constants.get(input)?.data
      return data === undefined || data instanceof Uint8Array ? sum : sum + data.bytes
    }, 0)
  const sizes = new Map(nodes.map((node) => [node, stored(node)]))
  return nodes.toSorted((one, other) => sizes.get(other)! - sizes.get(one)!)
}

function longsOf(values: readonly number[]): Uint8Array {
  return bytesOf(BigInt64Array.from(values, BigInt))
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array {
  return Buffer.from(buffer, byteOffset, byteLength)
}
