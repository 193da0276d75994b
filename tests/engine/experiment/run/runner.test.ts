import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_COST } from '../../../../src-main/contract/cost.ts'
import { EspalierError } from '../../../../src-main/contract/errors.ts'
import type { Change, RunEvent } from '../../../../src-main/contract/event.ts'
import type { RunModel, RunSpec } from '../../../../src-main/contract/run.ts'
import { openExperiment } from '../../../../src-main/engine/experiment/run/experiment.ts'
import type { RunUnit } from '../../../../src-main/engine/experiment/run/runner.ts'
import { readJournal } from '../../../../src-main/engine/experiment/run/journal.ts'
import { problemsOf } from '../../../../src-main/engine/experiment/run/plan.ts'
import { eventsOf, headerOf, PROBLEMS, specOf, treeOf } from '../experiments.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-experiment-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const quick: RunUnit = async (spec, signal) => {
  await Promise.resolve()
  signal.throwIfAborted()
  return eventsOf(spec)
}

function open(run: RunUnit = quick, { at = folder, concurrency = 2, spec = specOf() } = {}) {
  const problems = problemsOf(spec, PROBLEMS)
  return openExperiment({ folder: at, header: headerOf(spec), problems, run, concurrency, changed: () => undefined })
}

/** A run of MCTS whose expansions of a tenth of a second find one solution each: right ones first, then as many wrong ones. */
function expanded(spec: RunSpec): RunEvent[] {
  const count = Number(spec.parameters['expansions'])
  const events: RunEvent[] = []
  const say = (change: Change, seconds: number) => events.push({ sequence: events.length, seconds, change })
  for (let sample = 1; sample <= count; sample++) {
    say({ type: 'cost', cost: { ...NO_COST, samples: sample } }, (sample - 1) / 10)
    const answer = sample <= 2 ? '1' : '9'
    const known = { depth: 1, text: '', tokenIds: [], logProbabilities: [], answer, correct: answer === '1' }
    say({ type: 'node-added', node: { id: sample, parent: 0, ending: 'answer', ...known } }, sample / 10)
    say({ type: 'node-scored', node: sample, reward: sample <= 2 ? 0.2 : 0.3 }, sample / 10)
  }
  const chosen = { by: 'weighted', node: count, answer: '9', correct: false, votes: [] } as const
  say({ type: 'chosen', ...chosen, votes: [...chosen.votes] }, count / 10)
  say({ type: 'state', state: 'done', error: null }, count / 10)
  return events
}

const resultsOf = (at = folder) => readFileSync(join(at, 'results.jsonl'), 'utf8')

describe('an experiment', () => {
  it('runs every unit once, keeps each, and writes the results in the order of the plan', async () => {
    const experiment = open()
    expect(experiment.progress()).toMatchObject({ state: 'ready', done: 0, units: 96 })
    experiment.start()
    await experiment.settled()
    expect(experiment.progress()).toMatchObject({ state: 'done', done: 96, remaining: 0, error: null })
    const cells = experiment.progress().cells
    expect(cells).toHaveLength(8)
    expect(cells.every(({ done, units }) => done === 12 && units === 12)).toBe(true)
    expect(cells.map(({ right }) => right === null)).toEqual([true, false, false, false, true, false, false, false])
    const lines = resultsOf().trim().split('\n')
    expect(lines).toHaveLength(97)
    expect(lines.join('')).not.toContain('seconds')
    await experiment.close()
  })

  it('does not depend on how many run at once or in which order', async () => {
    const other = join(folder, 'other')
    const one = open()
    one.start()
    await one.settled()
    await one.close()
    const two = open(
      async (spec, signal) => {
        await new Promise((resolve) => setTimeout(resolve, spec.seed % 3))
        return quick(spec, signal)
      },
      { at: other, concurrency: 5 },
    )
    two.prefer({ policy: 'large', method: 3, budget: 4 })
    two.start()
    await two.settled()
    await two.close()
    const first = readJournal(other).entries[0]!.result
    expect([first.policy, first.method, first.budget]).toEqual(['large', 3, 4])
    expect(resultsOf(other)).toBe(resultsOf())
  })

  it('shares the seconds of the machine among the runs at once, so that they add up to its time', async () => {
    let clock = 0
    const problems = problemsOf(specOf(), PROBLEMS)
    const experiment = openExperiment({
      ...{ folder, header: headerOf(specOf()), problems, concurrency: 3, changed: () => undefined, now: () => clock },
      async run(spec, signal) {
        await new Promise((resolve) => setTimeout(resolve, spec.seed % 4))
        clock += 1
        return quick(spec, signal)
      },
    })
    experiment.start()
    await experiment.settled()
    const seconds = experiment.entries().map((entry) => entry.seconds)
    expect(Math.min(...seconds)).toBeGreaterThan(0)
    expect(seconds.reduce((all, one) => all + one, 0)).toBeCloseTo(96, 6)
    expect(experiment.progress().seconds).toBeCloseTo(96, 6)
    await experiment.close()
  })

  it('pauses after what runs, cancels what runs, and goes on', async () => {
    const slow: RunUnit = (spec, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(eventsOf(spec)), 5)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason as Error)
        })
      })
    const experiment = open(slow)
    experiment.start()
    await new Promise((resolve) => setTimeout(resolve, 30))
    experiment.pause()
    await experiment.settled()
    const paused = experiment.progress()
    expect(paused.state).toBe('paused')
    expect(paused.done).toBeGreaterThan(0)
    expect(paused.done).toBeLessThan(96)
    experiment.start()
    await new Promise((resolve) => setTimeout(resolve, 12))
    experiment.cancel()
    // Begun again before what was stopped has ended: nothing is lost and nothing is called a failure.
    experiment.start()
    await experiment.settled()
    expect(experiment.progress()).toMatchObject({ state: 'done', done: 96, error: null })
    await experiment.close()
  })

  it('goes on from what a kill left, a torn last line included', async () => {
    const whole = join(folder, 'whole')
    const reference = open(quick, { at: whole })
    reference.start()
    await reference.settled()
    await reference.close()

    const ran: RunSpec[] = []
    const text = readFileSync(join(whole, 'journal.jsonl'), 'utf8')
    const cut = join(folder, 'cut')
    for (const keep of [1, 1.5, 40.5, 96.5]) {
      const experiment = open(quick, { at: cut })
      await experiment.close()
      const lines = text.split('\n')
      const torn = lines.slice(0, Math.floor(keep)).join('\n') + '\n'
      writeFileSync(join(cut, 'journal.jsonl'), torn)
      if (keep % 1 > 0) appendFileSync(join(cut, 'journal.jsonl'), lines[Math.floor(keep)]!.slice(0, 50))
      ran.length = 0
      const again = open(
        (spec, signal) => {
          ran.push(spec)
          return quick(spec, signal)
        },
        { at: cut },
      )
      again.start()
      await again.settled()
      await again.close()
      expect(ran).toHaveLength(96 - (Math.floor(keep) - 1))
      expect(resultsOf(cut)).toBe(resultsOf(whole))
      rmSync(cut, { recursive: true })
    }
  })

  it('reads the smaller budgets of an anytime method off the run of the largest', async () => {
    const spec = specOf({ methods: [{ method: 'rebase' }, { method: 'mcts' }], budgets: [1, 2, 4], seeds: [1] })
    const ran: RunSpec[] = []
    const mcts: RunUnit = (run, signal) => {
      if (run.method === 'mcts') ran.push(run)
      return run.method === 'mcts' ? Promise.resolve(expanded(run)) : quick(run, signal)
    }
    const experiment = open(mcts, { spec })
    experiment.prefer({ policy: 'large', method: 1, budget: 2 })
    experiment.start()
    await experiment.settled()
    expect(ran.map(({ parameters }) => parameters['expansions'])).toEqual(Array(12).fill(4))
    expect(ran[0]!.policy).toBe('large')
    expect(experiment.progress()).toMatchObject({ state: 'done', done: 72, units: 72 })
    const first = experiment.entries().filter(({ result }) => result.problem === 'L1-1' && result.policy === 'small')
    const own = first.filter(({ result }) => result.method === 1)
    expect(own.map(({ result }) => [result.budget, result.answer, result.cost.samples])).toEqual([
      [1, '1', 1],
      [2, '1', 2],
      [4, '9', 4],
    ])
    const [one, two, four] = own.map(({ seconds }) => seconds)
    expect(one! / four!).toBeCloseTo(0.1 / 0.4, 9)
    expect(two! / four!).toBeCloseTo(0.2 / 0.4, 9)
    const whole = resultsOf()
    await experiment.close()

    // Torn apart between the units of one run: the run is done again, and nothing is there twice.
    const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trim().split('\n')
    const before = lines.findIndex((line) => line.includes('"budget":4') && line.includes('"method":1'))
    writeFileSync(join(folder, 'journal.jsonl'), `${lines.slice(0, before).join('\n')}\n`)
    rmSync(join(folder, 'results.jsonl'))
    const again = open(mcts, { spec })
    again.start()
    await again.settled()
    expect(again.progress()).toMatchObject({ state: 'done', done: 72 })
    expect(resultsOf()).toBe(whole)
    await again.close()
  })

  it('writes the results at last where only that had failed', async () => {
    const results = join(folder, 'results.jsonl')
    mkdirSync(`${results}.part`)
    const experiment = open()
    experiment.start()
    await experiment.settled()
    expect(experiment.progress()).toMatchObject({ state: 'failed', done: 96, error: { code: 'store-failed' } })
    await experiment.close()
    rmSync(`${results}.part`, { recursive: true })
    const again = open(() => Promise.reject(new Error('nothing is left to run')))
    again.start()
    await again.settled()
    expect(again.progress()).toMatchObject({ state: 'done', done: 96 })
    expect(resultsOf().trim().split('\n')).toHaveLength(97)
    await again.close()
  })

  it('stops with the reason where a run fails, and keeps what was done', async () => {
    let left = 10
    const failing: RunUnit = async (spec, signal) => {
      if (left-- === 0) {
        throw new EspalierError({ code: 'model-missing', message: 'The model is gone.', advice: 'Restore it.' })
      }
      return quick(spec, signal)
    }
    const experiment = open(failing)
    experiment.start()
    await experiment.settled()
    expect(experiment.progress()).toMatchObject({ state: 'failed', error: { message: 'The model is gone.' } })
    const { done } = experiment.progress()
    expect(readJournal(folder).entries).toHaveLength(done)
    left = 1000
    experiment.start()
    await experiment.settled()
    expect(experiment.progress().state).toBe('done')
    await experiment.close()
  })

  it('refuses a second writer, another specification and other models', async () => {
    const experiment = open()
    expect(() => open()).toThrow(/in use/)
    await experiment.close()
    expect(() => open(quick, { spec: specOf({ budgets: [2] }) })).toThrow(/its specification differ/)
    const problems = problemsOf(specOf(), PROBLEMS)
    const openWith = (policy: Partial<RunModel>, at = folder) => {
      const header = headerOf(specOf())
      Object.assign(header.policies[0]!, policy)
      return openExperiment({ folder: at, header, problems, run: quick, concurrency: 1, changed: () => undefined })
    }
    expect(() => openWith({ sha256: 'another' })).toThrow(/its models differ/)
    // A checksum that only one of the two knows tells nothing.
    await openWith({ checksum: 'one' }).close()
    const other = join(folder, 'other')
    await openWith({ checksum: 'one' }, other).close()
    expect(() => openWith({ checksum: 'two' }, other)).toThrow(/its models differ/)
    // A server is known by the name of its model, a model here by its files.
    await openWith({ name: 'Another name' }).close()
    const served = join(folder, 'served')
    await openWith({ sha256: null, name: 'one' }, served).close()
    expect(() => openWith({ sha256: null, name: 'two' }, served)).toThrow(/its models differ/)
    await open().close()
  })

  it('says which lines of the journal it leaves out, and runs their units again', async () => {
    const experiment = open()
    experiment.start()
    await experiment.settled()
    await experiment.close()
    const results = resultsOf()
    const path = join(folder, 'journal.jsonl')
    const lines = readFileSync(path, 'utf8').split('\n')
    lines[5] = lines[5]!.replace('"answer":', '"answer" :')
    writeFileSync(path, lines.join('\n'))
    rmSync(join(folder, 'results.jsonl'))
    let runs = 0
    const again = open((spec, signal) => {
      runs += 1
      return quick(spec, signal)
    })
    expect(again.notice?.message).toMatch(/^Line 6 of the experiment's journal is damaged/)
    again.start()
    await again.settled()
    await again.close()
    expect([runs, resultsOf()]).toEqual([1, results])
  })

  it('refuses problems with edited texts or references, as far as both know them', async () => {
    const problems = problemsOf(specOf(), PROBLEMS)
    const begin = (problemsChecksum?: string) => {
      const header = { ...headerOf(specOf()), ...(problemsChecksum === undefined ? {} : { problemsChecksum }) }
      return openExperiment({ folder, header, problems, run: quick, concurrency: 1, changed: () => undefined })
    }
    await begin('a').close()
    expect(() => begin('b')).toThrow(/its problems differ/)
    await begin().close()
    await begin('a').close()
  })

  it('says that a folder cannot be written', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => open(quick, { at: join(folder, 'file', 'inside') })).toThrow(/cannot be written/)
  })

  it('answers of a point are those of its run: the first solutions of the pool for a vote', async () => {
    const experiment = open()
    experiment.start()
    await experiment.settled()
    const results = experiment
      .entries()
      .toSorted((a, b) => a.unit - b.unit)
      .map(({ result }) => result)
    const searched = experiment.answers({ policy: 'large', method: 3, budget: 4 })
    expect(searched).toHaveLength(12)
    const same = results.filter(({ policy, method, budget }) => policy === 'large' && method === 3 && budget === 4)
    expect(searched.map(({ answer }) => answer)).toEqual(same.map(({ answer }) => answer))
    for (const { run, answer } of experiment.answers({ policy: 'small', method: 1, budget: 1 })) {
      expect(run).toMatchObject({ method: 'majority', parameters: { width: 1 }, verifier: null })
      expect(treeOf(run!).nodes[1]!.answer).toBe(answer)
    }
    for (const { correct, run } of experiment.answers({ policy: 'small', method: 2, budget: 4 })) {
      expect(run).toMatchObject({ method: 'weighted', verifier: 'judge' })
      // A right solution has 0.9, three wrong ones 0.3 together: one right solution of four wins the weighted vote.
      expect(correct).toBe([0, 1, 2, 3].some((place) => (run!.seed + place) % 3 === 0))
    }
    expect(() => experiment.answers({ policy: 'small', method: 9, budget: 1 })).toThrow(/no such point/)
    await experiment.close()
  })
})
