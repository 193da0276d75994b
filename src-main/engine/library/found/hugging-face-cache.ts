// The cache of the Hugging Face hub: a folder for each repository, with the files of its revisions as links to blobs.
// Knows where it lies and how it is laid out. Does not know what stands in the files.
import { readFile, stat } from 'node:fs/promises'
import { posix, win32, join } from 'node:path'
import type { FoundModel } from '../../../contract/model-card.ts'
import type { Surroundings } from '../../folders.ts'
import { namesIn, walk } from './bounded-walk.ts'
import { ggufFiles } from './gguf-files.ts'

const REPOSITORY = /^models--(.+?)--(.+)$/

/** Folders of the hub's cache, by the variables that its own library reads. */
export function huggingFaceFolders({ platform, environment, home }: Surroundings): string[] {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment
  const path = platform === 'win32' ? win32 : posix
  const named = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE
  if (named) return [named]
  return [path.join(HF_HOME || path.join(XDG_CACHE_HOME || path.join(home, '.cache'), 'huggingface'), 'hub')]
}

/** The folder of the revision that a repository's folder of the cache has in use; null where there is none. */
export async function currentSnapshot(repository: string): Promise<string | null> {
  const snapshots = join(repository, 'snapshots')
  const main = await readFile(join(repository, 'refs', 'main'), 'utf8').catch(() => '')
  const revisions = (await namesIn(snapshots)).filter((name) => /^[\w.-]+$/.test(name))
  if (revisions.includes(main.trim())) return join(snapshots, main.trim())
  const dated = await Promise.all(
    revisions.map(async (name) => ({
      name,
      modified: (await stat(join(snapshots, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  )
  const newest = dated.sort((a, b) => a.modified - b.modified).at(-1)
  return newest ? join(snapshots, newest.name) : null
}

/** What can be opened of a cache: of each repository its revision in use, as a folder with weights, or as GGUF files. */
export async function huggingFaceModels(cache: string): Promise<FoundModel[]> {
  const found: FoundModel[] = []
  for (const folder of await namesIn(cache)) {
    const [, owner, name] = REPOSITORY.exec(folder) ?? []
    const place = owner === undefined ? null : await currentSnapshot(join(cache, folder))
    if (place !== null) found.push(...(await modelsIn(place, `${owner}/${name}`)))
  }
  return found
}

async function modelsIn(place: string, name: string): Promise<FoundModel[]> {
  const weights = await walk(place, { depth: 0, wanted: (file) => file.endsWith('.safetensors') })
  const described = (await stat(join(place, 'config.json')).catch(() => null))?.isFile() === true
  if (described && weights.length > 0) {
    const bytes = weights.reduce((sum, file) => sum + file.bytes, 0)
    return [{ name, origin: 'hugging-face', place, bytes }]
  }
  return (await ggufFiles(place, 3)).map(({ path, bytes, label }) => ({
    name: `${name}, ${label}`,
    origin: 'hugging-face',
    place: path,
    bytes,
  }))
}
