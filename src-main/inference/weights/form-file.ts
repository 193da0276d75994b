// The file of a form, read back as a checkpoint.
// Knows how parts become matrices in blocks again. Does not know how the file was made (form-writer.ts) or what its weights do.
import { basename, dirname } from 'node:path'
import type { BlockSize, BlockTensor, Checkpoint, RowTensor, Stretch, Tensor } from './checkpoint.ts'
import { BlockTable, blocksOf, FormMetadata, PARTS } from './form.ts'
import type { FormFacts } from './form.ts'
import { brokenModel } from './model-faults.ts'
import { findModelFile } from './model-file.ts'
import { readSafetensorsHeader } from './safetensors-header.ts'
import type { StoredTensor } from './safetensors-header.ts'
import { isFloatType } from './tensor-types.ts'

/** `model`: the model's path, for messages. Throws `model-missing`, or `model-broken` for a file that is damaged or no form. */
export async function readForm(file: string, model: string): Promise<{ checkpoint: Checkpoint; facts: FormFacts }> {
  const name = basename(file)
  const { tensors, metadata } = await readSafetensorsHeader(await findModelFile(dirname(file), name), model, name)
  const broken = () =>
    brokenModel(model, 'its smaller form in the data folder is damaged', file, 'Have the form made again.')
  const facts = FormMetadata.safeParse(metadata)
  if (!facts.success) throw broken()
  const { source, weights, rotary, norms_hold_one, blocks } = facts.data
  const table = BlockTable.safeParse(parsed(blocks))
  if (!table.success) throw broken()
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const result = new Map<string, Tensor>()
  for (const [matrix, [bits, block, inputs]] of Object.entries(table.data)) {
    const tensor = matrixOf(stored, matrix, { bits, block, inputs })
    if (!tensor) throw broken()
    result.set(matrix, tensor)
    for (const end of Object.values(PARTS)) stored.delete(matrix + end)
  }
  for (const [name, { type }] of stored) {
    if (type !== 'I8' || !name.endsWith(PARTS.numbers)) continue
    const matrix = name.slice(0, -PARTS.numbers.length)
    const tensor = rowsOf(stored, matrix)
    if (!tensor) throw broken()
    result.set(matrix, tensor)
    for (const end of [PARTS.numbers, PARTS.scales]) stored.delete(matrix + end)
  }
  for (const { name: tensor, type, shape, ...stretch } of stored.values()) {
    if (!isFloatType(type)) throw broken()
    result.set(tensor, { kind: 'float', type, shape, ...stretch })
  }
  const shared = { rotary, normsHoldOne: norms_hold_one === 'yes' }
  return { checkpoint: { tensors: result, ...shared }, facts: { source, weights, ...shared } }
}

/** Null where the parts do not fit together. */
function matrixOf(
  stored: ReadonlyMap<string, StoredTensor>,
  name: string,
  { bits, block, inputs }: { bits: 4 | 8; block: BlockSize; inputs: number },
): BlockTensor | null {
  const [numbers, scales, minima] = [PARTS.numbers, PARTS.scales, PARTS.minima].map((end) => stored.get(name + end))
  const outputs = scales?.shape[0]
  if (!numbers || !scales || outputs === undefined) return null
  const shape = [outputs, inputs] as const
  const blocks = blocksOf({ shape, block })
  if (!fits(numbers, 'U8', [outputs, blocks, (block * bits) / 8])) return null
  if (![scales, ...(minima ? [minima] : [])].every((part) => fits(part, 'F32', [outputs, blocks]))) return null
  return {
    kind: 'blocks',
    bits,
    block,
    shape,
    numbers: stretchOf(numbers),
    scales: stretchOf(scales),
    minima: minima ? stretchOf(minima) : null,
  }
}

/** Null where the parts do not fit together. */
function rowsOf(stored: ReadonlyMap<string, StoredTensor>, name: string): RowTensor | null {
  const [numbers, scales] = [PARTS.numbers, PARTS.scales].map((end) => stored.get(name + end))
  const [outputs, inputs, ...others] = numbers?.shape ?? []
  if (!numbers || !scales || outputs === undefined || inputs === undefined || others.length > 0) return null
  if (!fits(scales, 'F32', [outputs])) return null
  return { kind: 'rows', shape: [outputs, inputs], numbers: stretchOf(numbers), scales: stretchOf(scales) }
}

function fits({ type, shape }: StoredTensor, wanted: string, sizes: readonly number[]): boolean {
  return type === wanted && shape.join() === sizes.join()
}

function stretchOf({ file, offset, bytes }: StoredTensor): Stretch {
  return { file, offset, bytes }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
