import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run.ts'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { openHistory } from '../../../src-main/engine/history/history.ts'
import type { History } from '../../../src-main/engine/history/history.ts'
import { STORE_FILE } from '../../../src-main/engine/history/store.ts'
import { DONE, eventsOf, headerOf, nodeAdded, RUNNING } from './rows.ts'

let folder: string
const open: History[] = []
const notices: ErrorReport[] = []
const changed: RunSummary[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-history-'))
})
afterEach(() => {
  for (const history of open.splice(0)) history.close()
  notices.length = 0
  changed.length = 0
  rmSync(folder, { recursive: true })
})

function historyIn(place: string | null): History {
  const history = openHistory({
    folder: place,
    noticed: (notice) => notices.push(notice),
    changed: (summary) => changed.push(summary),
  })
  open.push(history)
  return history
}

function close(history: History): void {
  open.splice(open.indexOf(history), 1)
  history.close()
}

/** Locks the database from outside, as a full or dead disk would stop every write. */
function refuseWrites(): () => void {
  const database = new DatabaseSync(join(folder, STORE_FILE))
  database.exec(
    `CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
  )
  return () => {
    database.exec('DROP TRIGGER full')
    database.close()
  }
}

describe('the history', () => {
  it('keeps runs of one engine for the next one', () => {
    const first = historyIn(folder)
    const header = headerOf('a')
    first.append(header, first.begin(header), eventsOf([RUNNING, DONE]))
    close(first)
    const second = historyIn(folder)
    expect(second.read('a')).toEqual({ header, events: eventsOf([RUNNING, DONE]) })
    expect(second.notice()).toBeNull()
  })

  it('does not touch the runs of another engine that is alive', () => {
    const first = historyIn(folder)
    const header = headerOf('a')
    const summary = first.append(header, first.begin(header), eventsOf([RUNNING]))
    const second = historyIn(folder)
    expect(second.summary('a')?.state).toBe('running')
    expect([first.isForeign('a'), second.isForeign('a')]).toEqual([false, true])
    expect(first.append(header, summary, eventsOf([DONE], 1)).state).toBe('done')
    expect(second.summary('a')?.state).toBe('done')
  })

  it('ends the run of a neighbour that dies, when somebody looks', () => {
    const first = historyIn(folder)
    const header = headerOf('a')
    first.append(header, first.begin(header), eventsOf([RUNNING]))
    const second = historyIn(folder)
    expect(second.isForeign('a')).toBe(true)
    close(first)
    expect(second.list({ query: '', offset: 0, limit: 10 }).runs).toMatchObject([{ id: 'a', state: 'stopped' }])
    expect(changed).toMatchObject([{ id: 'a', state: 'stopped' }])
    expect(second.isForeign('a')).toBe(false)
    expect(changed).toHaveLength(1)
  })

  it('ends it also where nobody looks, and never its own', () => {
    vi.useFakeTimers()
    try {
      const first = historyIn(folder)
      const header = headerOf('a')
      first.append(header, first.begin(header), eventsOf([RUNNING]))
      const second = historyIn(folder)
      second.begin(headerOf('mine'))
      vi.advanceTimersByTime(20_000)
      expect(changed).toEqual([])
      close(first)
      vi.advanceTimersByTime(20_000)
      expect(changed).toMatchObject([{ id: 'a', state: 'stopped' }])
      expect(second.summary('mine')?.state).toBe('queued')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('ends the runs of an engine that is gone as stopped, with the reason, once', () => {
    const first = historyIn(folder)
    const header = headerOf('a')
    first.append(header, first.begin(header), eventsOf([RUNNING, nodeAdded(1)]))
    first.begin(headerOf('not begun'))
    close(first)
    close(historyIn(folder))
    const { events } = historyIn(folder).read('a')!
    expect(events.slice(0, 2)).toEqual(eventsOf([RUNNING, nodeAdded(1)]))
    expect(events.slice(2)).toMatchObject([
      { sequence: 2, seconds: 0.1, change: { type: 'state', state: 'stopped', error: { code: 'engine-stopped' } } },
    ])
    expect(open[0]?.summary('not begun')?.state).toBe('stopped')
  })

  it('goes on in memory while the disk refuses, says so once, and catches up afterwards', () => {
    const history = historyIn(folder)
    const header = headerOf('a')
    let summary = history.append(header, history.begin(header), eventsOf([RUNNING]))
    const allowWrites = refuseWrites()
    summary = history.append(header, summary, eventsOf([nodeAdded(1)], 1))
    summary = history.append(header, summary, eventsOf([nodeAdded(2)], 2))
    expect(notices).toMatchObject([{ code: 'store-failed' }])
    expect(notices[0]?.message).toContain('in memory')
    expect(notices[0]?.details).toContain('disk is full')
    expect(history.notice()).toEqual(notices[0])
    expect(history.read('a')?.events).toEqual(eventsOf([RUNNING, nodeAdded(1), nodeAdded(2)]))
    expect(history.list({ query: '', offset: 0, limit: 10 }).runs).toMatchObject([{ id: 'a', seconds: 0.2 }])

    allowWrites()
    history.append(header, summary, eventsOf([DONE], 3))
    expect(history.notice()).toBeNull()
    close(history)
    expect(historyIn(folder).read('a')?.events).toEqual(eventsOf([RUNNING, nodeAdded(1), nodeAdded(2), DONE]))
  })

  it('finds and lists runs that the disk never saw, and stores them with the next write that it takes', () => {
    const history = historyIn(folder)
    history.begin(headerOf('seen'))
    const allowWrites = refuseWrites()
    const unseen = headerOf('unseen', { problem: { id: 'own', question: 'How many apples?' } })
    history.append(unseen, history.begin(unseen), eventsOf([RUNNING, DONE]))
    const find = (query: string) => history.list({ query, offset: 0, limit: 10 }).runs.map(({ id }) => id)
    expect([find(''), find('apples'), find('pears')]).toEqual([['unseen', 'seen'], ['unseen'], []])
    allowWrites()
    history.begin(headerOf('other'))
    expect(history.notice()).toBeNull()
    close(history)
    expect(historyIn(folder).read('unseen')?.events).toEqual(eventsOf([RUNNING, DONE]))
  })

  it.each([
    ['lies under a file', (place: string) => writeFileSync(place, '')],
    [
      'holds a folder where the database belongs',
      (place: string) => mkdirSync(join(place, STORE_FILE), { recursive: true }),
    ],
  ])('works in memory where the data folder %s, and says so', (_, spoil) => {
    const place = join(folder, 'data')
    spoil(place)
    const history = historyIn(place)
    const header = headerOf('a')
    history.append(header, history.begin(header), eventsOf([RUNNING, DONE]))
    expect(history.read('a')?.events).toEqual(eventsOf([RUNNING, DONE]))
    expect(history.notice()).toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('in memory') as string,
    })
    expect(history.isForeign('a')).toBe(false)
  })
})

const all = { query: '', offset: 0, limit: 10 }

/** Two finished runs and what a test does to their database. */
function spoiled(spoil: (database: DatabaseSync) => void): History {
  const first = historyIn(folder)
  for (const id of ['a', 'b']) {
    const header = headerOf(id)
    first.append(header, first.begin(header), eventsOf([RUNNING, nodeAdded(1), DONE]))
  }
  close(first)
  const database = new DatabaseSync(join(folder, STORE_FILE))
  spoil(database)
  database.close()
  return historyIn(folder)
}

describe('a history with damage', () => {
  it.each([
    ['no JSON', "UPDATE runs SET summary = '{\"id' WHERE id = 'a'"],
    ['another record', 'UPDATE runs SET summary = \'{"id":"a"}\' WHERE id = \'a\''],
  ])('leaves a line out that is %s, and says so once', (_, statement) => {
    const history = spoiled((database) => database.exec(statement))
    expect(history.list(all).runs.map(({ id }) => id)).toEqual(['b'])
    history.list(all)
    expect(notices).toMatchObject([{ code: 'store-failed', message: expect.stringContaining('1 run') as string }])
    expect(history.read('b')?.events).toHaveLength(3)
  })

  it.each([
    ['an event that is no JSON', "UPDATE events SET change = '{' WHERE sequence = 1 AND run = 1"],
    ['an event of no kind', 'UPDATE events SET change = \'{"type":"x"}\' WHERE sequence = 1 AND run = 1'],
    ['a gap', 'DELETE FROM events WHERE sequence = 1 AND run = 1'],
  ])('ends a run before %s, with the reason', (_, statement) => {
    const { events } = spoiled((database) => database.exec(statement)).read('a')!
    expect(events[0]).toEqual(eventsOf([RUNNING])[0])
    expect(events.slice(1)).toMatchObject([
      { sequence: 1, change: { type: 'state', state: 'stopped', error: { code: 'store-failed' } } },
    ])
  })

  it('ends other dead runs although one cannot be read', () => {
    const first = historyIn(folder)
    for (const id of ['a', 'b']) first.begin(headerOf(id))
    close(first)
    const database = new DatabaseSync(join(folder, STORE_FILE))
    database.exec("UPDATE runs SET header = '{' WHERE id = 'a'")
    database.close()
    const runs = historyIn(folder).list(all).runs
    expect(runs.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'stopped'],
      ['a', 'queued'],
    ])
  })

  it('puts a file aside that is no database, and begins anew', () => {
    writeFileSync(join(folder, STORE_FILE), 'this is not a database at all, but it is as long as one '.repeat(40))
    const history = historyIn(folder)
    expect(history.notice()).toMatchObject({ message: expect.stringContaining('No run could be read') as string })
    const header = headerOf('a')
    history.append(header, history.begin(header), eventsOf([RUNNING, DONE]))
    close(history)
    expect(historyIn(folder).read('a')?.events).toEqual(eventsOf([RUNNING, DONE]))
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1)
  })

  it('saves what can be read of a database with a torn page', () => {
    const first = historyIn(folder)
    const wide = [RUNNING, ...Array.from({ length: 1500 }, (_, node) => nodeAdded(node + 1)), DONE]
    for (const id of ['a', 'b', 'c']) {
      const header = headerOf(id)
      first.append(header, first.begin(header), eventsOf(wide))
    }
    close(first)
    const file = join(folder, STORE_FILE)
    const bytes = readFileSync(file)
    // A page of events in the middle, by what stands in it.
    const page = Math.floor(bytes.indexOf('{"type":"node-added"', bytes.length >> 1) / 4096)
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096)
    writeFileSync(file, bytes)
    const history = historyIn(folder)
    expect(history.notice()).toMatchObject({ message: expect.stringContaining('3 runs were saved') as string })
    const lengths = ['a', 'b', 'c'].map((id) => history.read(id)!.events.length)
    expect(lengths.filter((length) => length === wide.length).length).toBeGreaterThanOrEqual(1)
    expect(lengths.filter((length) => length > 1 && length < wide.length).length).toBeGreaterThanOrEqual(1)
    const cut = ['a', 'b', 'c'].map((id) => history.read(id)!.events.at(-1)!.change)
    for (const change of cut) expect(change).toMatchObject({ type: 'state' })
  })
})

describe('a data folder that goes away', () => {
  it.skipIf(process.platform === 'win32')('is noticed at the next write; runs go on in memory', () => {
    const history = historyIn(folder)
    const header = headerOf('a')
    const summary = history.append(header, history.begin(header), eventsOf([RUNNING]))
    renameSync(folder, `${folder}-away`)
    history.append(header, summary, eventsOf([DONE], 1))
    expect(notices).toMatchObject([
      { code: 'store-failed', message: expect.stringMatching(/removed or replaced.*in memory/) as string },
    ])
    expect(history.read('a')?.events).toEqual(eventsOf([RUNNING, DONE]))
    renameSync(`${folder}-away`, folder)
    history.begin(headerOf('b'))
    expect(history.notice()).toBeNull()
    close(history)
    expect(historyIn(folder).read('a')?.events).toEqual(eventsOf([RUNNING, DONE]))
  })

  it('does not fail the end of the program', () => {
    const history = historyIn(folder)
    history.begin(headerOf('a'))
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    expect(() => close(history)).not.toThrow()
  })
})
