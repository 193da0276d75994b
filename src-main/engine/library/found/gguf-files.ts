// GGUF files in the folders of LM Studio and llama.cpp.
// Knows where those lie, and which of the files are models. Does not open them.
import { readFile } from 'node:fs/promises'
import { basename, posix, relative, sep, win32 } from 'node:path'
import type { FoundModel } from '../../../contract/model-card.ts'
import type { Surroundings } from '../../folders.ts'
import type { FoundFile } from './bounded-walk.ts'
import { walk } from './bounded-walk.ts'

const ENDING = /\.gguf$/i
/** One of several files of a model, such as `-00002-of-00003`. */
const PART = /-(\d{5})-of-(\d{5})$/
/** What reads pictures for a model beside it. */
const PROJECTOR = /(^|[-_.])mmproj/i

/** The models among the GGUF files of a folder: of one in several parts the first, with the bytes of all. */
export async function ggufFiles(folder: string, depth: number): Promise<(FoundFile & { label: string })[]> {
  const files = await walk(folder, { depth, wanted: (name) => ENDING.test(name) && !PROJECTOR.test(name) })
  const wholes = new Map<string, FoundFile & { label: string }>()
  for (const { path, bytes } of files) {
    const whole = path.replace(ENDING, '').replace(PART, '')
    const known = wholes.get(whole)
    if (known) known.bytes += bytes
    else wholes.set(whole, { path, bytes, label: basename(whole) })
  }
  return [...wholes.values()]
}

/** Folders of LM Studio's models: beside its own data, which another file may say lies elsewhere, and where earlier versions kept them. */
export async function lmStudioFolders({ platform, home }: Surroundings): Promise<string[]> {
  const path = platform === 'win32' ? win32 : posix
  const pointer = await readFile(path.join(home, '.lmstudio-home-pointer'), 'utf8').catch(() => '')
  const moved = pointer.trim()
  return [
    ...(path.isAbsolute(moved) && moved.length < 4096 ? [path.join(moved, 'models')] : []),
    path.join(home, '.lmstudio', 'models'),
    path.join(home, '.cache', 'lm-studio', 'models'),
  ]
}

/** `publisher/repository/file.gguf`, the repository once more in the file's name. */
export async function lmStudioModels(folder: string): Promise<FoundModel[]> {
  const files = await ggufFiles(folder, 3)
  return files.map(({ path, bytes, label }): FoundModel => {
    const publisher = relative(folder, path).split(sep).length > 1 ? `${relative(folder, path).split(sep)[0]}/` : ''
    return { name: publisher + label, origin: 'lm-studio', place: path, bytes }
  })
}

/** Folder of llama.cpp's downloads. */
export function llamaCppFolders({ platform, environment, home }: Surroundings): string[] {
  const { LLAMA_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = environment
  if (LLAMA_CACHE) return [LLAMA_CACHE]
  if (platform === 'win32') return [win32.join(LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'llama.cpp')]
  if (platform === 'darwin') return [posix.join(home, 'Library', 'Caches', 'llama.cpp')]
  return [posix.join(XDG_CACHE_HOME || posix.join(home, '.cache'), 'llama.cpp')]
}

export async function llamaCppModels(folder: string): Promise<FoundModel[]> {
  const files = await ggufFiles(folder, 1)
  return files.map(({ path, bytes, label }) => ({ name: label, origin: 'llama-cpp', place: path, bytes }))
}
