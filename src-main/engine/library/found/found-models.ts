// Models on this machine that other programs brought: a table of where they keep them.
// Knows the table. Each row's file knows its program; nothing here opens a model.
import { realpath } from 'node:fs/promises'
import { relative, isAbsolute } from 'node:path'
import type { FoundModel } from '../../../contract/model-card.ts'
import type { Origin } from '../../../contract/model.ts'
import { surroundings } from '../../folders.ts'
import type { Surroundings } from '../../folders.ts'
import { llamaCppFolders, llamaCppModels, lmStudioFolders, lmStudioModels } from './gguf-files.ts'
import { huggingFaceFolders, huggingFaceModels } from './hugging-face-cache.ts'
import { ollamaFolders, ollamaModels } from './ollama-models.ts'

interface Source {
  origin: Origin
  /** Where its models lie; not all of these folders need be there. */
  folders: (around: Surroundings) => string[] | Promise<string[]>
  modelsIn: (folder: string) => Promise<FoundModel[]>
}

const SOURCES: readonly Source[] = [
  { origin: 'hugging-face', folders: huggingFaceFolders, modelsIn: huggingFaceModels },
  { origin: 'lm-studio', folders: lmStudioFolders, modelsIn: lmStudioModels },
  { origin: 'ollama', folders: ollamaFolders, modelsIn: ollamaModels },
  { origin: 'llama-cpp', folders: llamaCppFolders, modelsIn: llamaCppModels },
]

/** Models that are told of; who has more adds them by their paths. */
const MOST = 2000

/** All that is found, each file or folder once. What cannot be read is passed over. */
export async function findModels(around: Surroundings = surroundings()): Promise<FoundModel[]> {
  const found: FoundModel[] = []
  for (const { folders, modelsIn } of SOURCES) {
    for (const folder of await folders(around)) found.push(...(await modelsIn(folder)))
  }
  const places = new Set<string>()
  const once: FoundModel[] = []
  for (const model of found.slice(0, MOST)) {
    const place = await realpath(model.place).catch(() => model.place)
    if (places.has(place)) continue
    places.add(place)
    once.push(model)
  }
  return once
}

/** Whose folder a place lies in; `added` where it is the user's own. */
export async function originOf(place: string, around: Surroundings = surroundings()): Promise<Origin> {
  for (const { origin, folders } of SOURCES) {
    for (const folder of await folders(around)) {
      const below = relative(folder, place)
      if (below !== '' && !below.startsWith('..') && !isAbsolute(below)) return origin
    }
  }
  return 'added'
}
