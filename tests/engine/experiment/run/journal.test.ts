import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Sampling } from '../../../../src-main/contract/sampling.ts'
import { foldChanges } from '../../../../src-main/contract/tree.ts'
import { lineChecksum } from '../../../../src-main/engine/experiment/run/checksum.ts'
import { openJournal, readJournal } from '../../../../src-main/engine/experiment/run/journal.ts'
import type { JournalEntry } from '../../../../src-main/engine/experiment/run/journal.ts'
import { planOf, problemsOf } from '../../../../src-main/engine/experiment/run/plan.ts'
import type { PlainRecord } from '../../../../src-main/engine/record-steps.ts'
import { resultOf } from '../../../../src-main/engine/experiment/run/runner.ts'
import { eventsOf, headerOf, PROBLEMS, specOf } from '../experiments.ts'

const spec = specOf()
const units = planOf(spec, problemsOf(spec, PROBLEMS), [])
const header = { ...headerOf(spec), problemsChecksum: 'those' }
const entries = units.slice(0, 6).map((unit): JournalEntry => {
  const tree = foldChanges(eventsOf(unit.run).map(({ change }) => change))
  return { unit: unit.index, seconds: 1, result: resultOf(unit, tree) }
})

let folder: string
let lines: string[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-journal-'))
  const journal = openJournal(folder, header, units)
  await journal.append(entries)
  journal.close()
  lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trim().split('\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Opens a journal of these lines, and closes it again. */
function opened(changed: readonly string[]) {
  writeFileSync(join(folder, 'journal.jsonl'), changed.map((line) => `${line}\n`).join(''))
  const journal = openJournal(folder, header, units)
  journal.close()
  return { units: journal.entries.map(({ unit }) => unit), told: journal.notice?.message ?? null }
}

const withoutCheck = (line: string) => line.replace(/,"check":"\w+"\}$/, '}')

it('opens what was appended', () => {
  expect(opened(lines)).toEqual({ units: [0, 1, 2, 3, 4, 5], told: null })
})

it.each<[string, (line: string) => string]>([
  ['an answer that was edited', (line) => line.replace(/"correct":(true|false)/, '"correct":null')],
  ['a digit that flipped', (line) => line.replace('"seconds":1', '"seconds":7')],
  ['a line that lost its checksum', withoutCheck],
  ['a line that is no JSON', (line) => line.slice(7)],
  ['an empty line', () => ''],
])('leaves out and tells %s', (_, change) => {
  const changed = lines.map((line, at) => (at === 3 ? change(line) : line))
  expect(opened(changed)).toEqual({ units: [0, 1, 3, 4, 5], told: expect.stringContaining('Line 4 of') as string })
})

it('leaves out and tells a line that is repeated', () => {
  expect(opened([...lines, lines[2]!])).toEqual({
    units: [0, 1, 2, 3, 4, 5],
    told: expect.stringContaining('Line 8 of') as string,
  })
})

it('leaves out and tells a line of another experiment, though it be whole', async () => {
  const other = mkdtempSync(join(tmpdir(), 'espalier-journal-other-'))
  const journal = openJournal(other, { ...header, app: 'another' }, units)
  await journal.append(entries)
  journal.close()
  const foreign = readFileSync(join(other, 'journal.jsonl'), 'utf8').split('\n')
  rmSync(other, { recursive: true })
  expect(opened(lines.map((line, at) => (at === 1 || at === 5 ? foreign[at]! : line)))).toEqual({
    units: [1, 2, 3, 5],
    told: expect.stringMatching(/^2 lines .* line 2 the first of them/) as string,
  })
})

it.each<[string, (entry: JournalEntry) => object]>([
  ['a unit that is not of the plan', (entry) => ({ ...entry, unit: units.length })],
  ['the place of another unit', (entry) => ({ ...entry, unit: 20 })],
  ['another policy', (entry) => ({ ...entry, result: { ...entry.result, policy: 'another' } })],
  ['another problem', (entry) => ({ ...entry, result: { ...entry.result, problem: 'L9-9' } })],
  ['another seed', (entry) => ({ ...entry, result: { ...entry.result, runSeed: 1 } })],
])('opens an older journal, whose lines have no checksums, but for a line with %s', (_, change) => {
  const plain = [JSON.stringify(headerOf(spec)), ...lines.slice(1).map(withoutCheck)]
  expect(opened(plain)).toEqual({ units: [0, 1, 2, 3, 4, 5], told: null })
  plain[3] = JSON.stringify(change(entries[2]!))
  expect(opened(plain)).toEqual({ units: [0, 1, 3, 4, 5], told: expect.stringContaining('Line 4 of') as string })
})

it('goes on with a specification that spells out the sampling which the journal’s leaves to the policies', () => {
  const whole = { ...header, spec: { ...spec, sampling: Sampling.parse({}) } }
  const journal = openJournal(folder, whole, units)
  journal.close()
  expect(journal.entries).toHaveLength(6)
  const other = { ...header, spec: { ...spec, sampling: { temperature: 0.5 } } }
  expect(() => openJournal(folder, other, units)).toThrow('its specification differ')
})

const older = [
  {
    spec: (record: PlainRecord) => record,
    header: (record: PlainRecord) => record,
    // What was called `place`; a line that was brought up keeps its number.
    entry: ({ place, unit = place, ...rest }: PlainRecord) => ({ ...rest, unit }),
  },
]

it('brings a journal of an older version up, copied before, and goes on with it', async () => {
  const [first = '', ...rest] = lines
  const old = rest.map((line) => {
    const whole = withoutCheck(line).replace('"unit":', '"place":')
    return `${whole.slice(0, -1)},"check":"${lineChecksum(first, whole)}"}`
  })
  const text = [first, ...old].map((line) => `${line}\n`).join('')
  writeFileSync(join(folder, 'journal.jsonl'), text)
  const journal = openJournal(folder, header, units, older)
  const [next] = units.slice(6)
  await journal.append([{ ...entries[0]!, unit: next!.index }])
  journal.close()
  expect(journal.entries.map(({ unit }) => unit)).toEqual([0, 1, 2, 3, 4, 5])
  expect(readFileSync(join(folder, 'journal-version-1.jsonl'), 'utf8')).toBe(text)
  const written = readFileSync(join(folder, 'journal.jsonl'), 'utf8')
  expect(written).not.toContain('"place"')
  expect(readJournal(folder).entries.map(({ unit }) => unit)).toEqual([0, 1, 2, 3, 4, 5, 6])
})

it('refuses a journal of a newer version, untouched', () => {
  const newer = [lines[0]!.replaceAll('"version":1', '"version":2'), ...lines.slice(1)]
  expect(() => opened(newer)).toThrow('written by a newer version')
  expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n')[0]).toBe(newer[0])
})

it.skipIf(process.platform === 'win32')('is written again where its folder was taken away', async () => {
  const journal = openJournal(folder, header, units)
  rmSync(folder, { recursive: true })
  const late = { ...entries[0]!, unit: 6 }
  const appending = journal.append([late])
  expect(journal.restore(entries)).toBe(true)
  await appending
  expect(journal.restore([...entries, late])).toBe(false)
  await journal.append([{ ...entries[1]!, unit: 7 }])
  journal.close()
  expect(readJournal(folder).entries.map(({ unit }) => unit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

it.each([
  ['is no JSON', (line: string) => line.slice(1), 'is damaged: it is not JSON.'],
  ['lacks a field', (line: string) => line.replace('"app":', '"ap":'), 'is damaged: app is missing.'],
])('refuses a journal whose first line %s, with the reason', (_, change, message) => {
  expect(() => opened([change(lines[0]!), ...lines.slice(1)])).toThrow(message)
})
