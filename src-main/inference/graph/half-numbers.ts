// Tensors of numbers in single or half precision, and their numbers.
// Knows the two types as ONNX Runtime for Node holds them. Does not know what the numbers mean.
import * as ort from 'onnxruntime-node'

export type NumberType = 'float32' | 'float16'

/** Whether ONNX Runtime's name of a type is one of these. */
export function isNumberType(type: string): type is NumberType {
  return type === 'float32' || type === 'float16'
}

/** A tensor over the numbers, or over copies of half the precision. */
export function numberTensor(type: NumberType, numbers: Float32Array, dims: readonly number[]): ort.Tensor {
  if (type === 'float32') return new ort.Tensor(type, numbers, dims)
  const halves = new Float16Array(numbers)
  // The native side of ONNX Runtime for Node 1.30 takes a Float16Array for an empty one, and a tensor that is made as of this type
  // puts one in; so it is made as of another and named afterwards.
  return Object.assign(new ort.Tensor('uint16', new Uint16Array(halves.buffer), dims), { type })
}

/** The numbers of such a tensor on the CPU, copied only where they must become longer. */
export function numbersOf({ type, data }: ort.Tensor): Float32Array {
  if (type !== 'float16') return data as Float32Array
  // Where there is a Float16Array, ONNX Runtime's bindings may or may not use it.
  const { buffer, byteOffset, length } = data as Uint16Array
  return new Float32Array(new Float16Array(buffer, byteOffset, length))
}
