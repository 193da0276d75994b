// An ONNX graph as bytes: as much of the format as the program writes (onnx.proto of ONNX 1.16).
// Knows the encoding. Does not know what graphs are for (cache-graphs.ts, written-graph.ts).
import { Buffer } from 'node:buffer'

/** Whole numbers are told from others by where they stand, because 1 is both. */
export type GraphAttribute = number | readonly number[] | { float: number }

export interface GraphNode {
  op: string
  /** Of the operator; the standard's own if left out. */
  domain?: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Readonly<Record<string, GraphAttribute>>
}

/** Numbers of TensorProto.DataType. */
export const ELEMENT = { float32: 1, uint8: 2, int64: 7, float16: 10, bfloat16: 16, uint4: 21 } as const
export type Element = keyof typeof ELEMENT

/** A constant, either with its bytes, little endian, or with the place of them in a file. */
export interface GraphConstant {
  name: string
  type: Element
  shape: readonly number[]
  data: Uint8Array | { location: string; offset: number; bytes: number }
}

/** An input or output. Of a dimension that may be any it tells the name; without a shape it tells none. */
export interface GraphPort {
  type: Element
  shape?: readonly (number | string)[]
}

/** Numbers of AttributeProto.AttributeType. */
const KIND = { float: 1, integer: 2, integers: 7 }
/** Versions of the standard's operators, with the version of the format that each came with (IR). */
const VERSIONS = { 17: 8, 21: 10 } as const
type Version = keyof typeof VERSIONS
const EXTERNAL = 1

export function onnxBytes({
  nodes,
  inputs,
  outputs,
  constants = [],
  name = 'graph',
  version = 17,
}: {
  nodes: readonly GraphNode[]
  inputs: Readonly<Record<string, GraphPort>>
  outputs: Readonly<Record<string, GraphPort>>
  constants?: readonly GraphConstant[]
  name?: string
  /** Of the standard's operators; 21 has numbers of four bits, and blocks of them. */
  version?: Version
}): Uint8Array {
  const domains = [...new Set(nodes.flatMap(({ domain }) => domain ?? []))]
  const graph = [
    ...nodes.map((node) => block(1, nodeParts(node))),
    text(2, name),
    ...constants.map((constant) => block(5, constantParts(constant))),
    ...Object.entries(inputs).map(([port, type]) => block(11, portParts(port, type))),
    ...Object.entries(outputs).map(([port, type]) => block(12, portParts(port, type))),
  ]
  return Buffer.concat([
    integer(1, VERSIONS[version]),
    text(2, 'espalier'),
    block(8, [integer(2, version)]),
    ...domains.map((domain) => block(8, [text(1, domain), integer(2, 1)])),
    block(7, graph),
  ])
}

function nodeParts({ op, domain, inputs, outputs, attributes = {} }: GraphNode): Buffer[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, outputs[0] ?? op),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => block(5, [text(1, name), ...attributeParts(value)])),
    ...(domain === undefined ? [] : [text(7, domain)]),
  ]
}

function attributeParts(value: GraphAttribute): Buffer[] {
  if (typeof value === 'number') return [integer(3, value), integer(20, KIND.integer)]
  if ('float' in value) return [single(2, value.float), integer(20, KIND.float)]
  return [...value.map((one) => integer(8, one)), integer(20, KIND.integers)]
}

function constantParts({ name, type, shape, data }: GraphConstant): Buffer[] {
  const head = [...shape.map((size) => integer(1, size)), integer(2, ELEMENT[type]), text(8, name)]
  if (data instanceof Uint8Array) return [...head, block(9, [data])]
  const entries = { location: data.location, offset: String(data.offset), length: String(data.bytes) }
  return [
    ...head,
    ...Object.entries(entries).map(([key, value]) => block(13, [text(1, key), text(2, value)])),
    integer(14, EXTERNAL),
  ]
}

function portParts(name: string, { type, shape }: GraphPort): Buffer[] {
  const sizes = shape?.map((size) => block(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]))
  const tensor = [integer(1, ELEMENT[type]), ...(sizes ? [block(2, sizes)] : [])]
  return [text(1, name), block(2, [block(1, tensor)])]
}

/** Seven bits a byte, low ones first. Numbers below 0 are written as what 64 bits make of them. */
function varint(value: number): Buffer {
  if (value < 0 || value > 2 ** 31) return longVarint(BigInt.asUintN(64, BigInt(value)))
  const bytes: number[] = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return Buffer.from([...bytes, value])
}

function longVarint(value: bigint): Buffer {
  const bytes: number[] = []
  for (; value > 127n; value >>= 7n) bytes.push(Number(value & 127n) | 128)
  return Buffer.from([...bytes, Number(value)])
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)])
}

function single(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([varint((field << 3) | 5), bytes])
}

function block(field: number, parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content])
}

function text(field: number, value: string): Buffer {
  return block(field, [Buffer.from(value)])
}
