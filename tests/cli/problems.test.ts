// `espalier problems`, and the commands that take their problems from a dataset or a file.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DatasetInfo } from '../../src-main/contract/dataset.ts'
import { espalier } from './espalier.ts'

let folder: string
let environment: Record<string, string>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-cli-problems-'))
  environment = { ESPALIER_DATA: join(folder, 'data') }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const call = (...args: string[]) => espalier(args, { environment })
function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const SUMS = [
  '{"id": "one", "question": "Ada has 12 pens. She gives 3 away. How many pens does she have left?", "answer": "9", "level": 1}',
  'broken',
  '{"id": "two", "question": "Ada has 5 pens. She buys 4. How many pens does she have now?", "answer": "9", "level": 2}',
].join('\n')

describe('espalier problems', () => {
  it('adds a file under its name, lists it, and removes it but not the file', async () => {
    const path = file('My sums.jsonl', SUMS)
    const added = await call('problems', 'add', path)
    expect(added).toMatchObject({ code: 0, stderr: 'My sums.jsonl, line 2: this is not a JSON object.\n' })
    expect(added.stdout).toContain('My-sums  2 problems, 2 with a reference answer, 1 left out')
    const listed = JSON.parse((await call('problems', 'list', '--json')).stdout) as { datasets: DatasetInfo[] }
    expect(listed.datasets.map(({ id, problems }) => [id, problems])).toEqual([
      ['arithmetic-test', 500],
      ['My-sums', 2],
    ])
    expect((await call('problems', 'remove', 'My-sums')).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(SUMS)
    expect(readdirSync(join(folder, 'data', 'problems'))).toEqual([])
    expect(await call('problems', 'remove', 'My-sums')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no dataset “My-sums”.') as string,
    })
  })

  it('takes fields by name and shows a preview that keeps nothing', async () => {
    const path = file('odd.csv', 'text;result;mark\nWhat is 1 + 1?;2;Level 3\n')
    const refused = await call('problems', 'add', path)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('Say which is the question: “text”, “result”, “mark”.')
    const flags = ['--question', 'text', '--answer', 'result', '--level', 'mark']
    const preview = JSON.parse((await call('problems', 'add', path, ...flags, '--preview', '--json')).stdout) as object
    expect(preview).toMatchObject({
      format: 'Questions and answers, CSV',
      rows: [{ id: 'line-2', question: 'What is 1 + 1?', answer: '2', level: 3 }],
    })
    expect(existsSync(join(folder, 'data'))).toBe(false)
    const unknown = await call('problems', 'add', path, '--question', 'texts')
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no field “texts”') as string })
  })

  it.each([
    ['a name that leads out of the folder', ['--name', '../../x'], 2],
    ['a name that the catalog has', ['--name', 'arithmetic-test'], 2],
  ])('refuses %s', async (_, flags, code) => {
    const path = file('sums.jsonl', SUMS)
    expect((await call('problems', 'add', path, ...flags)).code).toBe(code)
    expect(readdirSync(folder)).toEqual(['sums.jsonl'])
  })

  it.each([
    ['missing.jsonl', 1, '“missing.jsonl” cannot be read.'],
    ['.', 2, 'is a folder, not a file.'],
  ])('refuses the path %s', async (name, code, message) => {
    const outcome = await call('problems', 'add', join(folder, name))
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toContain(message)
  })
})

describe('a command that takes problems', () => {
  it('finds them by the name of a dataset and by the path of a file', async () => {
    const path = file('sums.jsonl', SUMS)
    await call('problems', 'add', path, '--name', 'sums')
    const questionOf = async (...args: string[]) => {
      const { code, stdout } = await call('run', '--method', 'greedy', '--json', ...args)
      expect(code).toBe(0)
      return (JSON.parse(stdout) as { header: { spec: { problem: object } } }).header.spec.problem
    }
    expect(await questionOf('--problems', 'sums', '--problem-id', 'two')).toMatchObject({ id: 'two', dataset: 'sums' })
    expect(await questionOf('--problems', 'sums')).toMatchObject({ id: 'one', dataset: 'sums' })
    expect(await questionOf('--problems', path, '--problem-id', 'two')).toMatchObject({ id: 'two', dataset: 'file' })
    expect(await call('run', '--problems', 'sums', '--problem-id', 'three')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no problem “three” in “sums”.') as string,
    })
    expect(await call('run', '--problems', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is neither a dataset nor a file “nowhere”.') as string,
    })
  })

  it('draws a stratified part of them by the seed', async () => {
    const evaluated = async (seed: string) => {
      const out = join(folder, `${seed}.jsonl`)
      const flags = ['--problems', 'arithmetic-test', '--limit', '10', '--stratified', '--method', 'greedy']
      expect((await call('evaluate', ...flags, '--seed', seed, '--out', out)).code).toBe(0)
      const lines = readFileSync(out, 'utf8').trimEnd().split('\n').slice(1)
      return lines.map((line) => JSON.parse(line) as { id: string; level: number })
    }
    const [first, second] = [await evaluated('1'), await evaluated('2')]
    expect(first.map(({ level }) => level)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    expect(second.map(({ level }) => level)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    expect(first.map(({ id }) => id)).not.toEqual(second.map(({ id }) => id))
  })

  it('is an experiment that names the dataset', async () => {
    await call('problems', 'add', file('sums.jsonl', SUMS), '--name', 'sums')
    const spec = {
      schema: 'espalier-experiment',
      version: 1,
      name: 'Sums',
      problems: { dataset: 'sums', limit: 1, stratified: true, seed: 3 },
      policies: ['arithmetic-policy-400k'],
      methods: [{ method: 'greedy' }],
      budgets: [1],
    }
    const out = join(folder, 'out')
    const { code, stdout } = await call('experiment', file('spec.json', JSON.stringify(spec)), '--out', out, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ points: [{ problems: 1 }] })
  })
})
