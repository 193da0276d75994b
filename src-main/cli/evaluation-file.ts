// An evaluation's file while it is written: claimed, appended to line by line, and put in order at the end.
// Knows what a kill leaves behind. Does not know what the lines say.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { EspalierError } from '../contract/errors.ts'
import { takeLock } from '../engine/claim.ts'
import { appendLog } from '../engine/experiment/run/append-log.ts'
import { writeWhole } from '../engine/whole-file.ts'
import { EvaluationHeader, readEvaluation } from './evaluation.ts'
import type { EvaluationLine } from './evaluation.ts'

export interface EvaluationFile {
  /** Null until the evaluation has begun. */
  readonly header: EvaluationHeader | null
  /** By the problems' ids. */
  readonly lines: ReadonlyMap<string, EvaluationLine>
  /** Begins the evaluation. Throws `store-failed`. */
  begin(header: EvaluationHeader): void
  /** Adds a line, or puts it in the place of an earlier failure; it is on disk when this resolves. Rejects with `store-failed`. */
  append(line: EvaluationLine): Promise<void>
  /** Puts the lines in the order of these ids. Throws `store-failed`. */
  putInOrder(order: readonly string[]): void
  /** Gives the file back. */
  close(): void
}

/** Opens a file to go on with it, or to begin one. Throws `store-failed` where another command writes to it, or as readEvaluation does. */
export function openEvaluationFile(file: string): EvaluationFile {
  const path = existsSync(file) ? realpathSync(file) : file
  const release = claim(path, file)
  try {
    return openClaimed(path, file, release)
  } catch (error) {
    release()
    throw error
  }
}

function openClaimed(path: string, name: string, release: () => void): EvaluationFile {
  const found = readEvaluation(path)
  const lines = new Map(found.lines.map((line) => [line.id, line]))
  let header = found.header
  let open: { file: number; log: ReturnType<typeof appendLog> } | null = null

  const guarded = <Value>(work: () => Value): Value => {
    try {
      return work()
    } catch (error) {
      throw storeFailed(name, error)
    }
  }
  /** What a kill left of a line is cut off only now, so that a file which is refused stays as it is. */
  const openAt = (end: number) => {
    const file = openSync(path, 'r+')
    ftruncateSync(file, end)
    return { file, log: appendLog(file, end) }
  }
  const shut = () => {
    if (open) closeSync(open.file)
    open = null
  }

  return {
    get header() {
      return header
    },
    lines,
    begin(asked) {
      // As it will be read again, so that a file which is gone on with stays equal byte for byte.
      const first = EvaluationHeader.parse(asked)
      const text = textOf([first])
      open = guarded(() => {
        writeWhole(path, text)
        return openAt(Buffer.byteLength(text))
      })
      header = first
    },
    async append(line) {
      open ??= guarded(() => openAt(found.bytes))
      await open.log(textOf([line])).catch((error: unknown) => {
        throw storeFailed(name, error)
      })
      lines.set(line.id, line)
    },
    putInOrder(order) {
      if (header === null) return
      const places = new Map(order.map((id, place) => [id, place]))
      const placeOf = ({ id }: EvaluationLine) => places.get(id) ?? order.length
      const text = textOf([header, ...[...lines.values()].sort((a, b) => placeOf(a) - placeOf(b))])
      shut()
      guarded(() => {
        if (readFileSync(path, 'utf8') !== text) writeWhole(path, text)
      })
    },
    close() {
      shut()
      release()
    },
  }
}

function textOf(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function claim(path: string, name: string): () => void {
  try {
    return takeLock(`${path}.lock`)
  } catch (cause) {
    throw new EspalierError(
      {
        code: 'store-failed',
        message: `“${name}” is being written by another command, or its folder cannot be written.`,
        advice: 'Wait for the other one, or name another file with --out.',
        details: cause instanceof Error ? cause.message : String(cause),
      },
      { cause },
    )
  }
}

function storeFailed(name: string, cause: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'store-failed',
      message: `“${name}” cannot be written.`,
      advice:
        'Free some space, or check the rights of its folder; then give the same command again. What was done is kept.',
      details: cause instanceof Error ? cause.message : String(cause),
    },
    { cause },
  )
}
