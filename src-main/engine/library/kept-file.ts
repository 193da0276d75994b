// A JSON file of the data folder that keeps a list of the user's.
// Knows the file, its neighbours and its damage. Does not know what stands in it.
//
// Two engines may share the folder, so each change reads the file anew under a lock. What cannot be read is put aside, whole, and the
// entries in it that are good are kept. While the folder is taken away, all goes on in memory, and is written once there is one again.
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { takeLock } from '../claim.ts'
import { ownFolder } from '../own-folder.ts'
import { writeWhole } from '../whole-file.ts'

/** Milliseconds between two tries to get the lock, and how often it is tried. */
const PAUSE = 50
const TRIES = 100

export interface KeptFile<Content> {
  /** What is kept now; read anew where the file has changed. */
  read: () => Content
  /** Changes it, under a lock. Throws `store-failed` where it cannot be kept; then nothing has changed. */
  change: (change: (content: Content) => Content) => Promise<void>
}

export interface KeptKind<Content> {
  /** Its name. */
  file: string
  empty: Content
  /** Null of what is no such content. */
  checked: (value: unknown) => Content | null
  /** Those parts of a damaged content that are good. */
  salvaged: (value: unknown) => Content
  /** Told of damage. */
  noticed: (report: ErrorReport) => void
  /** Sentences: that it cannot be read, was damaged and what to do then, and that it could not be kept. */
  words: { unreadable: string; damaged: string; again: string; notKept: string }
}

/** The file in this folder; null keeps everything in memory. */
export function openKeptFile<Content>(folder: string | null, kind: KeptKind<Content>): KeptFile<Content> {
  if (folder === null) return inMemory(kind.empty)
  const path = join(folder, kind.file)
  const place = ownFolder(folder)
  let known = kind.empty
  let state = ''
  /** While the folder is away: what was kept in it, and what has been changed since. */
  let away: { before: Content; changes: ((content: Content) => Content)[] } | null = null

  /** Whether all is in memory; writes it where there is a folder again. Throws as `writeWhole` does. */
  const isAway = () => {
    if (place.isAway()) away ??= { before: known, changes: [] }
    if (!away || !place.isThere()) return away !== null
    const { before, changes } = away
    const there = existsSync(path)
    const content = changes.reduce((now, change) => change(now), there ? load(path, kind) : before)
    if (changes.length > 0 || (!there && content !== kind.empty)) writeWhole(path, textOf(content))
    place.use()
    away = null
    return false
  }

  return {
    read() {
      try {
        if (isAway()) return known
      } catch {
        // The new folder takes nothing yet.
        return known
      }
      const now = stateOf(path)
      if (now === state) return known
      try {
        known = load(path, kind)
      } catch (error) {
        kind.noticed(reportOf(error))
      }
      // As it was before: what a neighbour, or what was salvaged, has put there since is read the next time.
      state = now
      return known
    },
    async change(change) {
      try {
        if (isAway()) {
          known = change(known)
          away?.changes.push(change)
          return
        }
        place.use()
        const unlock = await lock(`${path}.lock`)
        try {
          writeWhole(path, textOf(change(load(path, kind))))
        } finally {
          unlock()
        }
      } catch (cause) {
        throw cause instanceof EspalierError ? cause : notKept(cause, kind.words.notKept)
      }
    },
  }
}

function inMemory<Content>(empty: Content): KeptFile<Content> {
  let known = empty
  return {
    read: () => known,
    change(change) {
      known = change(known)
      return Promise.resolve()
    },
  }
}

async function lock(path: string): Promise<() => void> {
  for (let left = TRIES; ; left--) {
    try {
      return takeLock(path)
    } catch (error) {
      if (left === 0) throw error
      await pause(PAUSE)
    }
  }
}

function stateOf(path: string): string {
  const facts = statSync(path, { throwIfNoEntry: false, bigint: true })
  return facts ? `${facts.ino} ${facts.size} ${facts.mtimeNs}` : ''
}

/** Throws `store-failed` where the file is there and may not be read: to write over it would lose it. */
function load<Content>(path: string, { empty, checked, salvaged, noticed, words }: KeptKind<Content>): Content {
  if (!existsSync(path)) return empty
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new EspalierError(
      {
        code: 'store-failed',
        message: words.unreadable,
        advice: 'Check the rights of the data folder.',
        details: `${path}: ${String(cause)}`,
      },
      { cause },
    )
  }
  const value = parsed(text)
  const whole = checked(value)
  if (whole !== null) return whole
  const kept = salvaged(value)
  const aside = `${path}.damaged-${Date.now()}`
  try {
    copyFileSync(path, aside)
    writeWhole(path, textOf(kept))
  } catch {
    // A disk that has become read-only: the next change says so.
  }
  noticed({ code: 'store-failed', message: words.damaged, advice: words.again, details: aside })
  return kept
}

function textOf(content: unknown): string {
  return `${JSON.stringify(content, null, 1)}\n`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function notKept(cause: unknown, message: string): EspalierError {
  return new EspalierError(
    {
      code: 'store-failed',
      message,
      advice: 'Check free space and rights of the data folder.',
      details: String(cause),
    },
    { cause },
  )
}
