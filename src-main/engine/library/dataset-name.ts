// Names for datasets, made of their files' names.
// Knows which names there may be. Does not know which are taken.
import { basename, extname } from 'node:path'
import { DatasetName } from '../../contract/dataset.ts'

/** A name for a file's problems, made of the file's own, that no dataset has yet. */
export function freeName(file: string, taken: readonly string[]): string {
  const bare = basename(file, extname(file))
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/gu, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/gu, '')
    .slice(0, 56)
    .replace(/[^A-Za-z0-9]+$/u, '')
  const name = DatasetName.safeParse(bare).success ? bare : 'problems'
  const lower = taken.map((one) => one.toLowerCase())
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!lower.includes(candidate.toLowerCase())) return candidate
  }
}
