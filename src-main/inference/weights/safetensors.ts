// The checkpoint of a Hugging Face folder: one safetensors file, or several that an index names.
// Knows which files hold the weights. Does not know a file's format (safetensors-header.ts) or which weights a model needs.
import { z } from 'zod'
import type { Checkpoint, Tensor } from './checkpoint.ts'
import { brokenModel, missingModel } from './model-faults.ts'
import { findModelFile, namesInFolder, readModelText } from './model-file.ts'
import { readSafetensorsHeader } from './safetensors-header.ts'
import type { StoredTensor } from './safetensors-header.ts'
import { isFloatType } from './tensor-types.ts'

/** Where weights lie that are in one file. */
export const WEIGHTS_FILE = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'
const INDEX_LIMIT = 50e6
const SHARD_LIMIT = 2000
/** Names that are told of a longer list. */
const TOLD = 3

const Index = z.object({ weight_map: z.record(z.string(), z.string()) })

/** Whether the folder has weights that are read from safetensors, by the names of its files. */
export function hasSafetensors(names: readonly string[]): boolean {
  return names.includes(WEIGHTS_FILE) || names.includes(INDEX)
}

/** Reads where the weights of a folder lie. Throws `model-missing` or `model-broken`. */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const names = await namesInFolder(folder)
  // In this order, as transformers does.
  if (names.includes(WEIGHTS_FILE)) return checkpointOf(await tensorsIn(folder, WEIGHTS_FILE))
  if (names.includes(INDEX)) return checkpointOf(await readShards(folder, names))
  throw withoutSafetensors(folder, names)
}

async function readShards(folder: string, names: readonly string[]): Promise<StoredTensor[]> {
  const index = await readIndex(folder)
  const shards = [...new Set(Object.values(index))].sort()
  if (shards.length > SHARD_LIMIT) throw brokenModel(folder, `${INDEX} names ${shards.length} files`, folder)
  const stray = shards.find((shard) => /[/\\]|^\.{0,2}$/.test(shard))
  if (stray !== undefined) throw brokenModel(folder, `${INDEX} names a file outside the folder, “${stray}”`, folder)
  const missing = shards.filter((shard) => !names.includes(shard))
  if (missing.length > 0) {
    const all = missing.length === 1 ? `The file ${missing[0]}` : `Of ${shards.length} files ${listOf(missing)}`
    throw missingModel(folder, all, folder)
  }
  const found = new Map<string, StoredTensor>()
  for (const shard of shards) {
    for (const tensor of await tensorsIn(folder, shard))
      if (index[tensor.name] === shard) found.set(tensor.name, tensor)
  }
  const lost = Object.keys(index).filter((name) => !found.has(name))
  if (lost.length > 0) {
    throw brokenModel(folder, `${INDEX} names tensors that its files do not hold: ${listOf(lost)}`, folder)
  }
  return [...found.values()]
}

async function readIndex(folder: string): Promise<Record<string, string>> {
  const text = await readModelText(folder, INDEX, INDEX_LIMIT)
  try {
    return Index.parse(JSON.parse(text)).weight_map
  } catch (cause) {
    throw brokenModel(folder, `${INDEX} does not say which file holds which tensor`, String(cause))
  }
}

async function tensorsIn(folder: string, name: string): Promise<readonly StoredTensor[]> {
  return (await readSafetensorsHeader(await findModelFile(folder, name), folder, name)).tensors
}

function checkpointOf(stored: readonly StoredTensor[]): Checkpoint {
  const tensors = new Map<string, Tensor>()
  const unread = new Map<string, string>()
  for (const { name, type, shape, file, offset, bytes } of stored) {
    if (isFloatType(type)) tensors.set(name, { kind: 'float', type, shape, file, offset, bytes })
    else unread.set(name, type)
  }
  return { tensors, unread, rotary: 'halves', normsHoldOne: false }
}

/** Says what is there instead. */
function withoutSafetensors(folder: string, names: readonly string[]): Error {
  const pickle = names.find((name) => /^(pytorch_model.*\.bin|.*\.pth?|consolidated.*\.pth)$/.test(name))
  if (pickle !== undefined) {
    return brokenModel(
      folder,
      `its weights are in ${pickle}, a format that can run programs, and not in ${WEIGHTS_FILE}`,
      folder,
      'Get its safetensors files, or save it with transformers: model.save_pretrained(folder).',
    )
  }
  if (names.includes('adapter_model.safetensors')) {
    return brokenModel(
      folder,
      'it holds an adapter (LoRA) and not a whole model',
      folder,
      'Merge the adapter into its model with PEFT, merge_and_unload, and save that.',
    )
  }
  const gguf = names.find((name) => name.toLowerCase().endsWith('.gguf'))
  if (gguf !== undefined) {
    return brokenModel(
      folder,
      `it has no ${WEIGHTS_FILE}`,
      folder,
      `Choose a GGUF file in it, such as ${gguf}, by its own path.`,
    )
  }
  return missingModel(folder, `The file ${WEIGHTS_FILE}`, folder)
}

function listOf(names: readonly string[]): string {
  const told = names.slice(0, TOLD).join(', ')
  return names.length > TOLD ? `${told} and ${names.length - TOLD} more` : told
}
