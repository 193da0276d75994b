// The numbers that a smaller form is made of: those of a checkpoint, or of a GGUF file, whose blocks are taken apart for it.
// Knows which tensors are read how. Does not know what becomes of them.
import { dequantisedRows } from '../gguf/gguf-form.ts'
import type { GgufTensor } from '../gguf/gguf-header.ts'
import type { Gguf } from '../gguf/gguf.ts'
import type { Checkpoint, FloatTensor, Tensor } from '../weights/checkpoint.ts'
import { brokenModel } from '../weights/model-faults.ts'
import type { TensorNumbers } from '../weights/tensor-numbers.ts'
import { isFloatType } from '../weights/tensor-types.ts'
import { floatNumbers } from './float-rows.ts'

/** By the name that transformers has. */
export type SourceNumbers = ReadonlyMap<string, TensorNumbers>

/** `model`: its path. Throws `model-broken` for weights that are a form already. */
export function checkpointNumbers({ tensors }: Pick<Checkpoint, 'tensors'>, model: string): SourceNumbers {
  return new Map([...tensors].map(([name, tensor]) => [name, floatNumbers(plain(name, tensor, model), model)]))
}

export function ggufNumbers({ tensors, path }: Pick<Gguf, 'tensors' | 'path'>): SourceNumbers {
  return new Map([...tensors].map(([name, tensor]) => [name, numbersOf(tensor, path)]))
}

function numbersOf(tensor: GgufTensor, path: string): TensorNumbers {
  const { shape, file, offset, bytes } = tensor
  const type = tensor.type.name
  if (isFloatType(type)) return floatNumbers({ kind: 'float', type, shape, file, offset, bytes }, path)
  const rows = () => dequantisedRows(tensor, path)
  return { shape, type: 'F32', bytes: () => bytesOf(rows()), rows }
}

async function* bytesOf(rows: AsyncIterable<Float32Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  for await (const { buffer } of rows) yield new Uint8Array(buffer)
}

function plain(name: string, tensor: Tensor, model: string): FloatTensor {
  if (tensor.kind === 'float') return tensor
  throw brokenModel(
    model,
    `its weights are in blocks already (“${name}”), and would only lose by another form`,
    model,
    'Use the model as it is stored.',
  )
}
