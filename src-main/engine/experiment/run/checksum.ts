// Checksums by which files of results are known: of the problems that they are about, and of a journal's lines.
// Knows what goes into each. Does not know files.
import { createHash } from 'node:crypto'
import type { Problem } from '../../../contract/problem.ts'

/** SHA-256, hexadecimal, of the ids, texts and references of problems, in their order. */
export function problemsChecksum(problems: readonly Problem[]): string {
  return sha256(JSON.stringify(problems.map(({ id, question, answer }) => [id, question, answer])))
}

/**
 * The first 64 bits of SHA-256 over a line and the first line of its file, hexadecimal. The first line says which units there are,
 * so that a line of another file is told by it, too.
 */
export function lineChecksum(first: string, line: string): string {
  return sha256(`${first}\n${line}`).slice(0, 16)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
