// Broken files of every layout: each ends with a clear sentence or loses only its bad records, and never crashes.
import { gzipSync } from 'node:zlib'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATASET_BYTES } from '../../../src-main/contract/dataset.ts'
import { EspalierError, reportOf } from '../../../src-main/contract/errors.ts'
import { readDatasetBytes, readDatasetFile } from '../../../src-main/engine/library/dataset-file.ts'

type Content = string | Uint8Array

function read(content: Content) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return readDatasetFile({ file: 'f', bytes, mapping: null, dataset: 'd' })
}

const bytes = (...values: number[]) => Uint8Array.from(values)
const latin = (text: string) => Buffer.from(text, 'latin1')
const wide = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')
const GOOD = '{"id": "good", "question": "Q", "answer": "A"}'
const MANY = 100_000

/** Files that hold no dataset at all, with the sentence that says so. */
const REFUSED: readonly [string, Content, string][] = [
  ['nothing', '', 'f is empty.'],
  ['spaces', '  \n\t \r\n', 'f is empty.'],
  ['only a mark', bytes(0xef, 0xbb, 0xbf), 'f is empty.'],
  ['only a mark of UTF-16LE', bytes(0xff, 0xfe), 'f is empty.'],
  ['only a mark of UTF-16BE', bytes(0xfe, 0xff), 'f is empty.'],
  ['two marks', '\uFEFF\uFEFF', 'f is empty.'],
  ['an empty list', '[]', 'f holds no records.'],
  ['a list of lists that is empty', '[ , ]', 'f holds no records.'],
  ['a ZIP archive', bytes(0x50, 0x4b, 3, 4, 20, 0), 'f cannot be read: it is a ZIP archive or an Excel workbook.'],
  ['an empty ZIP archive', bytes(0x50, 0x4b, 5, 6, 0, 0), 'f cannot be read: it is an empty ZIP archive.'],
  ['gzip', gzipSync(GOOD), 'f cannot be read: it is compressed with gzip.'],
  ['Zstandard', bytes(0x28, 0xb5, 0x2f, 0xfd, 4), 'f cannot be read: it is compressed with Zstandard.'],
  ['Parquet', latin('PAR1\x15\x04'), 'f cannot be read: it is a Parquet file.'],
  ['PDF', latin('%PDF-1.7\n'), 'f cannot be read: it is a PDF document.'],
  ['SQLite', latin('SQLite format 3\0'), 'f cannot be read: it is a SQLite database.'],
  ['PNG', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10), 'f cannot be read: it is a picture.'],
  ['JPEG', bytes(0xff, 0xd8, 0xff, 0xe0), 'f cannot be read: it is a picture.'],
  ['UTF-32LE', bytes(0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0), 'f cannot be read: it is text in UTF-32.'],
  ['UTF-32BE', bytes(0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b), 'f cannot be read: it is text in UTF-32.'],
  [
    'an executable',
    bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 9, 0, 0, 7),
    'f cannot be read: it is no text: byte 8 is zero.',
  ],
  ['a null byte', `${GOOD}\n\0`, 'f cannot be read: it is no text: byte 48 is zero.'],
  ['many null bytes', new Uint8Array(1000), 'f cannot be read: it is no text: byte 1 is zero.'],
  ['control bytes', bytes(0x01, 0x02, 0xff, 0xfa, 0x03), 'f cannot be read: it is no text: it holds control bytes.'],
  [
    'UTF-8 with a broken byte',
    Buffer.concat([Buffer.from('é\nü\n'), bytes(0xff)]),
    'f cannot be read: it is not UTF-8: line 3 has bytes that are none.',
  ],
  [
    'UTF-8 that is cut off',
    Buffer.from('{"question": "äöü…"}').subarray(0, -4),
    'f cannot be read: it is not UTF-8: line 1 has bytes that are none.',
  ],
  [
    'UTF-16 of odd length',
    wide(GOOD).subarray(0, -1),
    'f cannot be read: it begins like UTF-16LE, but parts of it are not.',
  ],
  [
    'UTF-16 with half a character',
    wide('\ud800x'),
    'f cannot be read: it begins like UTF-16LE, but parts of it are not.',
  ],
  [
    'prose',
    'This is a letter.\nIt has no problems.',
    'This file is neither JSON Lines nor JSON, nor CSV with a header row.',
  ],
  ['a number', '42', 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ['NaN', 'NaN', 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ['null', 'null', 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ['a string', '"question"', 'f holds no records.'],
  ['only a header', 'question,answer\n', 'f holds no records.'],
  [
    'HTML',
    '<html><body>Not found</body></html>',
    'This file is neither JSON Lines nor JSON, nor CSV with a header row.',
  ],
  ['too many numbers', `[${'1,'.repeat(500_001)}]`, 'f holds more than 500,000 records.'],
  ['too many lines', '{}\n'.repeat(500_001), 'f holds more than 500,000 records.'],
  ['too many rows', `question\n${'Q\n'.repeat(500_001)}`, 'f holds more than 500,000 records.'],
  ['only commas', ','.repeat(200_000), 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ['XML', '<?xml version="1.0"?>\n<problems/>', 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ['YAML', '- question: Q\n- question: R', 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ['an endless header', 'x'.repeat(2_000_000), 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  [
    'an unclosed quote in the header',
    '"question,answer\nQ,A',
    'This file is neither JSON Lines nor JSON, nor CSV with a header row.',
  ],
]

const NO_QUESTION = 'f has no field that is called like a question.'
/** Files without a good record, with the first thing that is said of them. */
const BARREN: readonly [string, Content, string][] = [
  ['a broken line', '{"question": ', 'f, line 1, item 1: the file ends before this does.'],
  ['an unclosed string', '{"question": "Q', 'f, line 1, item 1: the file ends before this does.'],
  ['an unclosed list', '[', 'f, line 1, item 1: the file ends before this does.'],
  ['an unclosed list of lists', '[[[', 'f, line 1, item 1: the file ends before this does.'],
  ['closed brackets alone', '{}]}', 'f, line 1: this is not a JSON object.'],
  ['an object without fields', '{}', 'f, line 1, field “question”: it is missing.'],
  ['lists', '[[1, 2], [3]]', 'f, line 1, item 1: this is not a JSON object.'],
  ['numbers', '[1, 2, 3]', 'f, line 1, item 1: this is not a JSON object.'],
  ['NaN in a list', '[NaN]', 'f, line 1, item 1: this is not a JSON object.'],
  ['nulls', '[null, null]', 'f, line 1, item 1: this is not a JSON object.'],
  ['texts', '["Q"]', 'f, line 1, item 1: this is not a JSON object.'],
  ['no field that is a question', '{"input": "x", "label": "y"}', NO_QUESTION],
  ['a field that is only called like the prototype’s', '{"constructor": "Q", "__proto__": "R"}', NO_QUESTION],
  ['a column of each part', '{"input": ["a", "b"], "target": ["c", "d"]}', NO_QUESTION],
  ['CSV without a question', 'a,b\n1,2\n', NO_QUESTION],
  ['a question that is null', '{"question": null}', 'f, line 1, field “question”: it is missing.'],
  ['a question that is empty', '{"question": ""}', 'f, line 1, field “question”: The problem is empty.'],
  ['a question of spaces', '{"question": " \\n\\t "}', 'f, line 1, field “question”: The problem is empty.'],
  [
    'a question that is a list',
    '{"question": ["Q"]}',
    'f, line 1, field “question”: it is neither a text nor a number.',
  ],
  [
    'a question that is a truth value',
    '{"question": true}',
    'f, line 1, field “question”: it is neither a text nor a number.',
  ],
  ['a question that is an object', '{"question": {"text": "Q"}}', NO_QUESTION],
  [
    'a question with a null character',
    '{"question": "a\\u0000b"}',
    'f, line 1, field “question”: it holds a null character.',
  ],
  [
    'a question of 20,001 characters',
    JSON.stringify({ question: 'x'.repeat(20_001) }),
    'f, line 1, field “question”: The problem is longer than 20,000 characters.',
  ],
  [
    'a question of five megabytes',
    JSON.stringify({ question: 'x'.repeat(5_000_000) }),
    'f, line 1, field “question”: The problem is longer than 20,000 characters.',
  ],
  [
    'an answer that is a list',
    '{"question": "Q", "answer": ["4"]}',
    'f, line 1, field “answer”: it is neither a text nor a number.',
  ],
  [
    'an answer that is a truth value',
    '{"question": "Q", "answer": false}',
    'f, line 1, field “answer”: it is neither a text nor a number.',
  ],
  [
    'an answer that is too long',
    JSON.stringify({ question: 'Q', answer: 'x'.repeat(20_001) }),
    'f, line 1, field “answer”: it is too long for an answer.',
  ],
  [
    'an answer with a null character',
    '{"question": "Q", "answer": "\\u0000"}',
    'f, line 1, field “answer”: it holds a null character.',
  ],
  ['an id that is a list', '{"question": "Q", "id": [1]}', 'f, line 1, field “id”: it is neither a text nor a number.'],
  [
    'an id that is too long',
    JSON.stringify({ question: 'Q', id: 'x'.repeat(201) }),
    'f, line 1, field “id”: it is longer than 200 characters.',
  ],
  [
    'an id with a line break',
    '{"question": "Q", "id": "a\\nb"}',
    'f, line 1, field “id”: it holds control characters.',
  ],
  [
    'an id with an escape sequence',
    '{"question": "Q", "id": "\\u001b[31m"}',
    'f, line 1, field “id”: it holds control characters.',
  ],
  ['a level that is a list', '{"question": "Q", "level": [1]}', 'f, line 1, field “level”: it is not a number.'],
  [
    'a level that is a truth value',
    '{"question": "Q", "level": true}',
    'f, line 1, field “level”: it is not a number.',
  ],
  ['100,000 open brackets', '['.repeat(MANY), 'f, line 1, item 1: the file ends before this does.'],
  ['100,000 open braces', '{"a":'.repeat(MANY), 'f, line 1, item 1: the file ends before this does.'],
  ['100,000 nested lists', '['.repeat(MANY) + ']'.repeat(MANY), 'f, line 1, item 1: this is not a JSON object.'],
  ['100,000 nested objects', `${'{"a":'.repeat(MANY)}1${'}'.repeat(MANY)}`, NO_QUESTION],
  [
    '100,000 nested lists around a long number',
    `[${'['.repeat(MANY)}${'9'.repeat(30)}${']'.repeat(MANY)}]`,
    'f, line 1, item 1: it is nested too deeply.',
  ],
  ['100,000 quotes', '"'.repeat(MANY), 'This file is neither'],
  ['an id alone, of 10,000 digits', `{"id": ${'9'.repeat(10_000)}}`, NO_QUESTION],
]

/** A good record beside a bad one; the good one stays, and this is said of the other. */
const PARTLY: readonly [string, Content, string][] = [
  ['a line of text', `${GOOD}\nnot JSON`, 'f, line 2: this is not a JSON object.'],
  ['a line before it', `not JSON\n${GOOD}`, 'f, line 1: this is not a JSON object.'],
  ['NaN', `${GOOD}\n{"question": NaN}`, 'f, line 2: this is not a JSON object.'],
  ['Infinity', `${GOOD}\n{"question": "Q", "level": Infinity}`, 'f, line 2: this is not a JSON object.'],
  ['a level out of range', `${GOOD}\n{"question": "Q", "level": 1000000}`, 'f, line 2, field “level”'],
  ['a level between two', `${GOOD}\n{"question": "Q", "level": 2.5}`, 'f, line 2, field “level”'],
  ['a negative level', `${GOOD}\n{"question": "Q", "level": "-1"}`, 'f, line 2, field “level”'],
  ['undefined', `${GOOD}\n{"question": undefined}`, 'f, line 2: this is not a JSON object.'],
  ['single quotes', `${GOOD}\n{'question': 'Q'}`, 'f, line 2: this is not a JSON object.'],
  ['a comma at the end', `${GOOD}\n{"question": "Q",}`, 'f, line 2: this is not a JSON object.'],
  ['a comment', `${GOOD}\n// a comment`, 'f, line 2: this is not a JSON object.'],
  ['a line that is cut off', `${GOOD}\n{"question": "Q", "ans`, 'f, line 2: this is not a JSON object.'],
  [
    'a raw line break in a string',
    `${GOOD}\n${GOOD.replace('good', 'two')}\n{"question": "a\nb"}`,
    'f, line 3: this is not a JSON object.',
  ],
  ['a list', `${GOOD}\n[1, 2]`, 'f, line 2: this is not a JSON object.'],
  ['the same id', `${GOOD}\n${GOOD}`, 'f, line 2, field “id”: “good” is the id of line 1 already.'],
  [
    'the same id as a number',
    '{"id": "good", "question": "Q"}\n{"id": 7, "question": "Q"}\n{"id": "7", "question": "Q"}',
    'f, line 3, field “id”: “7” is the id of line 2 already.',
  ],
  [
    'ids that end as the same',
    `${GOOD}\n{"id": "\\ud800", "question": "Q"}\n{"id": "\\ud801", "question": "Q"}`,
    'f, line 3, field “id”: “\uFFFD” is the id of line 2 already.',
  ],
  ['nesting without end', `${GOOD}\n{"question": ${'['.repeat(MANY)}`, 'f, line 2: this is not a JSON object.'],
  [
    'nesting around a long number',
    `${GOOD}\n{"a": ${'['.repeat(MANY)}${'9'.repeat(30)}${']'.repeat(MANY)}}`,
    'f, line 2: it is nested too deeply.',
  ],
  ['a list that is cut off', `[${GOOD}, {"question": "Q"`, 'f, line 1, item 2: the file ends before this does.'],
  ['a list that is not closed', `[${GOOD},\n`, 'f, line 2, item 2: the file ends before this does.'],
  ['garbage in a list', `[\n${GOOD},\noops,\n]`, 'f, line 3, item 2: this is not a JSON object.'],
  ['garbage behind a list', `[${GOOD}]\noops`, 'f, line 2, item 2: this is not a JSON object.'],
  ['a bad item inside an object', `{"data": [${GOOD}, 7]}`, 'f, item 2: this is not a JSON object.'],
  ['too many cells', 'id,question\ngood,Q\ntwo,Q,more', 'f, line 3: it has 3 cells, the header 2.'],
  ['too few cells', 'id,question\ngood,Q\ntwo', 'f, line 3, field “question”: it is missing.'],
  ['an empty cell', 'id,question\ngood,Q\ntwo,', 'f, line 3, field “question”: it is missing.'],
  ['an unclosed quote', 'id,question\ngood,Q\ntwo,"unclosed\nthree,Q', 'f, line 3: a quotation mark is not closed'],
  [
    'a null byte of UTF-16',
    wide('id,question\ngood,Q\ntwo,a\0b'),
    'f, line 3, field “question”: it holds a null character.',
  ],
  [
    'an endless row',
    `id,question\ngood,Q\ntwo,${'x'.repeat(1_000_001)}`,
    'f, line 3: a quotation mark is not closed, or the row is endless',
  ],
]

describe('a file that holds no dataset', () => {
  it.each(REFUSED)('%s', (_, content, message) => {
    let refusal: unknown
    try {
      read(content)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(EspalierError)
    const report = reportOf(refusal)
    expect(report).toMatchObject({ code: 'bad-input', message })
    expect(report.advice).not.toBe('')
  })
})

describe('a file without a good record', () => {
  it.each(BARREN)('%s', (_, content, message) => {
    let said: string | undefined
    try {
      const { problems, faults } = read(content)
      expect(problems).toEqual([])
      said = faults[0]?.message
    } catch (error) {
      said = reportOf(error).code === 'bad-input' ? reportOf(error).message : String(error)
    }
    expect(said).toContain(message)
  })
})

describe('a bad record', () => {
  it.each(PARTLY)('loses nothing but itself: %s', (_, content, message) => {
    const { problems, faults } = read(content)
    expect(problems[0]).toMatchObject({ id: 'good', question: 'Q' })
    expect(faults).toHaveLength(content.toString().includes('a\nb"}') ? 2 : 1)
    expect(faults[0]?.message).toContain(message)
  })
})

describe('a path', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-broken-'))
    mkdirSync(join(folder, 'folder'))
    symlinkSync(join(folder, 'b'), join(folder, 'a'))
    symlinkSync(join(folder, 'a'), join(folder, 'b'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'))
    writeFileSync(join(folder, 'secret'), GOOD)
    chmodSync(join(folder, 'secret'), 0)
    writeFileSync(join(folder, 'huge'), new Uint8Array(DATASET_BYTES + 1))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    ['missing', 'not-found', '“missing” cannot be read.'],
    ['folder', 'bad-input', '“folder” is a folder, not a file.'],
    ['a', 'not-found', '“a” cannot be read.'],
    ['dangling', 'not-found', '“dangling” cannot be read.'],
    ['huge', 'bad-input', '“huge” is larger than 64 MB.'],
    ['secret/below', 'not-found', '“below” cannot be read.'],
    ['nul\0byte', 'not-found', 'cannot be read.'],
    ['x'.repeat(300), 'not-found', 'cannot be read.'],
  ])('%j is refused', async (name, code, message) => {
    const refusal: unknown = await readDatasetBytes(join(folder, name)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(EspalierError)
    expect(reportOf(refusal).code).toBe(code)
    expect(reportOf(refusal).message).toContain(message)
  })

  it.skipIf(process.platform === 'win32')('of a device is refused, which would never end', async () => {
    await expect(readDatasetBytes('/dev/zero')).rejects.toThrow('“zero” is not an ordinary file.')
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('without rights is refused', async () => {
    await expect(readDatasetBytes(join(folder, 'secret'))).rejects.toThrow('“secret” cannot be read.')
  })
})
