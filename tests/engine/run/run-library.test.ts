// Runs as files, asked of a whole engine: written, opened, opened twice, opened beside another one, and refused.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../src-main/contract/run.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { runText } from '../../../src-main/engine/history/run-file.ts'
import { CHOSEN, COST, DONE, eventsOf, headerOf, nodeAdded, RUNNING } from '../history/rows.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-run-library-'))
  engine = await createEngine({
    host: 'cli',
    dataFolder: folder,
    modelsFolder: resolve(import.meta.dirname, '../../../models'),
    version: '0',
  })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

const recordOf = (id: string, more: Partial<RunRecord['header']> = {}): RunRecord => ({
  header: { ...headerOf(id), ...more },
  events: eventsOf([RUNNING, nodeAdded(1), COST, CHOSEN, DONE]),
})
const importText = (text: string, file = 'mine.espalier.jsonl') =>
  engine.call('runs.import', { file, bytes: new TextEncoder().encode(text) })

describe('a run file', () => {
  it('opens as the run that was saved, with its name, tags and note, and without its star', async () => {
    await importText(runText(recordOf('a')))
    await engine.call('runs.remark', {
      ids: ['a'],
      change: { name: 'Ladder', note: 'Look at <node 4>', starred: true, addTags: ['paper'] },
    })
    const { name, text } = await engine.call('runs.file', { ids: ['a'] })
    expect(name).toBe('espalier-Ladder.espalier.jsonl')
    await engine.call('runs.delete', { id: 'a' })

    expect(await importText(text, 'theirs.espalier.jsonl')).toEqual({ runs: ['a'], known: 0, truncated: 0 })
    const { runs } = await engine.call('runs.list', {})
    expect(runs).toMatchObject([
      {
        id: 'a',
        answer: '411',
        opened: { file: 'theirs.espalier.jsonl' },
        remarks: { name: 'Ladder', tags: ['paper'], note: 'Look at <node 4>', starred: false },
      },
    ])
    expect((await engine.call('runs.open', { id: 'a' })).events).toEqual(recordOf('a').events)
    expect((await engine.call('runs.list', { origin: 'imported' })).total).toBe(1)
  })

  it('holds several runs, the first of them on top', async () => {
    const text = ['a', 'b', 'c'].map((id) => runText(recordOf(id))).join('')
    expect((await importText(text)).runs).toEqual(['a', 'b', 'c'])
    expect((await engine.call('runs.list', {})).runs.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    const { name, text: written } = await engine.call('runs.file', { ids: ['a', 'b', 'c'] })
    expect(name).toBe('espalier-3-runs.espalier.jsonl')
    expect(await importText(written)).toEqual({ runs: ['a', 'b', 'c'], known: 3, truncated: 0 })
  })

  it('overwrites nothing: what is there stays, and another run under its id is kept beside it', async () => {
    await importText(runText(recordOf('a')))
    await engine.call('runs.remark', { ids: ['a'], change: { note: 'mine' } })
    expect(await importText(runText(recordOf('a', { remarks: { name: '', tags: [], note: 'theirs' } })))).toMatchObject(
      {
        runs: ['a'],
        known: 1,
      },
    )
    const other = { ...recordOf('a'), events: eventsOf([RUNNING, nodeAdded(1), nodeAdded(2), DONE]) }
    const { runs, known } = await importText(runText(other))
    expect([known, runs.length, runs[0] === 'a']).toEqual([0, 1, false])
    const lines = (await engine.call('runs.list', {})).runs
    expect(lines.map(({ remarks }) => remarks.note)).toEqual(['', 'mine'])
    expect((await engine.call('runs.open', { id: 'a' })).events).toEqual(recordOf('a').events)
  })

  it('that is cut off keeps the tree as far as it goes, and says so', async () => {
    const text = runText(recordOf('a'))
    const cut = text.slice(0, text.indexOf('"type":"cost"'))
    expect(await importText(cut)).toMatchObject({ truncated: 1 })
    const { events } = await engine.call('runs.open', { id: 'a' })
    expect(events.slice(0, 2)).toEqual(recordOf('a').events.slice(0, 2))
    expect(events.slice(2)).toMatchObject([
      {
        sequence: 2,
        change: { type: 'state', state: 'stopped', error: { message: 'The file ends before this run does.' } },
      },
    ])
  })

  it('of a deleted run brings that back', async () => {
    await importText(runText(recordOf('a')))
    await engine.call('runs.discard', { ids: ['a'] })
    await expect(engine.call('runs.open', { id: 'a' })).rejects.toThrow('not in the history')
    expect(await importText(runText(recordOf('a')))).toMatchObject({ runs: ['a'], known: 1 })
    expect((await engine.call('runs.list', {})).total).toBe(1)
  })

  const whole = runText(recordOf('a'))
  it.each([
    ['is empty', '', /mine.*Line 1: this is not an Espalier run/],
    ['holds something else', '{"question":"2 + 2?"}\n', /Line 1: this is not an Espalier run/],
    ['is no JSON', 'hello\n', /Line 1: this is not JSON/],
    ['is of a newer program', whole.replace('"version":1', '"version":99'), /newer version/],
    ['lacks an event', whole.split('\n').toSpliced(2, 1).join('\n'), /Line 3: event 1 was expected, not 2/],
    ['has a node without a parent', whole.replace('"parent":0', '"parent":7'), /event 1 cannot follow/],
    [
      'has a node whose number is a text',
      whole.replace('"parent":0', '"parent":"0"'),
      /Line 3: this is not an event of a run: change\.node\.parent must be a number, not the text “0”\.$/,
    ],
    [
      'has a header whose seed is none',
      whole.replace('"seed":1', '"seed":-1'),
      /Line 1: the header of the run is damaged: spec\.seed must be at least 0, not -1\.$/,
    ],
    ['is no text', '\0', /Line 1/],
  ])('that %s is refused, and nothing is kept', async (_, text, message) => {
    await expect(importText(text)).rejects.toThrow(message)
    // Also where a run that is whole stands before it.
    if (text.includes('\n')) await expect(importText(runText(recordOf('b')) + text)).rejects.toThrow()
    expect((await engine.call('runs.list', {})).total).toBe(0)
  })

  it('of bytes that are no text is refused', async () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x00, 0x80])
    await expect(engine.call('runs.import', { file: 'a.jsonl', bytes })).rejects.toThrow('not a text')
  })
})

describe('what the door refuses', () => {
  it.each([
    ['no run', { ids: [], change: {} }],
    ['a remark of no kind', { ids: ['a'], change: { colour: 'red' } }],
    ['a long name', { ids: ['a'], change: { name: 'x'.repeat(121) } }],
    ['a tag with a comma', { ids: ['a'], change: { addTags: ['a,b'] } }],
    ['an empty tag', { ids: ['a'], change: { addTags: [' '] } }],
  ])('%s', async (_, argument) => {
    await importText(runText(recordOf('a')))
    await expect(engine.call('runs.remark', argument as never)).rejects.toThrow()
    expect((await engine.call('runs.list', {})).runs).toMatchObject([{ remarks: { name: '', tags: [] } }])
  })

  it.each(['runs.remark', 'runs.discard', 'runs.file'] as const)('%s of a run that is not there', async (name) => {
    await importText(runText(recordOf('a')))
    await expect(engine.call(name, { ids: ['a', 'gone'], change: { starred: true } })).rejects.toThrow(
      'not in the history',
    )
    expect((await engine.call('runs.list', {})).runs).toMatchObject([{ id: 'a', remarks: { starred: false } }])
  })
})
