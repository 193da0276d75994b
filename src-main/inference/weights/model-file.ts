// A file of a model that a user brought: found through its links, and known to be a plain file before anything opens it.
// Knows the file system. Does not know what the file should hold.
import { constants } from 'node:fs'
import { access, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { brokenModel, missingModel } from './model-faults.ts'

const DRIVE = 'Is its drive connected and in order? Then try again.'

export interface ModelFile {
  /** Absolute path of the file itself, links followed. */
  path: string
  bytes: number
  /** Milliseconds since 1970. */
  modified: number
}

/** Finds a file by its name in a model's folder. Throws `model-missing`, or `model-broken` for what is no file that can be read. */
export async function findModelFile(folder: string, name: string): Promise<ModelFile> {
  const place = join(folder, name)
  try {
    const path = await realpath(place)
    const { size, mtimeMs } = await checkedStat(folder, name, path)
    await access(path, constants.R_OK)
    return { path, bytes: size, modified: mtimeMs }
  } catch (cause) {
    throw faultOf(folder, name, cause)
  }
}

/**
 * The whole text of a file, at most `limit` bytes; a mark of the byte order is left out. Throws like `findModelFile`, and
 * `model-broken` for a longer file.
 */
export async function readModelText(folder: string, name: string, limit: number): Promise<string> {
  const { path, bytes } = await findModelFile(folder, name)
  if (bytes > limit) {
    const most = Math.floor(limit / 1e6)
    throw brokenModel(folder, `${name} has ${Math.ceil(bytes / 1e6)} MB, and at most ${most} MB are read`, path)
  }
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (cause) {
    throw faultOf(folder, name, cause)
  }
}

/** The names in a model's folder. Throws `model-missing`, or `model-broken` for what is no folder that can be read. */
export async function namesInFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'ENOENT') throw missingModel(folder, 'The folder', folder)
    if (code === 'ENOTDIR')
      throw brokenModel(folder, 'it is a file, and neither a model folder nor a GGUF file', folder)
    throw brokenModel(folder, 'its folder cannot be read', String(cause), DRIVE)
  }
}

/** Of a plain file: to open a pipe or a device could take forever. */
async function checkedStat(folder: string, name: string, path: string) {
  const facts = await stat(path)
  if (facts.isFile()) return facts
  const what = facts.isDirectory() ? 'a folder' : 'no plain file'
  throw brokenModel(folder, `${name} is ${what} and should be a file`, path)
}

function faultOf(folder: string, name: string, cause: unknown): unknown {
  const code = codeOf(cause)
  const details = `${join(folder, name)}: ${String(cause)}`
  if (code === 'ENOENT' || code === 'ENOTDIR') return missingModel(folder, `The file ${name}`, details)
  if (code === 'ELOOP') return brokenModel(folder, `${name} is a link that leads round in a circle`, details)
  if (code === 'EACCES' || code === 'EPERM') {
    return brokenModel(
      folder,
      `${name} may not be read`,
      details,
      'Give yourself the right to read it, then try again.',
    )
  }
  if (typeof code === 'string') {
    return brokenModel(folder, `${name} cannot be read`, details, DRIVE)
  }
  return cause
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : null
}
