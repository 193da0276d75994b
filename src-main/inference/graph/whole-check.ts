// Whether products of whole numbers are right on this machine: some processors' sums of neighbours stop at the end of 16 bits.
// Knows one small graph and what it must give. Does not know models, or what is done where they are wrong.
import * as ort from 'onnxruntime-node'
import type { Device } from '../device/devices.ts'
import type { CheckpointSource } from '../model/graph-source.ts'
import { onnxBytes } from './onnx-bytes.ts'

/** Numbers of a sum; whatever lies side by side in a register is summed up. */
const LENGTH = 64
/** The largest of both kinds: two such products are more than 16 bits hold. */
const [BYTE, SIGNED] = [255, 127]

type Create = (graph: Uint8Array) => Promise<ort.InferenceSession>

let known: Promise<boolean> | null = null

/**
 * Whether factors of a form's matrices are rounded to 8 bits on a device: those of rows only where products of whole numbers are right,
 * which is found out once in a thread. Never rejects.
 */
export async function roundsFactors({ form, checkpoint }: CheckpointSource, device: Device): Promise<boolean> {
  if (!form?.rounded) return false
  if (![...checkpoint.tensors.values()].some(({ kind }) => kind === 'rows')) return true
  return device === 'cpu' && (await (known ??= multipliesWhole((graph) => ort.InferenceSession.create(graph))))
}

/** Never rejects: what cannot be computed is not right. */
export async function multipliesWhole(create: Create): Promise<boolean> {
  try {
    const session = await create(graph())
    try {
      const numbers = new ort.Tensor('uint8', new Uint8Array(LENGTH).fill(BYTE), [1, LENGTH])
      const { sum } = await session.run({ numbers })
      return sum?.data[0] === LENGTH * BYTE * SIGNED
    } finally {
      await session.release()
    }
  } catch {
    return false
  }
}

function graph(): Uint8Array {
  const one = Buffer.from(Float32Array.of(1).buffer)
  return onnxBytes({
    nodes: [
      {
        op: 'MatMulIntegerToFloat',
        domain: 'com.microsoft',
        inputs: ['numbers', 'matrix', 'one', 'one'],
        outputs: ['sum'],
      },
    ],
    inputs: { numbers: { type: 'uint8', shape: [1, LENGTH] } },
    outputs: { sum: { type: 'float32', shape: [1, 1] } },
    constants: [
      { name: 'matrix', type: 'int8', shape: [LENGTH, 1], data: new Uint8Array(LENGTH).fill(SIGNED) },
      { name: 'one', type: 'float32', shape: [], data: one },
    ],
  })
}
