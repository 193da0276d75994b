// From a model to the file of one of its forms.
// Knows whose weights become which form, and what the file is called. Does not know how weights are rounded or files are written.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Form } from '../../contract/model-card.ts'
import { ggufForm } from '../gguf/gguf-form.ts'
import { isGguf } from '../gguf/gguf-header.ts'
import { readGguf } from '../gguf/gguf.ts'
import { filesChecksum } from '../model/model-checksum.ts'
import { checkpointFiles } from '../model/weight-files.ts'
import type { FormFacts, TensorForm } from '../weights/form.ts'
import { readForm } from '../weights/form-file.ts'
import { writeForm } from '../weights/form-writer.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { readCheckpoint } from '../weights/safetensors.ts'
import type { FormOrder } from './form-calls.ts'
import { inReadingOrder } from './reading-order.ts'
import { FORM_WEIGHTS, smallerForm } from './smaller-form.ts'
import { checkpointNumbers, ggufNumbers } from './source-numbers.ts'

/** Hexadecimal digits of the source's checksum that name the file: chance does not make two of them equal. */
const DIGITS = 32

/** Writes a form, or finds it written, and returns its file. Rejects like `makeForm`. */
export async function writeFormOf(
  { place, form, folder }: FormOrder,
  options: { signal: AbortSignal; progress: (share: number) => void },
): Promise<string> {
  const { tensors, facts } = await formOf(place, form)
  const file = join(folder, `${facts.source.slice(0, DIGITS)}-${form}.safetensors`)
  if (existsSync(file) && (await isWhole(file, place, facts))) return file
  await writeForm(file, { ...facts, tensors: inReadingOrder(tensors) }, options)
  return file
}

async function formOf(place: string, form: Form): Promise<{ tensors: TensorForm[]; facts: FormFacts }> {
  if (await isGguf(place)) {
    const gguf = await readGguf(place)
    const { rotary, normsHoldOne } = gguf
    const source = await filesChecksum(gguf.files.map(({ path }) => path))
    const facts = { source, rotary, normsHoldOne }
    return form === 'as-stored'
      ? { tensors: ggufForm(gguf), facts: { ...facts, weights: gguf.weights } }
      : { tensors: smallerForm(ggufNumbers(gguf), form), facts: { ...facts, weights: FORM_WEIGHTS[form] } }
  }
  const checkpoint = await readCheckpoint(place)
  if (form === 'as-stored') {
    const what = 'its weights need no other form'
    throw brokenModel(place, what, `${place}: ${form}`, 'Use the model as it is stored.')
  }
  const { rotary, normsHoldOne } = checkpoint
  const tensors = smallerForm(checkpointNumbers(checkpoint, place), form)
  const source = await filesChecksum(checkpointFiles(checkpoint))
  return { tensors, facts: { source, weights: FORM_WEIGHTS[form], rotary, normsHoldOne } }
}

async function isWhole(file: string, place: string, { source, weights }: FormFacts): Promise<boolean> {
  const known = await readForm(file, place).catch(() => null)
  return known !== null && known.facts.source === source && known.facts.weights === weights
}
