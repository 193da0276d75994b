// An ONNX graph as bytes: as much of the format as small graphs without weights need (onnx.proto of ONNX 1.12, IR version 8).
// Knows the encoding. Does not know what the graphs are for (cache-graphs.ts).
import { Buffer } from 'node:buffer'

export interface GraphNode {
  op: string
  inputs: readonly string[]
  outputs: readonly string[]
  /** The axis that it works along, where it has one. */
  axis?: number
}

const ELEMENT = { float32: 1, int64: 7 } as const
const INTEGER = 2

/** A graph of the default operators, version 17. Of inputs and outputs it tells the types and not the shapes. */
export function onnxBytes({
  nodes,
  inputs,
  outputs,
}: {
  nodes: readonly GraphNode[]
  inputs: Readonly<Record<string, keyof typeof ELEMENT>>
  outputs: Readonly<Record<string, keyof typeof ELEMENT>>
}): Uint8Array {
  const values = (field: number, types: typeof inputs) =>
    Object.entries(types).map(([name, type]) =>
      block(field, [text(1, name), block(2, [block(1, [integer(1, ELEMENT[type])])])]),
    )
  const graph = [
    ...nodes.map(({ op, inputs: from, outputs: to, axis }) =>
      block(1, [
        ...from.map((name) => text(1, name)),
        ...to.map((name) => text(2, name)),
        text(4, op),
        ...(axis === undefined ? [] : [block(5, [text(1, 'axis'), integer(3, axis), integer(20, INTEGER)])]),
      ]),
    ),
    text(2, 'graph'),
    ...values(11, inputs),
    ...values(12, outputs),
  ]
  return Buffer.concat([integer(1, 8), block(8, [integer(2, 17)]), block(7, graph)])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return Buffer.from([...bytes, value])
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)])
}

function block(field: number, parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content])
}

function text(field: number, value: string): Buffer {
  return block(field, [Buffer.from(value)])
}
