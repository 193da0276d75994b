// Equality by kinds: what people write in many ways, and what looks like it and is something else.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalAnswer } from '../../src-main/grading/canonical-answer.ts'
import { DRESS } from './kinds/dress.ts'
import { NUMBERS } from './kinds/numbers.ts'
import { STRUCTURE } from './kinds/structure.ts'

const KINDS = Object.entries({ ...DRESS, ...NUMBERS, ...STRUCTURE })

describe.each(KINDS)('%s', (_, rows) => {
  test('what is equal', () => {
    const apart = rows.flatMap(({ equal: [first, ...others] }) =>
      others.filter((other) => canonicalAnswer(other) !== canonicalAnswer(first!)).map((other) => [first, other]),
    )
    expect(apart).toEqual([])
  })

  test('what is not', () => {
    const together = rows.flatMap(({ equal: [first], not = [] }) =>
      not.filter((other) => canonicalAnswer(other) === canonicalAnswer(first!)).map((other) => [first, other]),
    )
    expect(together).toEqual([])
  })
})

/** The answers in a cell of a table in Markdown, in groups between semicolons. */
function groupsIn(cell: string): string[][] {
  const groups: string[][] = [[]]
  for (const [token, answer] of cell.replaceAll('\\|', '|').matchAll(/`([^`]*)`|;/g)) {
    if (token === ';') groups.push([])
    else groups.at(-1)!.push(answer!)
  }
  return groups
}

test('the examples of docs/grading.md hold', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/grading.md'), 'utf8')
  const table = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'))
  const cells = table.map((row) => row.split(/(?<!\\)\|/))
  const formsOf = (group: readonly string[]) => new Set(group.map(canonicalAnswer)).size
  const equal = cells.flatMap((row) => groupsIn(row[2]!))
  const different = cells.flatMap((row) => groupsIn(row[3]!))
  expect(equal.length).toBeGreaterThan(20)
  expect(equal.filter((group) => formsOf(group) !== 1)).toEqual([])
  expect(different.filter((group) => formsOf(group) !== group.length)).toEqual([])
})
