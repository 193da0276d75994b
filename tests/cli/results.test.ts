// `espalier results`: files of other programs as experiments and trees, and runs and experiments in the format of the paper's code.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src-main/contract/event.ts'
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { readRunFile, writeRunFile } from '../../src-main/engine/history/run-file.ts'
import { espalier } from './espalier.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-cli-results-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const call = (...args: string[]) =>
  espalier(['results', ...args], { environment: { ESPALIER_DATA: join(folder, 'data') } })
function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Two problems of four samples: the last one alone is right, and has the best score. */
const LINES = [4, 9].map((right, idx) =>
  JSON.stringify({
    idx,
    question: `What is it, ${idx}?`,
    gt: String(right),
    response: [1, 1, 2, right].map((answer) => `So it is \\boxed{${answer}}.`),
    pred_score: [[0.1], [0.2], [0.3], [0.9]],
  }),
)

interface Written {
  id: string
  question: string
  ground_truth_answer: string
  model_answer: { text: string; step_scores: number[] }[]
}
const writtenIn = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Written[]
/** What math_evaluate.py of the paper's code looks for, its comma rule left out. */
const answersIn = ({ model_answer }: Written) =>
  model_answer.map(({ text }) => /The answer is:(.+) ки/.exec(text)?.[1]?.trim() ?? null)

describe('espalier results', () => {
  it('imports solutions with their reports, and writes a point of them in the paper’s format', async () => {
    const path = file('theirs.jsonl', `${LINES.join('\n')}\nbroken\n`)
    const shown = await call('show', path)
    expect(shown).toMatchObject({ code: 0, stderr: 'theirs.jsonl, line 3: this is not JSON.\n' })
    expect(shown.stdout).toMatch(
      /^Qwen2\.5-Math, JSON Lines: 2 problems, 4 solutions each, up to 1 scores a solution\n/,
    )

    const out = join(folder, 'experiment')
    const imported = await call('import', path, '--out', out, '--policy', 'Theirs', '--json')
    // A line was left out.
    expect(imported.code).toBe(1)
    const { points, methods } = JSON.parse(imported.stdout) as ExperimentSummary
    const whole = points.filter(({ budget }) => budget === 4)
    expect(whole.map(({ method, accuracy }) => [methods[method]!.method, accuracy.value])).toEqual([
      ['majority', 0],
      ['best-of-n', 1],
      ['weighted', 1],
    ])
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining([
        'answers.jsonl',
        'figure.svg',
        'journal.jsonl',
        'points.csv',
        'report.html',
        'table.tex',
      ]),
    )
    expect(readFileSync(join(out, 'figure.svg'), 'utf8')).toContain('Samples a problem')
    expect(await call('import', path, '--out', out)).toMatchObject({ code: 2, stdout: '' })

    const paper = join(folder, 'answers.json')
    expect(await call('paper', out, '--method', 'best-of-n', '--budget', '4', '--out', paper)).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(writtenIn(paper).map(answersIn)).toEqual([
      ['1', '1', '2', '4'],
      ['1', '1', '2', '9'],
    ])
    expect(writtenIn(paper)[0]!.model_answer.map(({ step_scores }) => step_scores)).toEqual([
      [0.1],
      [0.2],
      [0.3],
      [0.9],
    ])
    const unknown = await call('paper', out, '--budget', '3', '--out', paper)
    expect(unknown).toMatchObject({ code: 2, stderr: 'The experiment has no budget 3. It has: 1, 2, 4.\n' })
  })

  it('makes run files of labelled trees', async () => {
    const path = file(
      'labels.jsonl',
      ['a', 'b', 'c']
        .map((one) => JSON.stringify({ input: `${one}? Step 1: x ки`, label: `${one}? Step 1: x -` }))
        .join('\n'),
    )
    const out = join(folder, 'trees')
    const made = await call('trees', path, '--first', '2', '--count', '5', '--out', out)
    const files = [2, 3].map((place) => join(out, `labels-${place}.espalier.jsonl`))
    expect(made).toMatchObject({ code: 0, stdout: files.map((one) => `${one}\n`).join('') })
    const { record, truncated } = await readRunFile(files[0]!)
    expect(truncated).toBe(false)
    expect(record.header).toMatchObject({
      spec: { problem: { question: 'b?' } },
      imported: { place: 'line 2', rewards: 'automatic' },
    })
    expect(record.events[1]!.change).toEqual({ type: 'node-scored', node: 1, reward: 0 })
    expect(await call('import', path, '--out', out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Use espalier results trees.') as string,
    })
    expect(await call('trees', path, '--first', '9', '--out', out)).toMatchObject({ code: 2 })
  })

  it('writes our own runs so that the script finds their answers and scores', async () => {
    const out = join(folder, 'run.espalier.jsonl')
    const run = ['run', '--method', 'rebase', '--width', '6', '--problem-id', 'L2-010', '--out', out, '--json']
    const { stdout } = await espalier(run)
    const { tree } = JSON.parse(stdout) as {
      tree: { nodes: { ending: string | null; answer: string | null; depth: number }[] }
    }
    const ends = tree.nodes.filter(({ ending }) => ending !== null)
    const paper = join(folder, 'run.json')
    expect((await call('paper', out, '--out', paper)).code).toBe(0)
    const [written] = writtenIn(paper)
    expect(written!.model_answer).toHaveLength(ends.length)
    expect(answersIn(written!).sort()).toEqual(ends.map(({ answer }) => answer).sort())
    for (const { text, step_scores } of written!.model_answer) {
      expect(text.startsWith(`${written!.question}\nStep 1: `)).toBe(true)
      expect(text.split(' ки')).toHaveLength(step_scores.length + 1)
    }
    const shown = await call('show', paper)
    expect(shown.stdout).toMatch(/1 problems, \d solutions each.*\ntokens: told; taken as the ends of one search\n/)
  })

  it('refuses the solutions of a run that was steered by hand', async () => {
    const out = join(folder, 'steered.espalier.jsonl')
    await espalier(['run', '--method', 'majority', '--width', '2', '--problem-id', 'L1-001', '--out', out])
    const { record } = await readRunFile(out)
    const { seconds, sequence } = record.events.at(-1)!
    const change: Change = { type: 'steered', act: { verb: 'prune', node: 1 }, added: [] }
    await writeRunFile(out, { ...record, events: [...record.events, { sequence: sequence + 1, seconds, change }] })
    const refused = await call('paper', out, '--out', join(folder, 'refused.json'))
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('was steered by hand') as string })
  })
})
