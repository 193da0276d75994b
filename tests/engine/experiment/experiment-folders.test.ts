// The list of experiments after a kill: what their programs had written down last, brought up to date with their journals.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import { keepProgress, openExperimentFolders } from '../../../src-main/engine/experiment/experiment-folders.ts'
import { openExperiment } from '../../../src-main/engine/experiment/run/experiment.ts'
import { openJournal } from '../../../src-main/engine/experiment/run/journal.ts'
import { planOf, problemsOf } from '../../../src-main/engine/experiment/run/plan.ts'
import { resultOf } from '../../../src-main/engine/experiment/run/runner.ts'
import { eventsOf, headerOf, PROBLEMS, specOf } from './experiments.ts'

const spec = specOf()
const problems = problemsOf(spec, PROBLEMS)
const units = planOf(spec, problems, [])
let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'espalier-folders-'))))
afterEach(() => rmSync(root, { recursive: true }))

const open = () =>
  openExperiment({
    ...{ folder: join(root, 'one'), header: headerOf(spec), problems, concurrency: 1 },
    run: () => Promise.reject(new Error('Nothing is run.')),
    changed: () => undefined,
  })

it.each([true, false])('counts the results that were told since (while another program writes: %s)', async (inUse) => {
  const before = open()
  const progress = { id: 'one', created: '2026-01-01T00:00:00.000Z', ...before.progress(), state: 'running' } as const
  await before.close()
  keepProgress(join(root, 'one'), progress)
  const journal = openJournal(join(root, 'one'), headerOf(spec), units)
  await journal.append(
    units.slice(0, 6).map((unit) => {
      const tree = foldChanges(eventsOf(unit.run).map(({ change }) => change))
      return { unit: unit.index, seconds: 1, result: resultOf(unit, tree) }
    }),
  )
  journal.close()
  const whole = open()
  const { done, cells } = whole.progress()
  if (!inUse) await whole.close()
  const [listed] = openExperimentFolders(root).lastProgress()
  expect([done, listed?.state]).toEqual([6, 'paused'])
  // Who writes to it writes down how it goes, too.
  if (inUse) expect(listed).toMatchObject({ done: 0, cells: progress.cells })
  else expect(listed).toMatchObject({ done, cells })
  if (inUse) await whole.close()
})
