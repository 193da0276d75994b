// The place of a model as a user names it: which folder or file is meant, and what tells one state of it from another.
// Knows the file system, and the habit of naming a file for its folder or a folder for its only file. Does not read models.
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'
import { currentSnapshot } from './found/hugging-face-cache.ts'
import { ggufFiles } from './found/gguf-files.ts'

/** Files that stand for the folder they lie in. */
const PARTS_OF_FOLDER =
  /^(config|tokenizer|tokenizer_config|generation_config)\.json$|\.safetensors(\.index\.json)?$|\.onnx(_data)?$/i
/** Folders whose parts stand one deeper than the folder itself. */
const GRAPHS = 'onnx'
/** Names in a folder that count for its state. */
const MOST_NAMES = 2000

/** Whether this names a place and no id: an id has no folders in it. */
export function isPlace(text: string): boolean {
  return isAbsolute(text) || /^[.~]|[/\\]/.test(text) || /\.gguf$/i.test(text)
}

/**
 * The absolute path of the folder or file that is meant. Throws `model-missing` where there is nothing, and `bad-input` where a
 * folder holds several models or none.
 */
export async function placeNamed(text: string, from = process.cwd()): Promise<string> {
  const path = resolve(
    from,
    unquoted(text).replace(/^~(?=$|[/\\])/, () => homedir()),
  )
  const facts = await stat(path).catch((cause: unknown) => {
    throw nothingThere(path, cause)
  })
  if (facts.isFile()) {
    if (!PARTS_OF_FOLDER.test(basename(path))) return path
    const folder = dirname(path)
    return basename(folder) === GRAPHS ? dirname(folder) : folder
  }
  if (!facts.isDirectory()) throw noModel(path, 'is neither a folder nor a file')
  return await inFolder(path)
}

/**
 * A text that changes when the files of a place change, as far as names, sizes and dates tell; null where the place is gone. For a
 * folder it counts what lies in it and in its folder `onnx`.
 */
export async function stampOf(place: string): Promise<string | null> {
  const facts = await stat(place).catch(() => null)
  if (!facts) return null
  const hash = createHash('sha256')
  if (facts.isDirectory()) {
    for (const line of [...(await linesOf(place)), ...(await linesOf(join(place, GRAPHS)))]) hash.update(line)
  } else hash.update(`${facts.size} ${facts.mtimeMs}`)
  return hash.digest('hex')
}

async function linesOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).sort().slice(0, MOST_NAMES)
  return await Promise.all(
    names.map(async (name) => {
      const facts = await stat(join(folder, name)).catch(() => null)
      return facts?.isFile() ? `${name}\n${facts.size} ${facts.mtimeMs}\n` : ''
    }),
  )
}

async function inFolder(folder: string): Promise<string> {
  if (await isFile(join(folder, 'config.json'))) return folder
  const snapshot = await currentSnapshot(folder)
  if (snapshot !== null) return await inFolder(snapshot)
  const files = await ggufFiles(folder, 0)
  if (files.length === 1) return files[0]!.path
  if (files.length === 0) throw noModel(folder, 'holds no model: there is neither a config.json nor a GGUF file in it')
  throw new EspalierError({
    code: 'bad-input',
    message: `The folder “${basename(folder)}” holds ${files.length} GGUF files.`,
    advice: `Choose one of them: ${files
      .map(({ path }) => basename(path))
      .slice(0, 20)
      .join(', ')}.`,
    details: folder,
  })
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true
}

/** Windows copies paths with quotes around them. */
function unquoted(text: string): string {
  return /^\s*(["'])(.*)\1\s*$/s.exec(text)?.[2] ?? text.trim()
}

function nothingThere(path: string, cause: unknown): EspalierError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  const closed = code === 'EACCES' || code === 'EPERM'
  return new EspalierError(
    {
      code: 'model-missing',
      message: closed ? `“${path}” may not be read.` : `There is nothing at “${path}”.`,
      advice: closed
        ? 'Allow it to be read, or choose another model.'
        : 'Check the path; if it lies on a drive, connect that.',
      details: String(cause),
    },
    { cause },
  )
}

function noModel(path: string, what: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `“${basename(path)}” ${what}.`,
    advice: 'Choose a folder with config.json and safetensors, or a GGUF file.',
    details: path,
  })
}
