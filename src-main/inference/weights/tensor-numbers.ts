// The numbers of a tensor, whatever they are stored as.
// Knows the record. Does not know formats: whoever reads one makes such records.
import type { FloatType } from './checkpoint.ts'

export interface TensorNumbers {
  /** Outermost axis first: a matrix is [outputs, inputs]. */
  shape: readonly number[]
  /** Of the numbers in `bytes`. */
  type: FloatType
  /** Little endian, in pieces of whole numbers; asked once. */
  bytes: () => AsyncIterable<Uint8Array>
  /** Whole rows in single precision, the first ones first; asked once. */
  rows: () => AsyncIterable<Float32Array>
}
