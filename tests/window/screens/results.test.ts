// What the Experiment screen makes of results: sentences, the table's rows, and the heat map of the work.
import { describe, expect, it } from 'vitest'
import { cellRows, moveInGrid } from '../../../src-renderer/screens/experiment/cell-rows.ts'
import { describePoint } from '../../../src-renderer/screens/experiment/describe-point.ts'
import {
  adviceOn,
  comparisonWords,
  differencesOn,
  lawsOn,
  ratiosOn,
} from '../../../src-renderer/screens/experiment/findings.ts'
import { nextSorting, sortedRows, tableRows } from '../../../src-renderer/screens/experiment/table-rows.ts'
import type { Furnished } from '../../doubles/experiment-engine.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function resultsOf(state: Furnished) {
  const engine = windowEngine({ experiments: [state] })
  const { experiments } = await engine.call('experiments.list', {})
  const progress = experiments[0]!
  return { engine, progress, summary: await engine.call('experiments.summary', { id: progress.id }) }
}

describe('results in words and tables', () => {
  it('sorts by any column, what is not known last', async () => {
    const { summary } = await resultsOf('done')
    const rows = tableRows(summary, 'paper')
    rows[0]!.values.accuracy = null
    for (const descending of [true, false]) {
      const sorted = sortedRows(rows, { column: 'accuracy', descending })
      expect(sorted.at(-1)).toBe(rows[0])
      const known = sorted.slice(0, -1).map(({ values }) => values.accuracy!)
      expect(known).toEqual([...known].sort((a, b) => (descending ? b - a : a - b)))
    }
  })

  it.each([
    ['accuracy', 'accuracy', true, false],
    ['policy', 'accuracy', false, true],
    ['accuracy', 'policy', true, false],
    ['accuracy', 'budget', true, false],
  ] as const)('a click: sorted by %s, then by %s', (column, next, descending, expected) => {
    expect(nextSorting({ column, descending }, next)).toEqual({ column: next, descending: expected })
  })

  it('tells a point in exact numbers', async () => {
    const { summary } = await resultsOf('done')
    const told = describePoint(summary, 0, 'paper')!
    expect(told.title).toBe('Arithmetic policy 0.4M · Greedy')
    expect(Object.fromEntries(told.rows)).toMatchObject({ Budget: '1', 'Policy only': '5.790e7' })
    expect(describePoint(summary, 9999, 'paper')).toBeNull()
  })

  it('says what to take, what is saved and what is better, each of one axis', async () => {
    const { summary } = await resultsOf('done')
    const advice = adviceOn(summary, 'paper')
    expect(advice.length).toBe(summary.advice.filter(({ axis }) => axis === 'paper').length)
    expect(advice[0]!.cost).toMatch(/^From \S+ [kMGT]?FLOPs a problem$/)
    const clear = ratiosOn(summary, 'paper', true)
    expect(clear.length).toBeGreaterThan(0)
    expect(clear.every(({ text }) => text.includes('less compute'))).toBe(true)
    expect(ratiosOn(summary, 'paper', false).length).toBeGreaterThan(clear.length)
    expect(differencesOn(summary, 'paper', true).every(({ text }) => text.includes(' above '))).toBe(true)
    expect(lawsOn(summary, 'exact').length).toBe(1)
  })

  it('says which of two points is better, and by how much', async () => {
    const { engine, progress } = await resultsOf('done')
    const first = { policy: 'arithmetic-policy-1m', method: 1, budget: 8 }
    const second = { ...first, method: 5 }
    const comparison = await engine.call('experiments.compare', { id: progress.id, first, second })
    expect(comparisonWords(comparison).text).toMatch(/^A is \d+(\.\d)? points (above|below) B$/)
  })
})

describe('the heat map', () => {
  it('has a row for each pool and each searched method, and moves over its gaps', async () => {
    const { progress, summary } = await resultsOf('failed')
    const { budgets, rows } = cellRows(progress.cells, summary)
    expect(budgets).toEqual([1, 2, 4, 8, 16, 32, 64])
    expect(rows.map(({ method }) => method).slice(0, 4)).toEqual(['Sampled pool', 'Greedy', 'MCTS', 'REBASE'])
    expect(rows.filter(({ first }) => first).length).toBe(3)
    expect(moveInGrid(rows, { row: 0, column: 6 }, 'ArrowDown')).toEqual({ row: 1, column: 0 })
    expect(moveInGrid(rows, { row: 2, column: 0 }, 'ArrowRight')).toEqual({ row: 2, column: 1 })
    expect(moveInGrid(rows, { row: 2, column: 3 }, 'End')).toEqual({ row: 2, column: 6 })
    expect(moveInGrid(rows, { row: 0, column: 6 }, 'ArrowRight')).toEqual({ row: 0, column: 6 })
    expect(moveInGrid(rows, { row: 0, column: 6 }, 'x')).toBeNull()
  })
})
