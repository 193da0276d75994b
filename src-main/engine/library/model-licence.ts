// The licence of a model folder, as its own files say it.
// Knows the model card in README.md and the usual names of licence files. Does not know what licences allow.
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of a card that are read: its head stands at the beginning. */
const HEAD = 65_536
/** Characters of a licence's name. */
const LONGEST = 100

/** Such as `apache-2.0`; null where nothing is said. A file that cannot be read says nothing. */
export async function licenceOf(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => [])
  const card = names.find((name) => name.toLowerCase() === 'readme.md')
  const said = card === undefined ? null : licenceIn(await beginningOf(join(folder, card)))
  if (said !== null) return said
  const file = names.find((name) => /^(licen[cs]e|copying)(\.(txt|md))?$/i.test(name))
  if (file === undefined) return null
  return firstLine(await beginningOf(join(folder, file)))
}

/** Of the head of a card, which stands between two lines of hyphens. */
function licenceIn(card: string): string | null {
  const head = /^\uFEFF?---\r?\n([^]*?)\r?\n---/.exec(card)?.[1]
  if (head === undefined) return null
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(?:-[ \\t]*)?["']?([^"'\\r\\n#]+)`, 'm').exec(head)?.[1]?.trim() ?? null
  const licence = field('license')
  return named(licence === null || licence === 'other' ? (field('license_name') ?? licence) : licence)
}

function firstLine(text: string): string | null {
  return named(
    text
      .split('\n')
      .map((line) => line.replace(/^[\s#*]+|[\s*]+$/g, ''))
      .find((line) => line !== '') ?? null,
  )
}

function named(text: string | null): string | null {
  return text === null || text === '' ? null : text.slice(0, LONGEST)
}

async function beginningOf(path: string): Promise<string> {
  // To open a pipe could take forever.
  const facts = await stat(path).catch(() => null)
  const file = facts?.isFile() ? await open(path).catch(() => null) : null
  if (!file) return ''
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return ''
  } finally {
    await file.close()
  }
}
