// The program's log: what the shell did and what the engine's process said as it failed, in a few files that are used in turn.
// Knows files, their sizes, and what must not stand in them. Does not know who writes; nobody writes questions or answers here.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes after which another file is begun. */
const FULL = 1_000_000
/** Files that are kept, the newest included. */
const KEPT = 4

export interface Log {
  /** The newest file. */
  readonly path: string
  /** Adds a line with the time. Never throws: a full disk is no reason to end. */
  write(line: string): void
}

/** A log in this folder, which is made when something is written. */
export function openLog(folder: string, now: () => Date = () => new Date()): Log {
  const file = (age: number) => join(folder, age === 0 ? 'espalier.log' : `espalier.${age}.log`)
  const turn = () => {
    for (let age = KEPT - 1; age > 0; age--) {
      try {
        renameSync(file(age - 1), file(age))
      } catch {
        // That one was never written.
      }
    }
  }
  return {
    path: file(0),
    write(line) {
      try {
        mkdirSync(folder, { recursive: true })
        if ((statSync(file(0), { throwIfNoEntry: false })?.size ?? 0) > FULL) turn()
        appendFileSync(file(0), `${now().toISOString()} ${withoutKeys(line.trimEnd())}\n`)
      } catch {
        // Nothing depends on it.
      }
    },
  }
}

/** What looks like the key of a server or the token of a hub, wherever it came from. */
const KEYS =
  /\b(?:sk|hf|gsk|xai|key|pk|ghp)[-_][\w-]{8,}|\bBearer\s+\S+|((?:token|key|password|secret)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi

/** The text with every key put out. */
export function withoutKeys(text: string): string {
  return text.replace(KEYS, (_all, name: string | undefined) => `${name ?? ''}[key]`)
}
