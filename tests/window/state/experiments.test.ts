// The experiments of the window on a scripted engine: from start to results, steering, drill-down and comparison.
import { describe, expect, it } from 'vitest'
import { presetSpec } from '../../../src-main/contract/experiment-presets.ts'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { openAnswer } from '../../../src-renderer/commands/open-answer.ts'
import { Experiments } from '../../../src-renderer/state/experiments.svelte.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
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
  made.lab.experiments.begin()
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

  it('says that results could not be added up, until they are', async () => {
    const engine = windowEngine({ experiments: ['done'] })
    let broken = true
    const call: typeof engine.call = async (name, argument) => {
      if (name === 'experiments.summary' && broken) throw new Error('no sum')
      return await engine.call(name, argument)
    }
    const experiments = new Experiments({ ...engine, call })
    experiments.begin()
    await expect.poll(() => experiments.unsummed, WAIT).toBe(true)
    expect([experiments.summary, experiments.error?.details]).toEqual([null, expect.stringContaining('no sum')])
    broken = false
    await experiments.reload()
    await expect.poll(() => experiments.summary, WAIT).not.toBeNull()
    expect(experiments.unsummed).toBe(false)
  })

  it('knows that newer results are being added up, until they are here', async () => {
    const engine = windowEngine({ experiments: ['done'] })
    const answer = Promise.withResolvers<undefined>()
    const call: typeof engine.call = async (name, argument) => {
      if (name === 'experiments.summary') await answer.promise
      return await engine.call(name, argument)
    }
    const experiments = new Experiments({ ...engine, call })
    expect(experiments.summing).toBe(false)
    await experiments.reload()
    expect([experiments.progress?.state, experiments.summing, experiments.summary]).toEqual(['done', true, null])
    answer.resolve(undefined)
    await expect.poll(() => experiments.summary, WAIT).not.toBeNull()
    expect(experiments.summing).toBe(false)
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
    const [answer] = experiments.points.secondAnswers
    await openAnswer(lab, { ...point, method: 5 }, answer!)
    expect(lab.settings.screen).toBe('solve')
    expect(lab.run.header?.spec).toMatchObject({ method: 'rebase', seed: answer!.run!.seed, parameters: { width: 8 } })
  })

  it('without a partner are counted', async () => {
    const { lab } = await settled(['done'])
    await lab.experiments.choosePoint({ policy: 'arithmetic-policy-1m', method: 1, budget: 8 })
    const { firstAnswers } = lab.experiments.points
    expect(pairAnswers(firstAnswers, firstAnswers.slice(5)).unpaired).toBe(5)
  })
})
