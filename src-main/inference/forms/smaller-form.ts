// A smaller form of a model's weights: its matrices in rows or blocks of 8 or 4 bits, all else as it is.
// Knows which matrices are rounded to how many bits. Does not know the rule of rounding (block-quantiser.ts, row-quantiser.ts), the file, or where the
// numbers come from (source-numbers.ts).
import type { TensorForm } from '../weights/form.ts'
import type { TensorNumbers } from '../weights/tensor-numbers.ts'
import { quantised } from './block-quantiser.ts'
import { wholeRows } from './row-quantiser.ts'
import type { SourceNumbers } from './source-numbers.ts'

const FORM_BITS = { q8: 8, q4: 4 } as const
export type SmallerForm = keyof typeof FORM_BITS | 'int8'

/** What the weights are, for a person. */
export const FORM_WEIGHTS: Readonly<Record<SmallerForm, string>> = {
  int8: '8 bits a row, activations too',
  q8: '8 bits, blocks of up to 128',
  q4: '4 bits, blocks of 32',
}

/**
 * Numbers that share a scale at most. Large blocks multiply faster; in 8 bits they cost next to nothing, because a step is a 256th of
 * the largest number of a block even so; in 4 bits every step is felt.
 */
const MOST_IN_BLOCK = { 8: 128, 4: 32 } as const
/** Rows that a matrix has at least to be worth it: the head of a PRM has few, and decides alone. */
const LEAST_ROWS = 32
/** An embedding or the logits' matrix, whose errors nothing behind them evens out: always 8 bits. */
const EDGE = /(^|\.)(embed_tokens|embed_in|embed_out|lm_head)\.weight$/
/** Parts of models that also see or hear, which no graph reads. */
const OTHER_SENSES = /(^|\.)(vision|visual|audio|multi_modal)/

/** The tensors as `writeForm` takes them; each is read when it is asked for. */
export function smallerForm(source: SourceNumbers, form: SmallerForm): TensorForm[] {
  const needed = [...source].filter(([name]) => !OTHER_SENSES.test(name))
  return needed.map(([name, numbers]) =>
    form === 'int8' ? formInRows(name, numbers) : formInBlocks(name, numbers, FORM_BITS[form]),
  )
}

function formInRows(name: string, { type, shape, bytes, rows }: TensorNumbers): TensorForm {
  const [outputs, inputs] = shape
  if (shape.length !== 2 || outputs === undefined || inputs === undefined || outputs < LEAST_ROWS || inputs % 8 !== 0)
    return { kind: 'float', name, type, shape, pieces: bytes }
  async function* pieces() {
    for await (const some of rows()) yield wholeRows(some, inputs!)
  }
  return { kind: 'rows', name, shape: [outputs, inputs], pieces }
}

function formInBlocks(name: string, { type, shape, bytes, rows }: TensorNumbers, wanted: 4 | 8): TensorForm {
  const [outputs, inputs] = shape
  const float: TensorForm = { kind: 'float', name, type, shape, pieces: bytes }
  if (shape.length !== 2 || outputs === undefined || inputs === undefined || outputs < LEAST_ROWS) return float
  const bits = EDGE.test(name) ? 8 : wanted
  const block = ([128, 64, 32] as const).find((size) => size <= MOST_IN_BLOCK[bits] && inputs % size === 0)
  if (block === undefined) return float
  const how = { bits, block } as const
  async function* pieces() {
    for await (const some of rows()) yield quantised(some, how)
  }
  return { kind: 'blocks', name, ...how, shape: [outputs, inputs], hasMinima: false, pieces }
}
