// The types that tensors have in a GGUF file.
// Knows their numbers, names and sizes (ggml.h). Does not know how numbers lie in a block (blocks/).

export interface TensorType {
  name: string
  /** Numbers of a block; 1 where they stand by themselves. */
  block: number
  /** Bytes of a block. */
  bytes: number
}

/** By their number in the file. */
export const TENSOR_TYPES: ReadonlyMap<number, TensorType> = new Map(
  (
    [
      [0, 'F32', 1, 4],
      [1, 'F16', 1, 2],
      [30, 'BF16', 1, 2],
      [2, 'Q4_0', 32, 18],
      [3, 'Q4_1', 32, 20],
      [6, 'Q5_0', 32, 22],
      [7, 'Q5_1', 32, 24],
      [8, 'Q8_0', 32, 34],
      [10, 'Q2_K', 256, 84],
      [11, 'Q3_K', 256, 110],
      [12, 'Q4_K', 256, 144],
      [13, 'Q5_K', 256, 176],
      [14, 'Q6_K', 256, 210],
    ] as const
  ).map(([number, name, block, bytes]) => [number, { name, block, bytes }]),
)

/** Names of types that are not read, for messages. */
const OTHER_NAMES: ReadonlyMap<number, string> = new Map([
  [9, 'Q8_1'],
  [15, 'Q8_K'],
  [16, 'IQ2_XXS'],
  [17, 'IQ2_XS'],
  [18, 'IQ3_XXS'],
  [19, 'IQ1_S'],
  [20, 'IQ4_NL'],
  [21, 'IQ3_S'],
  [22, 'IQ2_S'],
  [23, 'IQ4_XS'],
  [24, 'I8'],
  [25, 'I16'],
  [26, 'I32'],
  [27, 'I64'],
  [28, 'F64'],
  [29, 'IQ1_M'],
  [34, 'TQ1_0'],
  [35, 'TQ2_0'],
  [39, 'MXFP4'],
  [40, 'NVFP4'],
])

export function typeName(number: number): string {
  return TENSOR_TYPES.get(number)?.name ?? OTHER_NAMES.get(number) ?? `number ${number}`
}

/** The kinds that can be read, for messages. */
export const KNOWN_TYPES = [...TENSOR_TYPES.values()].map(({ name }) => name).join(', ')

/** What the publisher calls a file's mix of types, by `general.file_type` (llama.h). */
export const FILE_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [7, 'Q8_0'],
  [8, 'Q5_0'],
  [9, 'Q5_1'],
  [10, 'Q2_K'],
  [11, 'Q3_K_S'],
  [12, 'Q3_K_M'],
  [13, 'Q3_K_L'],
  [14, 'Q4_K_S'],
  [15, 'Q4_K_M'],
  [16, 'Q5_K_S'],
  [17, 'Q5_K_M'],
  [18, 'Q6_K'],
  [21, 'Q2_K_S'],
  [32, 'BF16'],
])
