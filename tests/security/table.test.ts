// The table of weakenings is about the program as it is: each text stands where a row says, once, and its tests are there. Whether they
// fail is tried by `npm run weaken`.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { CHECKLIST } from './checklist.ts'
import { WEAKENINGS } from './table.ts'

const root = resolve(import.meta.dirname, '..', '..')

test('each row changes one place, and names tests that are there', () => {
  const faults = WEAKENINGS.flatMap(({ name, file, text, weaker, tests }) => {
    const places = readFileSync(resolve(root, file), 'utf8').split(text).length - 1
    return [
      ...(places === 1 ? [] : [`${name}: its text stands ${places} times in ${file}`]),
      ...(weaker === text || text === '' ? [`${name}: it changes nothing`] : []),
      ...(tests.length === 0 ? [`${name}: it names no tests`] : []),
      ...tests.filter((one) => !existsSync(resolve(root, one))).map((one) => `${name}: there is no ${one}`),
    ]
  })
  expect(faults).toEqual([])
})

test('no two rows have one name, or are one', () => {
  const twice = (texts: string[]) => texts.filter((text, place) => texts.indexOf(text) !== place)
  expect(twice(WEAKENINGS.map(({ name }) => name))).toEqual([])
  expect(twice(WEAKENINGS.map(({ file, text, weaker }) => JSON.stringify([file, text, weaker])))).toEqual([])
})

test('each item of Electron’s checklist is broken by a row, or says why none can', () => {
  const broken = new Set(WEAKENINGS.map(({ item }) => item))
  const items = Object.entries(CHECKLIST).map(([number, item]) => ({ number: Number(number), ...item }))
  expect(items.filter(({ number, without }) => broken.has(number) === (without !== undefined))).toEqual([])
  expect([...broken].filter((item) => item !== undefined && !(item in CHECKLIST))).toEqual([])
})
