// An ONNX graph as bytes: as much of the format as the program writes (onnx.proto of ONNX 1.16).
// Knows which field is which. Does not know how fields are encoded (message-writer.ts) or what graphs are for (cache-graphs.ts,
// written-graph.ts).
import { openMessageWriter } from './message-writer.ts'
import type { MessageWriter } from './message-writer.ts'

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
export const ELEMENT = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  float16: 10,
  bfloat16: 16,
  uint4: 21,
} as const
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
  const model = openMessageWriter()
  model.integer(1, VERSIONS[version])
  model.text(2, 'espalier')
  model.message(8, () => model.integer(2, version))
  for (const domain of domains) {
    model.message(8, () => {
      model.text(1, domain)
      model.integer(2, 1)
    })
  }
  model.message(7, () => {
    for (const node of nodes) model.message(1, () => writeNode(model, node))
    model.text(2, name)
    for (const constant of constants) model.message(5, () => writeConstant(model, constant))
    for (const [port, type] of Object.entries(inputs)) model.message(11, () => writePort(model, port, type))
    for (const [port, type] of Object.entries(outputs)) model.message(12, () => writePort(model, port, type))
  })
  return model.written()
}

function writeNode(to: MessageWriter, { op, domain, inputs, outputs, attributes = {} }: GraphNode): void {
  for (const name of inputs) to.text(1, name)
  for (const name of outputs) to.text(2, name)
  to.text(3, outputs[0] ?? op)
  to.text(4, op)
  for (const [name, value] of Object.entries(attributes)) {
    to.message(5, () => {
      to.text(1, name)
      writeAttribute(to, value)
    })
  }
  if (domain !== undefined) to.text(7, domain)
}

function writeAttribute(to: MessageWriter, value: GraphAttribute): void {
  if (typeof value === 'number') {
    to.integer(3, value)
    to.integer(20, KIND.integer)
  } else if ('float' in value) {
    to.single(2, value.float)
    to.integer(20, KIND.float)
  } else {
    for (const one of value) to.integer(8, one)
    to.integer(20, KIND.integers)
  }
}

function writeConstant(to: MessageWriter, { name, type, shape, data }: GraphConstant): void {
  for (const size of shape) to.integer(1, size)
  to.integer(2, ELEMENT[type])
  to.text(8, name)
  if (data instanceof Uint8Array) {
    to.bytes(9, data)
    return
  }
  const entries = { location: data.location, offset: String(data.offset), length: String(data.bytes) }
  for (const [key, value] of Object.entries(entries)) {
    to.message(13, () => {
      to.text(1, key)
      to.text(2, value)
    })
  }
  to.integer(14, EXTERNAL)
}

function writePort(to: MessageWriter, name: string, { type, shape }: GraphPort): void {
  to.text(1, name)
  const writeSizes = (sizes: NonNullable<GraphPort['shape']>) => {
    for (const size of sizes) {
      to.message(1, () => (typeof size === 'number' ? to.integer(1, size) : to.text(2, size)))
    }
  }
  to.message(2, () =>
    to.message(1, () => {
      to.integer(1, ELEMENT[type])
      if (shape) to.message(2, () => writeSizes(shape))
    }),
  )
}
