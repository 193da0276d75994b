// Solutions of a file as an experiment that is done: its votes against figures that a few lines of Python give by themselves, its
// answers and trees, what stays unknown, and the way back into the paper's format.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallArgument } from '../../../src-main/contract/api.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'

let folder: string
let engine: Engine

const open = () => createEngine({ host: 'cli', dataFolder: folder, modelsFolder: resolve('models'), version: '1' })
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-imported-'))
  engine = await open()
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

/** 40 problems of 8 solutions of 3 steps, by formulas that Python repeats; every fifth solution states no answer. */
const answerOf = (p: number, s: number) => (p * 7 + s * s * 3 + p * s) % 3
const PROBLEMS = Array.from({ length: 40 }, (_, p) => ({
  id: p,
  question: `Problem ${p}?`,
  ground_truth_answer: String((p * p) % 3),
  total_tokens: 800,
  model_answer: Array.from({ length: 8 }, (_, s) => ({
    text: `Problem ${p}? Step 1: a ки\nStep 2: b${s} ки\nStep 3: ${(p + s) % 5 === 0 ? 'no idea' : `The answer is: ${answerOf(p, s)}`} ки`,
    num_gen_tokens: 100,
    step_scores: [0, 1, 2].map((k) => ((p * p * 31 + s * s * 17 + k * k * 13 + p * s * (k + 1) * 7 + 11) % 97) / 97),
  })),
}))
/** Accuracies at 1, 2, 4 and 8 samples, by Python over every subset. */
const PYTHON: [method: string, aggregate: string, number[]][] = [
  ['majority', 'last', [0.475, 0.58661, 0.6225, 0.7]],
  ['best-of-n', 'last', [0.475, 0.59821, 0.63571, 0.675]],
  ['best-of-n', 'min', [0.475, 0.58393, 0.57571, 0.55]],
  ['best-of-n', 'prod', [0.475, 0.58661, 0.58929, 0.575]],
  ['best-of-n', 'mean', [0.475, 0.59018, 0.60714, 0.6]],
  ['weighted', 'last', [0.475, 0.59821, 0.65179, 0.75]],
  ['weighted', 'min', [0.475, 0.58393, 0.59821, 0.625]],
  ['weighted', 'prod', [0.475, 0.58661, 0.60179, 0.6]],
  ['weighted', 'mean', [0.475, 0.59018, 0.61679, 0.675]],
]

const AS = { name: 'Theirs', policy: 'theirs', independent: true, aggregates: ['last', 'min', 'prod', 'mean'] } as const
async function keep(as: Partial<CallArgument<'results.solutions'>['as']> = {}, problems: unknown = PROBLEMS) {
  const upload = { file: 'theirs.json', bytes: bytes(problems) }
  const { experiment } = await engine.call('results.solutions', {
    ...upload,
    as: { ...AS, aggregates: [...AS.aggregates], ...as },
  })
  return experiment!
}

describe('imported solutions', () => {
  it('vote as Python counts it, at every number of samples; a cost that nobody tells is not known', async () => {
    const preview = await engine.call('results.preview', { file: 'theirs.json', bytes: bytes(PROBLEMS) })
    expect(preview).toMatchObject({
      kind: 'solutions',
      problems: 40,
      solutions: { least: 8, most: 8 },
      rewards: 3,
      tokens: true,
      independent: true,
    })
    const id = await keep()
    const { points, methods, header } = await engine.call('experiments.summary', { id })
    expect(methods.map(({ method, parameters }) => [method, parameters['aggregate'] ?? 'last'])).toEqual(
      PYTHON.map(([method, aggregate]) => [method, aggregate]),
    )
    for (const [place, [, , wanted]] of PYTHON.entries()) {
      const own = points.filter(({ method }) => method === place)
      expect(own.map(({ budget }) => budget)).toEqual([1, 2, 4, 8])
      // All 8 are one subset; fewer are the mean over 64 subsets a problem, whose standard error is below 0.01.
      expect(own.at(-1)!.accuracy.value).toBeCloseTo(wanted.at(-1)!, 10)
      for (const [at, { accuracy }] of own.entries()) expect(Math.abs(accuracy.value - wanted[at]!)).toBeLessThan(0.03)
      expect(own.every(({ accuracy: { low, value, high } }) => low < value && value < high)).toBe(true)
    }
    const unknown = { paper: null, policyAndVerifier: null, distinct: null, exact: null, seconds: null }
    expect(points.every(({ cost }) => JSON.stringify(cost) === JSON.stringify(unknown))).toBe(true)
    expect(header).toMatchObject({ imported: { file: 'theirs.json', independent: true }, verifier: { device: 'file' } })
    const { experiments } = await engine.call('experiments.list', {})
    expect(experiments[0]).toMatchObject({
      name: 'Theirs',
      state: 'done',
      done: 40,
      units: 40,
      imported: { file: 'theirs.json' },
    })
    await expect(engine.call('experiments.resume', { id })).rejects.toThrow(/nothing to be run/)
  })

  it('cost 2·P·T where the parameters are told, and nothing else is', async () => {
    const id = await keep({ parameters: 7_000_000_000, aggregates: ['last'] })
    const { points } = await engine.call('experiments.summary', { id })
    for (const { budget, cost } of points) {
      expect(cost.paper).toBeCloseTo(2 * 7e9 * 100 * budget, -6)
      expect({ ...cost, paper: null }).toEqual({
        paper: null,
        policyAndVerifier: null,
        distinct: null,
        exact: null,
        seconds: null,
      })
    }
    const silent = PROBLEMS.map(({ total_tokens: _, ...problem }) => problem)
    await expect(keep({ parameters: 7_000_000_000 }, silent)).rejects.toThrow(/does not tell the generated tokens/)
  })

  it('that are the ends of one search are one point', async () => {
    const id = await keep({ independent: false, aggregates: ['last'] })
    const { points } = await engine.call('experiments.summary', { id })
    expect(points.map(({ method, budget, accuracy }) => [method, budget, accuracy.value])).toEqual([
      [0, 8, 0.7],
      [1, 8, 0.675],
      [2, 8, 0.75],
    ])
  })

  it('have answers and trees, which another engine finds again', async () => {
    const id = await keep({ aggregates: ['last'] })
    const point = { policy: 'theirs', method: 2, budget: 8 }
    const { answers } = await engine.call('experiments.answers', { id, ...point })
    expect(answers.filter(({ correct }) => correct)).toHaveLength(30)
    expect(answers.every(({ run }) => run === null)).toBe(true)
    await engine.close()
    engine = await open()
    expect((await engine.call('experiments.answers', { id, ...point })).answers).toEqual(answers)
    for (const { problem, answer, correct } of answers.slice(0, 6)) {
      const { id: run } = await engine.call('experiments.tree', { id, ...point, problem: problem.id })
      const { header, events } = await engine.call('runs.open', { id: run })
      const tree = foldChanges(events.map(({ change }) => change))
      expect(tree.chosen).toMatchObject({ by: 'weighted', answer, correct })
      expect(tree.nodes.filter(({ ending }) => ending !== null)).toHaveLength(8)
      expect(header.imported).toEqual({
        file: 'theirs.json',
        format: 'the paper’s code, JSON',
        place: `problem ${problem.id}`,
        rewards: 'model',
      })
      expect((await engine.call('experiments.tree', { id, ...point, problem: problem.id })).id).toBe(run)
    }
    const { total, runs } = await engine.call('runs.list', { query: 'theirs.json' })
    expect([total, runs[0]!.imported?.format]).toEqual([6, 'the paper’s code, JSON'])
    await expect(engine.call('experiments.tree', { id, ...point, problem: 'x' })).rejects.toThrow(/no such problem/)
  })

  it('go back into the paper’s format, where its script finds the same answers', async () => {
    const id = await keep({ aggregates: ['last'] })
    await expect(engine.call('experiments.export', { id, format: 'paper' })).rejects.toThrow(
      /holds the solutions of one point/,
    )
    const { text } = await engine.call('experiments.export', {
      id,
      format: 'paper',
      point: { policy: 'theirs', method: 0, budget: 8 },
    })
    const written = JSON.parse(text) as typeof PROBLEMS
    expect(
      written.map(({ id, question, ground_truth_answer, total_tokens }) => ({
        id,
        question,
        ground_truth_answer,
        total_tokens,
      })),
    ).toEqual(
      PROBLEMS.map(({ id, question, ground_truth_answer, total_tokens }) => ({
        id: String(id),
        question,
        ground_truth_answer,
        total_tokens,
      })),
    )
    for (const [p, { model_answer }] of written.entries()) {
      for (const [s, { text, step_scores, num_gen_tokens }] of model_answer.entries()) {
        expect(step_scores).toEqual(PROBLEMS[p]!.model_answer[s]!.step_scores)
        expect(num_gen_tokens).toBe(100)
        expect(text.split(' ки')).toHaveLength(4)
        // What math_evaluate.py looks for.
        const found = /The answer is:(.+) ки/.exec(text)?.[1]?.trim() ?? null
        expect(found).toBe((p + s) % 5 === 0 ? null : String(answerOf(p, s)))
      }
    }
    const again = await keep({ aggregates: ['last'] }, written)
    const accuracies = async (one: string) =>
      (await engine.call('experiments.summary', { id: one })).points.map(({ accuracy }) => accuracy.value)
    expect(await accuracies(again)).toEqual(await accuracies(id))
  })

  it('leave out what is no problem, and keep nothing where none is left', async () => {
    const [first] = PROBLEMS
    const upload = { file: 'x.json', bytes: bytes([first, first, { ...PROBLEMS[1], model_answer: [] }]) }
    const preview = await engine.call('results.preview', upload)
    expect(preview.faults.map(({ message }) => message)).toEqual([
      'x.json, line 1, item 2: “0” is the id of line 1, item 1 already.',
      'x.json, line 1, item 3: it has no solutions.',
    ])
    await expect(keep({}, [{ ...PROBLEMS[1], model_answer: [] }])).rejects.toThrow(/holds no problem with solutions/)
    await expect(engine.call('results.trees', upload)).rejects.toThrow(/holds solutions of problems/)
    expect((await engine.call('experiments.list', {})).experiments).toEqual([])
  })
})
