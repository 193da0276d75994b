// What the system is asked to tell: the end of an experiment and of a long run, once, and nothing else.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NO_COST } from '../../../src-main/contract/cost.ts'
import type { RunSummary } from '../../../src-main/contract/run.ts'
import type { ExperimentProgress } from '../../../src-main/contract/experiment.ts'
import { askToNotify, LONG_RUN, toldOfExperiment, toldOfRun } from '../../../src-renderer/state/ends.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

const experiment = (state: ExperimentProgress['state']): ExperimentProgress => ({
  ...{ id: 'x', name: 'Paper figure', created: '', state, error: null, done: 12, units: 12, seconds: 60 },
  ...{ remaining: 0, tokensPerSecond: null, preferred: null, cells: [] },
})
const run = (state: RunSummary['state'], seconds: number): RunSummary => ({
  ...{ id: 'r', created: '', question: 'How many?', problem: 'p', dataset: null, level: null, method: 'rebase' },
  ...{ parameters: {}, seed: 1, state, answer: '24', correct: true, cost: NO_COST, seconds },
})
afterEach(() => vi.unstubAllGlobals())

/** Notifications as the system shows them, and whether it allows them. */
function notifications(permission: 'granted' | 'denied', looking = false): string[] {
  const shown: string[] = []
  const Notification = Object.assign(
    function (title: string) {
      shown.push(title)
    },
    {
      permission,
      requestPermission: () => Promise.resolve(permission),
    },
  )
  vi.stubGlobal('Notification', Notification)
  vi.stubGlobal('document', { hasFocus: () => looking })
  return shown
}

describe('what is told', () => {
  it.each([
    ['running', 'done', 'Paper figure: Done'],
    ['running', 'failed', 'Paper figure: Failed'],
    ['running', 'cancelled', undefined],
    ['running', 'paused', undefined],
    ['done', 'done', undefined],
    [undefined, 'done', undefined],
  ] as const)('of an experiment from %s to %s: %s', (before, state, title) => {
    expect(toldOfExperiment(before, experiment(state))?.title).toBe(title)
  })

  it.each([
    ['running', 'done', LONG_RUN, 'Search done'],
    ['paused', 'failed', LONG_RUN, 'Search failed'],
    ['running', 'done', LONG_RUN - 1, undefined],
    ['running', 'stopped', LONG_RUN, undefined],
    ['done', 'done', LONG_RUN, undefined],
    [undefined, 'done', LONG_RUN, undefined],
  ] as const)('of a run from %s to %s after %d seconds: %s', (before, state, seconds, title) => {
    expect(toldOfRun(before, run(state, seconds))?.title).toBe(title)
  })

  it('is asked for first', async () => {
    expect(await askToNotify()).toBe('never')
    notifications('denied')
    expect(await askToNotify()).toBe('denied')
    notifications('granted')
    expect(await askToNotify()).toBe('granted')
  })

  it.each([
    ['wanted and nobody looks', true, false, ['One minute: Done']],
    ['somebody looks', true, true, []],
    ['nobody wants it', false, false, []],
  ])('reaches the system where it is %s', async (_, notify, looking, expected) => {
    const shown = notifications('granted', looking)
    const storage = { getItem: () => null, setItem: () => undefined }
    const lab = new Lab({ connection: windowEngine({ experiments: ['paused'], experimentPace: 1 }), storage })
    lab.settings.notify = notify
    await lab.experiments.reload()
    await lab.experiments.steer('resume')
    await expect.poll(() => lab.experiments.progress?.state, { timeout: 10_000 }).toBe('done')
    expect(shown).toEqual(expected)
  })
})
