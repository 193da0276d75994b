// A GGUF file that was split into several, read as one.
// Knows how parts are named, and that the first one holds the metadata. Does not know what they say.
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { missingModel } from '../weights/model-faults.ts'
import { brokenGguf } from './gguf-faults.ts'
import { readGgufHeader } from './gguf-header.ts'
import type { GgufHeader, GgufTensor, Metadata } from './gguf-header.ts'
import type { ModelFile } from '../weights/model-file.ts'
import { ask } from './metadata.ts'

export interface GgufParts {
  files: readonly ModelFile[]
  metadata: Metadata
  tensors: readonly GgufTensor[]
}

/** As in `model-00001-of-00003.gguf`. */
const PART = /^(.*)-(\d{5})-of-(\d{5})(\.gguf)?$/
const MOST_PARTS = 1000

/** Reads a file, or all parts from any of them. Throws `model-missing` that names a missing part, or `model-broken`. */
export async function readGgufParts(path: string): Promise<GgufParts> {
  const names = partNames(basename(path))
  const files = names.map((name) => join(dirname(path), name))
  const absent = files.find((file) => !existsSync(file))
  if (names.length > 1 && absent !== undefined) {
    throw missingModel(path, `The part ${basename(absent)}`, absent)
  }
  const headers: GgufHeader[] = []
  for (const file of files) headers.push(await readGgufHeader(file))
  const [first] = headers
  const said = ask(first!.metadata, path).optional('split.count', z.number()) ?? 1
  if (said > 1 && said !== names.length) {
    throw brokenGguf(path, `its file is one of ${said} parts, and its name does not say which`)
  }
  const tensors = headers.flatMap((header) => header.tensors)
  const seen = new Set<string>()
  const twice = tensors.find(({ name }) => seen.size === seen.add(name).size)
  if (twice) throw brokenGguf(path, `two of its parts have a tensor “${twice.name.slice(0, 80)}”`)
  return { files: headers.map(({ file }) => file), metadata: first!.metadata, tensors }
}

/** The names of all parts in their order; of a whole file its own. */
function partNames(name: string): string[] {
  const [, stem, , of, ending = ''] = PART.exec(name) ?? []
  const count = Number(of)
  if (stem === undefined || of === undefined || !(count >= 1 && count <= MOST_PARTS)) return [name]
  return Array.from({ length: count }, (_, part) => `${stem}-${String(part + 1).padStart(5, '0')}-of-${of}${ending}`)
}
