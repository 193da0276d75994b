// The copy that is made of an older history before its shape is changed.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { migrate, STORE_STEPS, STORE_VERSION } from '../../../src-main/engine/history/store-migrations.ts'
import { openStore, STORE_FILE } from '../../../src-main/engine/history/store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-backup-'))
  file = join(folder, STORE_FILE)
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  migrate(database, null, STORE_STEPS.slice(0, 1))
  database.exec("INSERT INTO runs VALUES (1, 'a', 'me', 'done', '{}', '{}', 'words')")
  database.close()
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const copies = () => readdirSync(folder).filter((name) => name.startsWith('history-version-'))

/** The version of a database, and its runs. */
function content(path: string): unknown[] {
  const database = new DatabaseSync(path)
  try {
    const version = database.prepare('PRAGMA user_version').get()?.['user_version']
    return [version, database.prepare('SELECT id FROM runs').all().length]
  } finally {
    database.close()
  }
}

function migrated(steps: readonly string[]): void {
  const database = new DatabaseSync(file)
  try {
    migrate(database, file, steps)
  } finally {
    database.close()
  }
}

it('is made of an older one alone, whole, under a name that says which and when', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-12-01T10:20:30.400Z') })
  openStore(folder).close()
  openStore(folder).close()
  expect(copies()).toEqual(['history-version-1-2026-12-01T10-20-30-400Z.sqlite'])
  expect(content(join(folder, copies()[0]!))).toEqual([1, 1])
  expect(content(file)).toEqual([STORE_VERSION, 1])
})

it('is not left behind by a step that fails, and nothing is changed', () => {
  expect(() => migrated([...STORE_STEPS, 'CREATE TABLE runs (id)'])).toThrow('already exists')
  expect(copies()).toEqual([])
  expect(content(file)).toEqual([1, 1])
})

it('must be there: without room for it nothing is changed', () => {
  const now = new Date('2026-12-01T10:20:30.400Z')
  vi.useFakeTimers({ toFake: ['Date'], now })
  // What stands where the copy is written.
  mkdirSync(join(folder, 'history-version-1-2026-12-01T10-20-30-400Z.sqlite', 'in the way'), { recursive: true })
  expect(() => migrated(STORE_STEPS)).toThrow(/could not be copied/)
  expect(content(file)).toEqual([1, 1])
})

it('is not made of a new one', () => {
  const fresh = join(folder, 'fresh')
  openStore(fresh).close()
  expect(readdirSync(fresh).filter((name) => name.includes('version'))).toEqual([])
})
