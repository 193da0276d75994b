// Extraction and grading over the published test sets GSM8K and MATH500: the reference solutions must give their own answers.
// The files are not part of the project; they are read from ../shared/data, and the test says so where they are missing.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { extractAnswer, referenceAnswer } from '../../src-main/grading/extract-answer.ts'
import { matchesReference, sameAnswer } from '../../src-main/grading/same-answer.ts'

const FOLDER = resolve(import.meta.dirname, '../../../shared/data')

function linesOf(file: string): Record<string, string>[] {
  const lines = readFileSync(resolve(FOLDER, file), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, string>)
}

const missing = !existsSync(FOLDER)
const where = missing ? ` (skipped: there is no folder ${FOLDER})` : ''

describe.skipIf(missing)(`published test sets${where}`, () => {
  test('GSM8K: 1,319 reference solutions', () => {
    const rows = linesOf('gsm8k_test.jsonl')
    expect(rows).toHaveLength(1319)
    const lost = rows.filter(({ answer }) => {
      const wanted = answer!.slice(answer!.indexOf('####') + 4).trim()
      const found = extractAnswer(answer!)
      return (
        found !== wanted ||
        !sameAnswer(found, wanted.replaceAll(',', '')) ||
        !matchesReference(found, referenceAnswer(answer!))
      )
    })
    expect(lost).toEqual([])
  })

  test('MATH500: 500 reference solutions', () => {
    const rows = linesOf('math500.jsonl')
    expect(rows).toHaveLength(500)
    const lost = rows.filter(({ solution, answer }) => {
      const found = extractAnswer(solution!)
      return found === null || !sameAnswer(found, answer!)
    })
    expect(lost.map(({ solution, answer }) => [extractAnswer(solution!), answer])).toEqual([])
  })

  test('MATH500: no two different answers are judged equal', () => {
    const answers = [...new Set(linesOf('math500.jsonl').map(({ answer }) => answer!))]
    const pairs = answers.flatMap((a, at) => answers.slice(at + 1).flatMap((b) => (sameAnswer(a, b) ? [[a, b]] : [])))
    // All of these are equal, checked by hand.
    expect(pairs).toEqual([
      ['90^\\circ', '90'],
      ['5', 'x=5'],
      ['1,-2', '-2,1'],
      ['120^\\circ', '120'],
      ['36', '36^\\circ'],
      ['36', '\\$36'],
      ['\\frac{1}{4}', '\\frac14'],
      ['30^\\circ', '30'],
      ['10,\\!080', '10080'],
      ['15', '15\\mbox{ cm}^2'],
      ['36^\\circ', '\\$36'],
      ['2 \\sqrt{5}', '2\\sqrt{5}'],
    ])
  })
})
