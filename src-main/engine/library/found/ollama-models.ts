// Ollama's models: a manifest for each name and tag, which names blobs by their checksums; one of them is a GGUF file.
// Knows where they lie and how a manifest is laid out. Does not open the blobs.
import { readFile, stat } from 'node:fs/promises'
import { join, posix, relative, sep, win32 } from 'node:path'
import { z } from 'zod'
import type { FoundModel } from '../../../contract/model-card.ts'
import type { Surroundings } from '../../folders.ts'
import { walk } from './bounded-walk.ts'

/** The layer that holds the weights. */
const MODEL = 'application/vnd.ollama.image.model'
/** A manifest is a few lines. */
const MOST_BYTES = 2 ** 20

const Manifest = z.object({
  // The checksum becomes part of a path, so it is one.
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string() })).max(1000),
})
const DIGEST = /^sha256[:-]([0-9a-f]{64})$/

/** Folders of Ollama's models: the user's, and under Linux that of the service. */
export function ollamaFolders({ platform, environment, home }: Surroundings): string[] {
  const { OLLAMA_MODELS } = environment
  if (OLLAMA_MODELS) return [OLLAMA_MODELS]
  if (platform === 'win32') return [win32.join(home, '.ollama', 'models')]
  const own = posix.join(home, '.ollama', 'models')
  return platform === 'linux' ? [own, '/usr/share/ollama/.ollama/models'] : [own]
}

/** The models whose weights are there; names as Ollama says them, such as `qwen2.5:0.5b`. */
export async function ollamaModels(folder: string): Promise<FoundModel[]> {
  const manifests = join(folder, 'manifests')
  const files = await walk(manifests, { depth: 6, wanted: () => true })
  const found: FoundModel[] = []
  for (const { path, bytes } of files) {
    if (bytes > MOST_BYTES) continue
    const blob = await blobOf(path, folder)
    if (blob) found.push({ name: nameOf(relative(manifests, path).split(sep)), origin: 'ollama', ...blob })
  }
  return found
}

async function blobOf(manifest: string, folder: string): Promise<{ place: string; bytes: number } | null> {
  try {
    const { layers } = Manifest.parse(JSON.parse(await readFile(manifest, 'utf8')))
    const [, checksum] = DIGEST.exec(layers.find(({ mediaType }) => mediaType === MODEL)?.digest ?? '') ?? []
    if (checksum === undefined) return null
    const place = join(folder, 'blobs', `sha256-${checksum}`)
    const facts = await stat(place)
    return facts.isFile() ? { place, bytes: facts.size } : null
  } catch {
    // No manifest, or its blob is gone.
    return null
  }
}

/** `registry.ollama.ai/library/NAME/TAG` is NAME:TAG; what lies elsewhere is called by its whole address. */
function nameOf(parts: string[]): string {
  const tag = parts.at(-1) ?? ''
  const address = parts.slice(0, -1)
  const own = address[0] === 'registry.ollama.ai' ? address.slice(1) : address
  return `${(own[0] === 'library' ? own.slice(1) : own).join('/')}:${tag}`
}
