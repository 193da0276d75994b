// A checkpoint: the weights of a model by name, and where each lies in a file of the user's.
// Knows the record. Does not know file formats (their readers make such records) or graphs (which read the weights in place).

/** A stretch of a file. */
export interface Stretch {
  /** Absolute path of the file itself, links followed. */
  file: string
  /** Bytes from the start of the file. */
  offset: number
  bytes: number
}

export const FLOAT_TYPES = ['F32', 'F16', 'BF16'] as const
export type FloatType = (typeof FLOAT_TYPES)[number]

/** Numbers as they are, little endian, the last axis the closest. */
export interface FloatTensor extends Stretch {
  kind: 'float'
  type: FloatType
  /** Outermost axis first, as PyTorch has it: a matrix is [outputs, inputs]. */
  shape: readonly number[]
}

/** Numbers that share a scale. */
export const BLOCK_SIZES = [16, 32, 64, 128] as const
export type BlockSize = (typeof BLOCK_SIZES)[number]

/**
 * A matrix in blocks of small integers along its inputs, laid out as ONNX Runtime's MatMulNBits takes it. A weight is
 * scale x (number - 2^(bits - 1)), or scale x number + minimum where there are minima.
 */
export interface BlockTensor {
  kind: 'blocks'
  bits: 4 | 8
  /** Of its inputs. */
  block: BlockSize
  /** [outputs, inputs] */
  shape: readonly [number, number]
  /** Bytes: [outputs, blocks, block * bits / 8]; of two 4-bit numbers in a byte the first is the low half. */
  numbers: Stretch
  /** float32: [outputs, blocks] */
  scales: Stretch
  /** float32: [outputs, blocks] */
  minima: Stretch | null
}

/** A matrix of whole numbers of 8 bits, -127 to 127, whose rows have a scale each: a weight is scale x number. */
export interface RowTensor {
  kind: 'rows'
  /** [outputs, inputs] */
  shape: readonly [number, number]
  /** int8: [outputs, inputs] */
  numbers: Stretch
  /** float32: [outputs] */
  scales: Stretch
}

export type Tensor = FloatTensor | BlockTensor | RowTensor

export interface Checkpoint {
  /** By the name that the class of transformers gives a tensor, such as `model.layers.0.self_attn.q_proj.weight`. */
  tensors: ReadonlyMap<string, Tensor>
  /** Tensors whose numbers cannot be read here, by name: the name of their type. A model that needs one of them is refused. */
  unread?: ReadonlyMap<string, string>
  /** How the rows of queries and keys lie in a head: the halves that are rotated together apart (transformers), or in pairs (llama.cpp). */
  rotary: 'halves' | 'pairs'
  /** Whether the norms of a Gemma already hold the 1 that transformers adds (GGUF). */
  normsHoldOne: boolean
}
