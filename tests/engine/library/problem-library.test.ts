// Datasets in the data folder: added whole or not at all, read back the same, removed without touching the user's file.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { checkedArgument } from '../../../src-main/contract/api.ts'
import type { CallArgument, CallResult } from '../../../src-main/contract/api.ts'
import type { DatasetInfo } from '../../../src-main/contract/dataset.ts'
import { freeName } from '../../../src-main/engine/library/dataset-name.ts'
import { createProblemLibrary } from '../../../src-main/engine/library/problem-library.ts'

let folder: string
let told: DatasetInfo[][]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-problems-'))
  told = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Name = 'problems.list' | 'problems.datasets' | 'problems.preview' | 'problems.add' | 'problems.remove'

/** A library as an engine makes it, asked as an engine is: the argument is checked. */
function library(place: string | null = join(folder, 'problems')) {
  const answers = createProblemLibrary({ modelsFolder: 'models', folder: place, changed: (sets) => told.push(sets) })
  return async <One extends Name>(name: One, argument: CallArgument<One>): Promise<CallResult<One>> => {
    const answer = answers[name] as (argument: unknown) => Promise<CallResult<One>>
    return answer(checkedArgument(name, argument))
  }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const TEXT =
  '{"question": "A", "answer": 1, "level": "Level 2"}\n{"question": "B"}\nbroken\n{"question": "C", "answer": "c"}\n'

describe('a dataset that is added', () => {
  it('is listed, read back in order by another engine, and names its source', async () => {
    const call = library()
    const { dataset, faults } = await call('problems.add', { name: 'mine', file: 'my file.jsonl', bytes: bytes(TEXT) })
    expect(faults.map(({ message }) => message)).toEqual(['my file.jsonl, line 3: this is not a JSON object.'])
    expect(dataset).toMatchObject({
      id: 'mine',
      problems: 3,
      references: 2,
      leftOut: 1,
      source: {
        file: 'my file.jsonl',
        format: 'Questions and answers, JSON Lines',
        mapping: { question: 'question', answer: 'answer', level: 'level', id: null },
      },
    })
    expect(dataset.source?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(told.at(-1)?.map(({ id }) => id)).toEqual(['arithmetic-test', 'mine'])
    const other = library()
    expect((await other('problems.datasets', {})).datasets.at(-1)).toEqual(dataset)
    const page = await other('problems.list', { dataset: 'mine' })
    expect(page).toEqual({
      total: 3,
      problems: [
        { id: 'line-1', question: 'A', answer: '1', level: 2, dataset: 'mine' },
        { id: 'line-2', question: 'B', answer: null, level: null, dataset: 'mine' },
        { id: 'line-4', question: 'C', answer: 'c', level: null, dataset: 'mine' },
      ],
      faults: [],
    })
    expect(readdirSync(join(folder, 'problems'))).toEqual(['mine.jsonl'])
  })

  it('is no part of what is searched without a name: that is the catalog', async () => {
    const call = library()
    await call('problems.add', { name: 'mine', file: 'f', bytes: bytes(TEXT) })
    expect((await call('problems.list', { limit: 1 })).total).toBe(500)
  })

  it('is removed alone, and another may take its name', async () => {
    const call = library()
    const source = join(folder, 'source.jsonl')
    writeFileSync(source, TEXT)
    await call('problems.add', { name: 'mine', file: 'source.jsonl', bytes: readFileSync(source) })
    await call('problems.list', { dataset: 'mine' })
    await call('problems.remove', { id: 'mine' })
    expect(readFileSync(source, 'utf8')).toBe(TEXT)
    expect(readdirSync(join(folder, 'problems'))).toEqual([])
    await call('problems.add', { name: 'mine', file: 'g', bytes: bytes('{"question": "other"}') })
    expect((await call('problems.list', { dataset: 'mine' })).problems.map(({ question }) => question)).toEqual([
      'other',
    ])
  })

  it.each([
    ['../../outside'],
    ['..'],
    ['a/b'],
    ['a\\b'],
    ['/etc/passwd'],
    ['.hidden'],
    ['con'],
    ['nul.txt'],
    ['ends.'],
    [''],
    ['x'.repeat(65)],
    ['new\nline'],
    ['nul\0byte'],
  ])('is not called %j', async (name) => {
    const call = library()
    await expect(call('problems.add', { name, file: 'f', bytes: bytes(TEXT) })).rejects.toThrow()
    await expect(call('problems.remove', { id: name })).rejects.toThrow()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['arithmetic-test', 'There is a dataset “arithmetic-test” already.'],
    ['MINE', 'There is a dataset “MINE” already.'],
  ])('takes no name that is there: %s', async (name, message) => {
    const call = library()
    await call('problems.add', { name: 'mine', file: 'f', bytes: bytes(TEXT) })
    await expect(call('problems.add', { name, file: 'f', bytes: bytes(TEXT) })).rejects.toThrow(message)
  })

  it.each([
    ['nothing', '', 'f is empty.'],
    ['no problem', '{"question": ""}', 'f, line 1, field “question”: The problem is empty.'],
    ['no question', '{"input": "x"}', 'f has no field that is called like a question.'],
  ])('leaves nothing behind where its file holds %s', async (_, text, message) => {
    const call = library()
    await expect(call('problems.add', { name: 'mine', file: 'f', bytes: bytes(text) })).rejects.toThrow(message)
    expect(readdirSync(folder)).toEqual([])
  })

  it('is told as damaged where its file was cut off, and the others are listed', async () => {
    const call = library()
    await call('problems.add', { name: 'whole', file: 'f', bytes: bytes(TEXT) })
    for (const [name, text] of [
      ['no-header', '{"question": "A"}\n'],
      [
        'cut',
        readFileSync(join(folder, 'problems', 'whole.jsonl'), 'utf8')
          .split('\n')
          .slice(0, 3)
          .join('\n'),
      ],
    ] as const) {
      writeFileSync(join(folder, 'problems', `${name}.jsonl`), text)
    }
    const { datasets, faults } = await call('problems.datasets', {})
    expect(datasets.map(({ id }) => id)).toEqual(['arithmetic-test', 'cut', 'whole'])
    expect(faults.map(({ message }) => message)).toEqual(['The dataset “no-header” is damaged or cannot be read.'])
    await expect(call('problems.list', { dataset: 'cut' })).rejects.toThrow('The dataset “cut” is damaged')
    await call('problems.remove', { id: 'no-header' })
  })

  it('needs a data folder that can be written', async () => {
    await expect(library(null)('problems.add', { name: 'mine', file: 'f', bytes: bytes(TEXT) })).rejects.toThrow(
      'There is no data folder',
    )
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const call = library(join(file, 'problems'))
    await expect(call('problems.add', { name: 'mine', file: 'f', bytes: bytes(TEXT) })).rejects.toThrow(
      'The dataset “mine” could not be kept.',
    )
  })
})

describe('the catalog’s dataset', () => {
  it('cannot be removed, and an unknown one is refused with those that are there', async () => {
    const call = library()
    await expect(call('problems.remove', { id: 'arithmetic-test' })).rejects.toThrow('is part of Espalier')
    const refusal = await call('problems.list', { dataset: 'nowhere' }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(EspalierError)
    expect((refusal as EspalierError).report).toMatchObject({ code: 'not-found', advice: 'Known: arithmetic-test.' })
  })
})

describe('a preview', () => {
  it('shows five problems, all counts and a free name, and keeps nothing', async () => {
    const call = library()
    const lines = Array.from({ length: 600 }, (_, at) => (at % 2 ? 'broken' : `{"prompt": "Q${at}", "target": ${at}}`))
    const preview = await call('problems.preview', { file: 'Übung 1.jsonl', bytes: bytes(lines.join('\n')) })
    expect(preview.rows.map(({ question }) => question)).toEqual(['Q0', 'Q2', 'Q4', 'Q6', 'Q8'])
    expect(preview).toMatchObject({
      problems: 300,
      references: 300,
      faultCount: 300,
      fields: ['prompt', 'target'],
      mapping: { question: 'prompt', answer: 'target', level: null, id: null },
      name: 'Ubung-1',
      notes: [],
    })
    expect(preview.faults).toHaveLength(200)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['gsm8k.jsonl', 'gsm8k'],
    ['mine.csv', 'mine-3'],
    ['../../etc/passwd', 'passwd'],
    ['….txt', 'problems'],
    ['con.jsonl', 'problems'],
    [`${'x'.repeat(300)}.jsonl`, 'x'.repeat(56)],
  ])('of %s suggests the name %s', (file, name) => {
    expect(freeName(file, ['mine', 'Mine-2'])).toBe(name)
  })
})
