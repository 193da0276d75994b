// A form: weights that the program has made smaller, or laid out anew, for a file of its own.
// Knows the record, and under which names its parts lie in the file. Does not know where the numbers come from (whoever makes the
// form), how the file is written (form-writer.ts) or read (form-file.ts).
import { z } from 'zod'
import { BLOCK_SIZES } from './checkpoint.ts'
import type { BlockSize, Checkpoint, FloatType } from './checkpoint.ts'

/** Consecutive rows of a matrix in blocks, each part laid out as BlockTensor says. */
export interface BlockPiece {
  numbers: Uint8Array
  scales: Float32Array
  /** Null where the tensor has none. */
  minima: Float32Array | null
}

/** Consecutive rows of a matrix, each part laid out as RowTensor says. */
export interface RowPiece {
  numbers: Int8Array
  scales: Float32Array
}

type Pieces<Piece> = () => Iterable<Piece> | AsyncIterable<Piece>

export interface FloatForm {
  kind: 'float'
  name: string
  type: FloatType
  shape: readonly number[]
  /** The bytes in pieces of any size, little endian; asked once. */
  pieces: Pieces<Uint8Array>
}

export interface BlockForm {
  kind: 'blocks'
  name: string
  bits: 4 | 8
  block: BlockSize
  /** [outputs, inputs] */
  shape: readonly [number, number]
  hasMinima: boolean
  /** Whole rows in pieces, the first one first; asked once. */
  pieces: Pieces<BlockPiece>
}

export interface RowForm {
  kind: 'rows'
  name: string
  /** [outputs, inputs]; inputs are a multiple of 8. */
  shape: readonly [number, number]
  /** Whole rows in pieces, the first one first; asked once. */
  pieces: Pieces<RowPiece>
}

export type TensorForm = FloatForm | BlockForm | RowForm

/** What is known of a form beside its tensors. */
export interface FormFacts extends Pick<Checkpoint, 'rotary' | 'normsHoldOne'> {
  /** SHA-256 of what it was made of, hexadecimal. */
  source: string
  /** What its weights are, for a person: “4 bits, blocks of 32”, “Q4_K_M”. */
  weights: string
}

/** Ends of the names under which the parts of a matrix lie in the file; numbers of type I8 are of one whose rows have a scale each. */
export const PARTS = { numbers: '.numbers', scales: '.scales', minima: '.minima' } as const

/** Blocks of a row; the last one may be filled up with nothing. */
export function blocksOf({ shape: [, inputs], block }: { shape: readonly [number, number]; block: number }): number {
  return Math.ceil(inputs / block)
}

/** The file's metadata. Its values are texts, as safetensors wants them. */
export const FormMetadata = z.object({
  schema: z.literal('espalier-form'),
  version: z.literal('1'),
  source: z.string(),
  weights: z.string(),
  rotary: z.enum(['halves', 'pairs']),
  norms_hold_one: z.enum(['yes', 'no']),
  /** JSON: bits, block and inputs of each matrix in blocks, by name. */
  blocks: z.string(),
})
export type FormMetadata = z.infer<typeof FormMetadata>

export const BlockTable = z.record(
  z.string(),
  z.tuple([z.union([z.literal(4), z.literal(8)]), z.literal(BLOCK_SIZES), z.number().int().positive()]),
)
export type BlockTable = z.infer<typeof BlockTable>
