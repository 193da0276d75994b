// The Experiment screen's state on a scripted engine: from start to results, steering, drill-down, comparison, and what is shown.
import { describe, expect, it } from 'vitest'
import { presetSpec } from '../../../src-main/contract/experiment-presets.ts'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { cellRows, moveInGrid } from '../../../src-renderer/screens/experiment/cell-rows.ts'
import { describePoint } from '../../../src-renderer/screens/experiment/describe-point.ts'
import { adviceOn, differencesOn, lawsOn, ratiosOn } from '../../../src-renderer/screens/experiment/findings.ts'
import { nextSorting, sortedRows, tableRows } from '../../../src-renderer/screens/experiment/table-rows.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { comparisonWords } from '../../../src-renderer/screens/experiment/findings.ts'
import { pairAnswers } from '../../../src-renderer/state/answer-pairs.ts'
import type { Furnished } from '../../doubles/experiment-engine.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function labOf(experiments: readonly Furnished[] = [], kept: Record<string, string> = {}) {
  const connection = windowEngine({ experiments, experimentPace: experiments.includes('running') ? 150 : 10 })
  const storage = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
  }
  const lab = new Lab({
    connection,
    storage,
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
  await lab.start()
  return { lab, connection, kept }
}
/** The made-up results take their time where other work shares the cores. */
const WAIT = { timeout: 10_000 }
const settled = async (experiments: readonly Furnished[]) => {
  const made = await labOf(experiments)
  made.lab.showScreen('experiment')
  await expect.poll(() => made.lab.experiments.summary, WAIT).not.toBeNull()
  return { ...made, summary: made.lab.experiments.summary! }
}

describe('the two screens', () => {
  it('are switched by command and remembered, and the Solve screen keeps its run', async () => {
    const { lab, kept, connection } = await labOf()
    expect(connection.calls.some(({ name }) => name.startsWith('experiments'))).toBe(false)
    await lab.startRun()
    await expect.poll(() => lab.runState).toBe('done')
    expect(runCommand('screen.experiment', lab)).toBe(true)
    expect(runCommand('run.start', lab)).toBe(false)
    expect(lab.run.header).not.toBeNull()
    expect(runCommand('screen.solve', lab)).toBe(true)
    expect(lab.runState).toBe('done')
    lab.showScreen('experiment')
    const again = await labOf([], kept)
    expect(again.lab.settings.screen).toBe('experiment')
    await expect.poll(() => again.lab.experiments.loaded).toBe(true)
  })
})

describe('an experiment', () => {
  it('starts from the form, goes on to the end, and shows its results', async () => {
    const { lab } = await labOf()
    lab.showScreen('experiment')
    const { experiments } = lab
    experiments.fill(presetSpec('one-minute', lab.models))
    await experiments.foretell()
    expect(experiments.forecast?.units).toBe(2 * 20 * 6)
    experiments.draft.limit = 10
    expect(experiments.forecast).toBeNull()
    await experiments.start()
    expect(experiments.drafting).toBe(false)
    expect(experiments.verbs).toEqual(['pause', 'cancel'])
    await expect.poll(() => experiments.progress?.state, WAIT).toBe('done')
    await expect.poll(() => experiments.summary?.points.every(({ complete }) => complete), WAIT).toBe(true)
    expect(experiments.error).toBeNull()
  })

  it('pauses, resumes and is cancelled by command', async () => {
    const { lab } = await settled(['running'])
    expect(runCommand('experiment.resume', lab)).toBe(false)
    expect(runCommand('experiment.pause', lab)).toBe(true)
    await expect.poll(() => lab.experiments.progress?.state, WAIT).toBe('paused')
    expect(runCommand('experiment.resume', lab)).toBe(true)
    await expect.poll(() => lab.experiments.progress?.state, WAIT).toBe('running')
    expect(runCommand('experiment.cancel', lab)).toBe(true)
    await expect.poll(() => lab.experiments.progress?.state, WAIT).toBe('cancelled')
  })

  it('looks at the results at most every two seconds while they grow', async () => {
    const { connection } = await settled(['running'])
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(connection.calls.filter(({ name }) => name === 'experiments.summary').length).toBeLessThanOrEqual(2)
  })

  it('takes a cell next, and again gives the usual order back', async () => {
    const { lab, connection } = await settled(['paused'])
    const cell = { policy: 'arithmetic-policy-1m', method: 4, budget: 8 }
    await lab.experiments.prefer(cell)
    expect(lab.experiments.preferred).toEqual(cell)
    await lab.experiments.prefer(cell)
    expect(lab.experiments.preferred).toBeNull()
    const asked = connection.calls.filter(({ name }) => name === 'experiments.prefer').map(({ argument }) => argument)
    expect(asked).toEqual([
      { id: 'experiment-1', cell },
      { id: 'experiment-1', cell: null },
    ])
  })

  it('that is deleted makes room for the next one', async () => {
    const { lab } = await settled(['done', 'failed'])
    const first = lab.experiments.current!
    await lab.experiments.delete(first)
    expect(lab.experiments.list.length).toBe(1)
    expect(lab.experiments.current).not.toBe(first)
  })

  it('that cannot start says why and leaves the form', async () => {
    const { lab } = await settled(['running'])
    lab.experiments.fill(presetSpec('one-minute', lab.models))
    await lab.experiments.start()
    expect(lab.experiments.error?.message).toBe('Another experiment is running.')
    expect(lab.experiments.drafting).toBe(true)
  })

  it('is loaded again when the engine is back', async () => {
    const { lab, connection } = await settled(['done'])
    connection.enter('lost')
    connection.enter('open')
    await expect.poll(() => connection.calls.filter(({ name }) => name === 'experiments.list').length).toBe(2)
    expect(lab.experiments.error).toBeNull()
  })

  it('can be the starting point of another', async () => {
    const { lab, summary } = await settled(['done'])
    await lab.experiments.reuse()
    expect(lab.experiments.drafting).toBe(true)
    expect(lab.experiments.draft.spec).toEqual(summary.header.spec)
  })

  it('refuses a file that is none, in words', async () => {
    const { lab } = await labOf()
    await lab.experiments.loadFile({ name: 'notes.txt', text: () => Promise.resolve('hello') })
    expect(lab.experiments.error?.message).toBe('notes.txt is not a JSON file.')
  })
})

describe('the answers of a point', () => {
  it('are shown, compared with those of another, and lead to a tree', async () => {
    const { lab } = await settled(['done'])
    const { experiments } = lab
    const point = { policy: 'arithmetic-policy-1m', method: 1, budget: 8 }
    await experiments.choosePoint(point)
    expect(experiments.points.firstAnswers.length).toBe(360)
    experiments.points.choosing = true
    await experiments.choosePoint({ ...point, method: 5 })
    const { pairs, unpaired } = pairAnswers(experiments.points.firstAnswers, experiments.points.secondAnswers)
    expect(unpaired).toBe(0)
    expect(pairs.length).toBe(360)
    const right = pairs.filter(({ outcome }) => outcome === 'onlyFirst' || outcome === 'both').length
    expect(right).toBe(experiments.points.firstAnswers.filter(({ correct }) => correct).length)
    const { difference, problems } = experiments.points.comparison!
    expect(problems).toBe(120)
    expect(difference.low).toBeLessThan(difference.value)
    expect(comparisonWords(experiments.points.comparison!).text).toMatch(/^A is \d+(\.\d)? points (above|below) B$/)
    const [answer] = experiments.points.secondAnswers
    await lab.openTree(answer!.run)
    expect(lab.settings.screen).toBe('solve')
    expect(lab.run.header?.spec).toMatchObject({ method: 'rebase', seed: answer!.run.seed, parameters: { width: 8 } })
  })

  it('without a partner are counted', async () => {
    const { lab } = await settled(['done'])
    await lab.experiments.choosePoint({ policy: 'arithmetic-policy-1m', method: 1, budget: 8 })
    const { firstAnswers } = lab.experiments.points
    expect(pairAnswers(firstAnswers, firstAnswers.slice(5)).unpaired).toBe(5)
  })
})

describe('results in words and tables', () => {
  it('sorts by any column, what is not known last', async () => {
    const { summary } = await settled(['done'])
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
    const { summary } = await settled(['done'])
    const told = describePoint(summary, 0, 'paper')!
    expect(told.title).toBe('Arithmetic policy 0.4M · Greedy')
    expect(Object.fromEntries(told.rows)).toMatchObject({ Budget: '1', 'Policy only': '5.790e7' })
    expect(describePoint(summary, 9999, 'paper')).toBeNull()
  })

  it('says what to take, what is saved and what is better, each of one axis', async () => {
    const { summary } = await settled(['done'])
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
})

describe('the heat map', () => {
  it('has a row for each pool and each searched method, and moves over its gaps', async () => {
    const { lab, summary } = await settled(['failed'])
    const { budgets, rows } = cellRows(lab.experiments.progress!.cells, summary)
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
