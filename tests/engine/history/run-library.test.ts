// The library of runs on disk: filters, order and groups, what a person says of runs, deletions that can be undone, and stores of an
// older program.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RunQuery } from '../../../src-main/contract/run-library.ts'
import type { RunLine } from '../../../src-main/contract/run-library.ts'
import { NO_REMARKS, remarked, TAGS_LIMIT } from '../../../src-main/contract/run-remarks.ts'
import type { RunRequest } from '../../../src-main/contract/run.ts'
import { DISCARD_LIMIT } from '../../../src-main/engine/history/discards.ts'
import { openHistory } from '../../../src-main/engine/history/history.ts'
import type { History } from '../../../src-main/engine/history/history.ts'
import { matchesQuery } from '../../../src-main/engine/history/line-match.ts'
import { STORE_FILE } from '../../../src-main/engine/history/store.ts'
import { CHOSEN, COST, DONE, eventsOf, headerOf, nodeAdded, RUNNING } from './rows.ts'

let folder: string
let history: History
const open = (): History => openHistory({ folder, noticed: () => undefined })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-library-'))
  history = open()
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true })
})

function put(
  id: string,
  spec: Partial<RunRequest> = {},
  { created = '2026-01-01T00:00:00.000Z', right = true } = {},
): void {
  const header = { ...headerOf(id, spec), created }
  const chosen = { ...CHOSEN, correct: right }
  history.append(header, history.begin(header), eventsOf([RUNNING, nodeAdded(1), COST, chosen, DONE]))
}

const list = (query: Partial<RunQuery> = {}) => history.list(RunQuery.parse(query))
const found = (query: Partial<RunQuery> = {}): string[] => list(query).runs.map(({ id }) => id)

const APPLES = { problem: { id: 'own', question: 'How many apples?' } }
const PEARS = { problem: { id: 'own', question: 'How many pears?' } }

describe('what a person says of a run', () => {
  it('is kept beside the run, also while it goes on and after a restart', () => {
    const header = headerOf('a')
    const begun = history.begin(header)
    history.remark(['a'], { name: ' First try ', note: 'too hot', starred: true, addTags: ['paper', 'Paper', 'hot'] })
    history.append(header, begun, eventsOf([RUNNING, DONE]))
    const remarks = { name: ' First try ', tags: ['paper', 'hot'], note: 'too hot', starred: true }
    expect(list().runs).toMatchObject([{ id: 'a', state: 'done', remarks }])
    history.close()
    history = open()
    expect(history.remarks('a')).toEqual(remarks)
    expect(history.read('a')?.header).toEqual(header)
  })

  it('is found by words of the name, the note and the tags, in any letter case', () => {
    put('a', APPLES)
    put('b', PEARS)
    history.remark(['a'], { name: 'Ladder', note: 'T_b too LOW', addTags: ['figure 3'] })
    for (const query of ['ladder', 'low', 'FIGURE', 'ladder apples low']) expect(found({ query })).toEqual(['a'])
    expect(found({ query: 'ladder pears' })).toEqual([])
  })

  it('changes for several runs at once, or for none', () => {
    for (const id of ['a', 'b']) put(id)
    history.remark(['b'], { addTags: Array.from({ length: TAGS_LIMIT }, (_, at) => `tag ${at}`) })
    expect(() => history.remark(['a', 'b'], { addTags: ['more'] })).toThrow('20 tags')
    expect(history.remarks('a')).toEqual(NO_REMARKS)
    history.remark(['a', 'b'], { removeTags: ['TAG 3'], starred: true })
    expect(list().runs.map(({ remarks: { tags, starred } }) => [tags.length, starred])).toEqual([
      [19, true],
      [0, true],
    ])
  })

  it('never has a tag twice, and a removed one not at all', () => {
    const tag = fc.constantFrom('a', 'A', 'b', 'B', 'c')
    fc.assert(
      fc.property(fc.array(tag), fc.array(tag), fc.array(tag), (first, add, remove) => {
        const before = remarked(NO_REMARKS, { addTags: first })
        const { tags } = remarked(before, { addTags: add, removeTags: remove })
        const folded = tags.map((one) => one.toLowerCase())
        expect(new Set(folded).size).toBe(folded.length)
        for (const one of remove)
          if (!add.some((other) => other.toLowerCase() === one.toLowerCase()))
            expect(folded).not.toContain(one.toLowerCase())
      }),
    )
  })
})

describe('the list', () => {
  beforeEach(() => {
    put('greedy', { ...APPLES, method: 'greedy' }, { created: '2026-02-01T12:00:00.000Z', right: false })
    put('vote', { ...PEARS, seed: 7 }, { created: '2026-02-02T12:00:00.000Z' })
    put('rebase', { ...APPLES, method: 'rebase', verifier: 'prm' }, { created: '2026-02-03T12:00:00.000Z' })
    history.begin({ ...headerOf('open'), created: '2026-02-04T12:00:00.000Z' })
    history.remark(['vote'], { starred: true, addTags: ['paper'], name: 'b' })
    history.remark(['rebase'], { addTags: ['paper', 'new'], name: 'a' })
  })

  it.each<[Partial<RunQuery>, string[]]>([
    [{ method: 'greedy' }, ['greedy']],
    [{ policy: 'policy' }, ['open', 'rebase', 'vote', 'greedy']],
    [{ policy: 'other' }, []],
    [{ verdict: 'right' }, ['rebase', 'vote']],
    [{ verdict: 'wrong' }, ['greedy']],
    [{ verdict: 'ungraded' }, ['open']],
    [{ starred: true }, ['vote']],
    [{ tag: 'new' }, ['rebase']],
    [{ origin: 'imported' }, []],
    [{ origin: 'own', tag: 'paper' }, ['rebase', 'vote']],
    [{ from: '2026-02-02T12:00:00Z', to: '2026-02-03T12:00:00Z' }, ['vote']],
    [{ query: 'seed 7', verdict: 'right' }, ['vote']],
    [{ sort: 'oldest' }, ['greedy', 'vote', 'rebase', 'open']],
    [{ sort: 'name' }, ['rebase', 'vote', 'open', 'greedy']],
    [{ tag: "x' OR 1 = 1 --" }, []],
  ])('%o finds its runs, in order', (query, ids) => {
    expect(found(query)).toEqual(ids)
    expect(list(query).total).toBe(ids.length)
    // What is in memory alone is found by the same rule.
    const lines: RunLine[] = list().runs
    expect(
      lines
        .filter((line) => matchesQuery(line, RunQuery.parse(query)))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted())
  })

  it('groups by the question, that of the newest run first, and counts what the filter finds', () => {
    expect(found({ grouped: true })).toEqual(['open', 'rebase', 'greedy', 'vote'])
    expect(list({ grouped: true }).groups).toEqual([
      { question: 'How many?', runs: 1, right: 0, graded: 0 },
      { question: 'How many apples?', runs: 2, right: 1, graded: 2 },
      { question: 'How many pears?', runs: 1, right: 1, graded: 1 },
    ])
    const { runs, groups } = list({ grouped: true, verdict: 'wrong', limit: 1 })
    expect([runs.length, groups]).toEqual([1, [{ question: 'How many apples?', runs: 1, right: 0, graded: 1 }]])
  })

  it('tells what there is to filter by', () => {
    expect(history.facets()).toEqual({
      methods: [
        { id: 'greedy', name: 'Greedy', runs: 1 },
        { id: 'majority', name: 'Majority voting', runs: 2 },
        { id: 'rebase', name: 'REBASE', runs: 1 },
      ],
      policies: [{ id: 'policy', name: 'Policy', runs: 4 }],
      verifiers: [],
      tags: [
        { id: 'new', name: 'new', runs: 1 },
        { id: 'paper', name: 'paper', runs: 2 },
      ],
    })
  })
})

describe('a deletion', () => {
  const secret = 'A question that nobody may read afterwards'
  const onDisk = (): boolean =>
    readdirSync(folder, { withFileTypes: true }).some(
      (entry) => entry.isFile() && readFileSync(join(folder, entry.name)).includes(secret),
    )

  it('is undone with all that was said of the run', () => {
    put('a')
    put('b')
    history.remark(['a'], { note: 'keep me' })
    history.discard(['a'])
    expect([found(), history.isDiscarded('a')]).toEqual([['b'], true])
    history.restore(['a'])
    expect([found(), history.isDiscarded('a')]).toEqual([['b', 'a'], false])
    expect(history.remarks('a')?.note).toBe('keep me')
  })

  it('is final once it is erased, and then nothing of it is left in any file', () => {
    put('a', { problem: { id: 'own', question: secret } })
    put('b')
    expect(onDisk()).toBe(true)
    history.erase(['a'])
    expect(found()).toEqual(['b', 'a'])
    history.discard(['a'])
    expect(onDisk()).toBe(true)
    history.erase(['a'])
    expect(onDisk()).toBe(false)
    expect(() => history.restore(['a'])).toThrow('removed for good')
  })

  it('is final after some minutes', () => {
    vi.useFakeTimers()
    try {
      put('a')
      history.discard(['a'])
      vi.advanceTimersByTime(DISCARD_LIMIT - 1)
      expect(history.read('a')).not.toBeNull()
      vi.advanceTimersByTime(1)
      expect(history.read('a')).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })

  it('is final where the program ends, in order or not', () => {
    for (const id of ['closed', 'killed', 'kept']) put(id)
    history.discard(['closed'])
    history.close()
    const database = new DatabaseSync(join(folder, STORE_FILE))
    database.exec(
      "UPDATE lines SET discarded = 'an engine that is dead' WHERE run = (SELECT number FROM runs WHERE id = 'killed')",
    )
    database.close()
    history = open()
    expect(found()).toEqual(['kept'])
    expect([history.read('closed'), history.read('killed')]).toEqual([null, null])
  })

  it('of a neighbour is not ended while it lives', () => {
    put('a')
    const neighbour = open()
    neighbour.discard(['a'])
    expect(found()).toEqual([])
    neighbour.restore(['a'])
    expect(found()).toEqual(['a'])
    neighbour.close()
  })
})

/** The tables of the first version, as it was released. */
const FIRST = `
  CREATE TABLE runs (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, state TEXT NOT NULL,
    header TEXT NOT NULL, summary TEXT NOT NULL, words TEXT NOT NULL) STRICT;
  CREATE INDEX unfinished_runs ON runs (owner) WHERE state IN ('queued', 'running', 'paused');
  CREATE TABLE events (run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE, sequence INTEGER NOT NULL,
    seconds REAL NOT NULL, change TEXT NOT NULL, PRIMARY KEY (run, sequence)) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1;`

describe('a store of the first version', () => {
  it('opens with its runs, their models and its damage', () => {
    put('a', { ...APPLES, method: 'rebase' })
    const { remarks, policy, verifier, ...old } = list().runs[0]!
    expect([remarks, policy, verifier]).toEqual([NO_REMARKS, { id: 'policy', name: 'Policy' }, null])
    const record = history.read('a')!
    history.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(join(folder, STORE_FILE + ending), { force: true })
    const database = new DatabaseSync(join(folder, STORE_FILE))
    database.exec(FIRST)
    const insert = database.prepare(
      "INSERT INTO runs (id, owner, state, header, summary, words) VALUES (?, 'me', 'done', ?, ?, ?)",
    )
    insert.run('a', JSON.stringify(record.header), JSON.stringify(old), 'how many apples?\nrebase')
    insert.run('b', JSON.stringify(headerOf('b')), '{"id":', 'damaged')
    insert.run('c', '{', JSON.stringify({ ...old, id: 'c' }), 'its header is damaged')
    const event = database.prepare('INSERT INTO events VALUES (1, ?, ?, ?)')
    for (const { sequence, seconds, change } of record.events) event.run(sequence, seconds, JSON.stringify(change))
    database.close()

    const notices: string[] = []
    history = openHistory({ folder, noticed: ({ message }) => notices.push(message) })
    expect(history.notice()).toBeNull()
    expect(history.read('a')).toEqual(record)
    const { runs, total } = list()
    expect([runs.map(({ id }) => id), total]).toEqual([['c', 'a'], 3])
    expect(runs[1]).toEqual({ ...old, policy, verifier, remarks })
    expect(notices).toEqual([expect.stringContaining('1 run')])
    expect([found({ query: 'apples', method: 'rebase' }), found({ policy: 'policy' })]).toEqual([['a'], ['a']])
  })
})
