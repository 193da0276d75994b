// A GGUF file as a model: its configuration, its tokenizer and its tensors under the names that transformers has for them.
// Knows how the parts come together. Does not know graphs, and does not read weights (gguf-form.ts does).
import { open } from 'node:fs/promises'
import { z } from 'zod'
import { modelName } from '../weights/model-faults.ts'
import type { ModelFile } from '../weights/model-file.ts'
import { findGgufArchitecture, ggufConfig } from './gguf-config.ts'
import { brokenGguf, unknownGguf } from './gguf-faults.ts'
import type { GgufTensor, Metadata } from './gguf-header.ts'
import { readGgufParts } from './gguf-parts.ts'
import { FILE_TYPES } from './gguf-types.ts'
import { ask } from './metadata.ts'
import { isRotaryTensor, publishedNames } from './tensor-names.ts'
import { ggufVocabulary } from './vocabulary.ts'
import type { GgufVocabulary } from './vocabulary.ts'

export interface Gguf extends GgufVocabulary {
  /** The file's path as it was given. */
  path: string
  /** The file, or its parts in their order; links followed. */
  files: readonly ModelFile[]
  /** As published, else by the file. */
  name: string
  licence: string | null
  /** What the weights are, for a person: “Q4_K_M”. */
  weights: string
  /** As config.json would have it, with the ids of tokens. */
  config: Readonly<Record<string, unknown>>
  /** By the name that transformers has for them; all that the file has. */
  tensors: ReadonlyMap<string, GgufTensor>
  rotary: 'halves' | 'pairs'
  normsHoldOne: boolean
}

/** Factors of rotary frequencies are at most so many. */
const MOST_FACTORS = 4096

/**
 * Reads a file's header; no weights. Parts of a split file are found from any of them. Throws `model-missing` (a part, by name) or
 * `model-broken`: what lies, and an architecture, quantisation, tokenizer or tensor that is not known, each with those that are.
 */
export async function readGguf(path: string): Promise<Gguf> {
  const { files, metadata, tensors: stored } = await readGgufParts(path)
  const { name: kind, architecture } = findGgufArchitecture(metadata, path)
  const tensors = new Map<string, GgufTensor>()
  const factors = new Map<string, readonly number[]>()
  for (const tensor of stored) {
    if (isRotaryTensor(tensor.name)) factors.set(tensor.name, await factorsOf(tensor, path))
    else for (const [name, part] of published(tensor, kind, path)) tensors.set(name, part)
  }
  const embedding = stored.find(({ name }) => name === 'token_embd.weight')
  if (!embedding) throw brokenGguf(path, 'its weights lack the tensor “token_embd.weight”')
  const vocabulary = ggufVocabulary(metadata, path)
  const has = (name: string) => stored.some((tensor) => tensor.name === name)
  const config = ggufConfig(metadata, { vocabulary: embedding.shape[0]!, has, factors }, path)
  checkVocabulary(metadata, embedding, path)
  const asked = ask(metadata, path)
  return {
    path,
    files,
    name: asked.optional('general.name', z.string()) || modelName(path),
    licence: asked.optional('general.license', z.string()) || null,
    weights: weightsOf(metadata, stored),
    config: { ...config, ...vocabulary.tokens },
    tensors,
    rotary: architecture.rotary,
    normsHoldOne: architecture.normsHoldOne,
    ...vocabulary,
  }
}

/** The tensor by its name, or its parts by theirs. */
function published(tensor: GgufTensor, architecture: string, path: string): [name: string, part: GgufTensor][] {
  const shown = tensor.name.slice(0, 80)
  const names = publishedNames(tensor.name, architecture)
  if (names.length === 0)
    throw unknownGguf(path, `its tensor “${shown}” is not known in the architecture ${architecture}`)
  const [rows = 0, ...others] = tensor.shape
  if (rows % names.length !== 0) {
    throw brokenGguf(path, `its tensor “${shown}” has ${rows} rows, which do not make ${names.length} parts`)
  }
  const bytes = tensor.bytes / names.length
  return names.map((name, at) => [
    name,
    { ...tensor, shape: [rows / names.length, ...others], offset: tensor.offset + at * bytes, bytes },
  ])
}

/** A row for every token; rows that no token has are filling. */
function checkVocabulary(metadata: Metadata, { shape }: GgufTensor, path: string): void {
  const tokens = metadata.get('tokenizer.ggml.tokens')
  const count = Array.isArray(tokens) ? tokens.length : 0
  if (shape.length === 2 && count <= shape[0]!) return
  throw brokenGguf(path, `its embedding is ${shape.join(' x ')}, and its header has ${count} tokens`)
}

async function factorsOf({ name, type, offset, bytes, file }: GgufTensor, path: string): Promise<number[]> {
  if (type.name !== 'F32' || bytes > 4 * MOST_FACTORS) throw brokenGguf(path, `its tensor “${name}” cannot be read`)
  const handle = await open(file)
  try {
    const buffer = new Uint8Array(bytes)
    const { bytesRead } = await handle.read(buffer, 0, bytes, offset)
    if (bytesRead < bytes) throw brokenGguf(path, 'its file became shorter while it was read')
    return [...new Float32Array(buffer.buffer)]
  } finally {
    await handle.close()
  }
}

/** As the publisher calls it, else the type of most of its bytes. */
function weightsOf(metadata: Metadata, tensors: readonly GgufTensor[]): string {
  const said = metadata.get('general.file_type')
  const named = typeof said === 'number' ? FILE_TYPES.get(said) : undefined
  if (named !== undefined) return named
  const bytes = new Map<string, number>()
  for (const { type, bytes: size } of tensors) bytes.set(type.name, (bytes.get(type.name) ?? 0) + size)
  return [...bytes].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'F32'
}
