// A data folder that is removed, moved or replaced under a history: it is noticed, nothing is lost, and all is written again.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { openHistory } from '../../../src-main/engine/history/history.ts'
import type { History } from '../../../src-main/engine/history/history.ts'
import { STORE_FILE } from '../../../src-main/engine/history/store.ts'
import { DONE, eventsOf, headerOf, nodeAdded, RUNNING } from './rows.ts'

let root: string
let folder: string
let away: string
const open: History[] = []
const notices: ErrorReport[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'espalier-returned-'))
  folder = join(root, 'data')
  away = join(root, 'away')
})
afterEach(() => {
  for (const history of open.splice(0)) history.close()
  notices.length = 0
  rmSync(root, { recursive: true })
})

function historyIn(place: string): History {
  const history = openHistory({ folder: place, noticed: (notice) => notices.push(notice) })
  open.push(history)
  return history
}
function closeAll(): void {
  for (const history of open.splice(0)) history.close()
}
function keep(history: History, id: string): void {
  const header = headerOf(id)
  history.append(header, history.begin(header), eventsOf([RUNNING, nodeAdded(1), DONE]))
}
/** What a later start finds in a folder, and how many events each has. */
function foundIn(place: string): [id: string, events: number][] {
  closeAll()
  const history = historyIn(place)
  return history.ids().map((id) => [id, history.read(id)!.events.length])
}
const messages = () => notices.map(({ message }) => message)

describe.skipIf(process.platform === 'win32')('a data folder that is taken away', () => {
  it('is told once; what was kept can be read, and what comes goes on in memory', () => {
    const history = historyIn(folder)
    keep(history, 'before')
    rmSync(folder, { recursive: true })
    history.look()
    history.look()
    keep(history, 'after')
    history.look()
    expect(messages()).toEqual([expect.stringMatching(/removed or replaced.*kept in memory/)])
    expect(history.notice()?.message).toBe(messages()[0])
    expect(history.ids()).toEqual(['before', 'after'])
    expect(history.read('before')?.events).toHaveLength(3)
    expect(existsSync(folder)).toBe(false)
  })

  it('is written again, with all that was kept before and since, where there is a folder', () => {
    const history = historyIn(folder)
    keep(history, 'before')
    const header = headerOf('meanwhile')
    const begun = history.append(header, history.begin(header), eventsOf([RUNNING]))
    history.remark(['before'], { name: 'Named', starred: true })
    rmSync(folder, { recursive: true })
    history.look()
    const further = history.append(header, begun, eventsOf([nodeAdded(1)], 1))
    keep(history, 'after')
    mkdirSync(folder)
    history.look()
    expect(messages().at(-1)).toBe('The data folder is there again.')
    expect(history.notice()).toBeNull()
    history.append(header, further, eventsOf([DONE], 2))
    keep(history, 'later')
    expect(readdirSync(join(folder, 'engines')).filter((name) => name.endsWith('.lock'))).toHaveLength(1)
    expect(foundIn(folder)).toEqual([
      ['before', 3],
      ['meanwhile', 3],
      ['after', 3],
      ['later', 3],
    ])
    expect(open[0]!.remarks('before')).toMatchObject({ name: 'Named', starred: true })
  })

  it('is used again where it was moved and comes back', () => {
    const history = historyIn(folder)
    keep(history, 'before')
    renameSync(folder, away)
    history.look()
    keep(history, 'after')
    renameSync(away, folder)
    history.look()
    expect(history.notice()).toBeNull()
    expect(foundIn(folder)).toEqual([
      ['before', 3],
      ['after', 3],
    ])
  })

  it('is written where it was, and stays as it is where it was moved to', () => {
    const history = historyIn(folder)
    keep(history, 'before')
    renameSync(folder, away)
    history.look()
    mkdirSync(folder)
    history.look()
    keep(history, 'after')
    expect(foundIn(folder).map(([id]) => id)).toEqual(['before', 'after'])
    expect(foundIn(away).map(([id]) => id)).toEqual(['before'])
  })

  it('may be another one with a history of its own, which keeps its runs', () => {
    keep(historyIn(away), 'theirs')
    closeAll()
    const history = historyIn(folder)
    keep(history, 'ours')
    renameSync(folder, join(root, 'old'))
    renameSync(away, folder)
    history.look()
    keep(history, 'after')
    expect(history.notice()).toBeNull()
    expect(foundIn(folder).map(([id]) => id)).toEqual(['theirs', 'ours', 'after'])
  })

  it('may have lost the database alone, whose log is not taken for that of another one', () => {
    const history = historyIn(folder)
    keep(history, 'before')
    rmSync(join(folder, STORE_FILE))
    history.look()
    keep(history, 'after')
    expect(foundIn(folder).map(([id]) => id)).toEqual(['before', 'after'])
    expect(notices.map(({ message }) => message)).toContain('The data folder is there again.')
  })

  it('is written again at the end at the latest', () => {
    const history = historyIn(folder)
    keep(history, 'before')
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    expect(foundIn(folder).map(([id]) => id)).toEqual(['before'])
  })
})
