// A tensor of 64-bit integers, as graphs want ids, places and lengths.
// Knows how to make it without a BigInt for each number.
import * as ort from 'onnxruntime-node'

/** Non-negative 32-bit integers as a tensor: they are the low words, on a little-endian machine as all of ours are. */
export function int64Tensor(values: Int32Array, dims: readonly number[]): ort.Tensor {
  const wide = new BigInt64Array(values.length)
  const words = new Int32Array(wide.buffer)
  for (let index = 0; index < values.length; index++) words[index * 2] = values[index]!
  return new ort.Tensor('int64', wide, dims)
}
