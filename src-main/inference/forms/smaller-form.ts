// A smaller form of a checkpoint: its matrices in blocks of 8 or 4 bits, all else as it is stored.
// Knows which matrices are rounded to how many bits. Does not know the rule of rounding (block-quantiser.ts) or the file.
import type { Checkpoint, FloatTensor, Tensor } from '../weights/checkpoint.ts'
import type { TensorForm } from '../weights/form.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { BLOCK, quantised } from './block-quantiser.ts'
import { bytePieces, floatRows } from './float-rows.ts'

export const FORM_BITS = { q8: 8, q4: 4 } as const
export type SmallerForm = keyof typeof FORM_BITS

/** What the weights are, for a person. */
export const FORM_WEIGHTS: Readonly<Record<SmallerForm, string>> = {
  q8: '8 bits, blocks of 32',
  q4: '4 bits, blocks of 32',
}

/** Rows that a matrix has at least to be worth it: the head of a PRM has few, and decides alone. */
const LEAST_ROWS = 32
/** An embedding or the logits' matrix, whose errors nothing behind them evens out: always 8 bits. */
const EDGE = /(^|\.)(embed_tokens|embed_in|embed_out|lm_head)\.weight$/
/** Parts of models that also see or hear, which no graph reads. */
const OTHER_SENSES = /(^|\.)(vision|visual|audio|multi_modal)/

/** The tensors as `writeForm` takes them; each is read when it is asked for. `model`: its path. Throws `model-broken`. */
export function smallerForm({ tensors }: Checkpoint, form: SmallerForm, model: string): TensorForm[] {
  const needed = [...tensors].filter(([name]) => !OTHER_SENSES.test(name))
  return needed.map(([name, tensor]) => tensorForm(name, plain(name, tensor, model), FORM_BITS[form], model))
}

function tensorForm(name: string, tensor: FloatTensor, wanted: 4 | 8, model: string): TensorForm {
  const { type, shape } = tensor
  const [outputs, inputs] = shape
  if (shape.length !== 2 || outputs === undefined || inputs === undefined || outputs < LEAST_ROWS || inputs % BLOCK) {
    return { kind: 'float', name, type, shape, pieces: () => bytePieces(tensor, 4, model) }
  }
  const bits = EDGE.test(name) ? 8 : wanted
  async function* pieces() {
    for await (const rows of floatRows(tensor, inputs!, model)) yield quantised(rows, bits)
  }
  return { kind: 'blocks', name, bits, block: BLOCK, shape: [outputs, inputs], hasMinima: false, pieces }
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
