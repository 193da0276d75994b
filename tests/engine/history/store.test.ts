import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advanceSummary, newSummary } from '../../../src-main/engine/history/run-summary.ts'
import { openStore, STORE_FILE } from '../../../src-main/engine/history/store.ts'
import type { Store } from '../../../src-main/engine/history/store.ts'
import { STORE_VERSION } from '../../../src-main/engine/history/store-migrations.ts'
import { CHOSEN, COST, DONE, eventsOf, headerOf, nodeAdded, RUNNING } from './rows.ts'
import type { RunRequest } from '../../../src-main/contract/run.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-store-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function put(id: string, spec: Partial<RunRequest> = {}, changes = [RUNNING]): void {
  const header = headerOf(id, spec)
  const events = eventsOf(changes)
  store.write({ header, summary: advanceSummary(newSummary(header), events), events, owner: 'me' })
}

const page = { query: '', offset: 0, limit: 100 }

describe('the store', () => {
  it('gives back header, events in order and line, also after it was closed', () => {
    const header = headerOf('a')
    const events = eventsOf([RUNNING, nodeAdded(1), COST, CHOSEN, DONE])
    const half = advanceSummary(newSummary(header), events.slice(0, 2))
    store.write({ header, summary: half, events: events.slice(0, 2), owner: 'me' })
    const whole = advanceSummary(half, events.slice(2))
    store.write({ header, summary: whole, events: events.slice(2), owner: 'me' })
    store.close()
    store = openStore(folder)
    expect(store.read('a')).toEqual({ header, events })
    expect(store.summary('a')).toEqual(whole)
    expect(whole).toMatchObject({ state: 'done', answer: '411', correct: true, seconds: 0.4, cost: { samples: 3 } })
    expect(store.owner('a')).toBe('me')
  })

  it('takes a batch whole or not at all', () => {
    put('a')
    const header = headerOf('a')
    const twice = [...eventsOf([nodeAdded(1)], 1), ...eventsOf([nodeAdded(2)], 1)]
    const write = () => store.write({ header, summary: newSummary(header), events: twice, owner: 'me' })
    expect(write).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ code: 'store-failed' }) as object }),
    )
    expect(store.read('a')?.events).toEqual(eventsOf([RUNNING]))
    expect(store.summary('a')?.state).toBe('running')
  })

  it('lists newest first, in pages', () => {
    for (const id of ['a', 'b', 'c', 'd']) put(id)
    expect(store.list({ ...page, offset: 1, limit: 2 }).runs.map(({ id }) => id)).toEqual(['c', 'b'])
    expect(store.list({ ...page, offset: 1, limit: 2 }).total).toBe(4)
  })

  it.each([
    ['', ['sum', 'shop', 'ohm']],
    ['shop', ['shop']],
    ['SHOP apples', ['shop']],
    ['shop pears', []],
    ['rebase', ['sum']],
    ['seed 7', ['shop']],
    ['ω', ['ohm']],
    ['100%', ['sum']],
    ["'; DROP TABLE runs", []],
    ['l3-042', ['shop']],
  ])('finds “%s”', (query, found) => {
    put('ohm', { problem: { id: 'own', question: 'How many Ω?' } })
    put('shop', { problem: { id: 'L3-042', question: 'A shop sells apples.' }, seed: 7 })
    put('sum', { problem: { id: 'own', question: 'What is 100% of 3?' }, method: 'rebase' })
    expect(store.list({ ...page, query }).runs.map(({ id }) => id)).toEqual(found)
  })

  it('forgets a run with its events', () => {
    put('a')
    put('b')
    store.erase(['a'])
    expect(store.read('a')).toBeNull()
    store.close()
    const database = new DatabaseSync(join(folder, STORE_FILE))
    expect(database.prepare('SELECT count(*) AS rows FROM events').get()).toEqual({ rows: 1 })
    database.close()
    store = openStore(folder)
  })

  it('keeps a wide run that comes in one batch', () => {
    const header = headerOf('wide')
    const events = eventsOf([RUNNING, ...Array.from({ length: 10_000 }, (_, index) => nodeAdded(index + 1))])
    store.write({ header, summary: newSummary(header), events, owner: 'me' })
    expect(store.read('wide')?.events.length).toBe(10_001)
  })
})

describe('a database of another time', () => {
  it('is refused, untouched, where a newer program wrote it', () => {
    put('a')
    store.close()
    const database = new DatabaseSync(join(folder, STORE_FILE))
    database.exec(`PRAGMA user_version = ${STORE_VERSION + 1}`)
    expect(() => openStore(folder)).toThrow('newer version')
    database.exec(`PRAGMA user_version = ${STORE_VERSION}`)
    database.close()
    store = openStore(folder)
    expect(store.summary('a')).not.toBeNull()
  })

  it('is refused where the file is no database', () => {
    const other = mkdtempSync(join(tmpdir(), 'espalier-store-'))
    writeFileSync(join(other, STORE_FILE), 'not a database, but long enough to have a header of one '.repeat(40))
    expect(() => openStore(other)).toThrow('history')
    rmSync(other, { recursive: true })
  })
})
