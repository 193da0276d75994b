import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { openHistory } from '../../../src-main/engine/history/history.ts'
import type { History } from '../../../src-main/engine/history/history.ts'
import { STORE_FILE } from '../../../src-main/engine/history/store.ts'
import { DONE, eventsOf, headerOf, nodeAdded, RUNNING } from './rows.ts'

let folder: string
const open: History[] = []
const notices: ErrorReport[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-history-'))
})
afterEach(() => {
  for (const history of open.splice(0)) history.close()
  notices.length = 0
  rmSync(folder, { recursive: true })
})

function historyIn(place: string | null): History {
  const history = openHistory({ folder: place, noticed: (notice) => notices.push(notice) })
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
      'holds a broken database',
      (place: string) => {
        mkdirSync(place)
        writeFileSync(join(place, STORE_FILE), 'this is not a database at all, but it is as long as one '.repeat(40))
      },
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
