// The checksum of a model's weights: by it a run knows whether it is continued with the same model.
// Knows which files hold them, and remembers the sum of each as long as it is the same file. Does not know what else decides what
// a model says (its config and tokenizer).
import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import type { GraphSource } from './graph-source.ts'
import { weightFiles } from './weight-files.ts'

/** Bytes that are read at once: in small parts the reading takes longer than the sum. */
const PART = 2 ** 22

/** SHA-256, hexadecimal, by path, size and time of each file. */
export type KnownSums = Map<string, string>

/** SHA-256, hexadecimal. Sums of large files take seconds: those that `known` has are taken from it, new ones are added to it. */
export async function weightsChecksum(graph: GraphSource, known: KnownSums = new Map()): Promise<string> {
  if (graph.kind === 'file') return await joinedSum(await weightFiles(graph))
  if (graph.kind === 'checkpoint' && graph.form) return textSum(`${graph.form.source}\n${graph.form.weights}`)
  return await filesChecksum(await weightFiles(graph), known)
}

/** SHA-256 of one file, or of the sums of several, of which neither names nor places count. */
export async function filesChecksum(files: readonly string[], known: KnownSums = new Map()): Promise<string> {
  const sums: string[] = []
  for (const file of files) sums.push(await fileSum(file, known))
  return sums.length === 1 ? sums[0]! : textSum(sums.sort().join('\n'))
}

async function fileSum(path: string, known: KnownSums): Promise<string> {
  const { size, mtimeMs } = await stat(path)
  const key = `${path}\n${size}\n${mtimeMs}`
  const sum = known.get(key) ?? (await joinedSum([path]))
  known.set(key, sum)
  return sum
}

async function joinedSum(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  // One piece of memory for all parts: a fresh one for each takes half as long again, and tens of megabytes.
  const part = Buffer.allocUnsafe(PART)
  for (const path of files) {
    const file = await open(path)
    try {
      for (;;) {
        const { bytesRead } = await file.read(part, 0, PART)
        if (bytesRead === 0) break
        hash.update(part.subarray(0, bytesRead))
      }
    } finally {
      await file.close()
    }
  }
  return hash.digest('hex')
}

function textSum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
