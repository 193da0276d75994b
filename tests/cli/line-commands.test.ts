// The commands that other programs call: JSON Lines in, JSON Lines out.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { METHODS } from '../../src-main/contract/method.ts'
import { espalier } from './espalier.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-lines-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const lines = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

const objects = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)

describe('espalier methods', () => {
  it('lists every method with its parameters, for people and for programs', async () => {
    const { stdout } = await espalier(['methods', '--no-json'])
    for (const { id, name } of METHODS) expect(stdout).toContain(`${id}: ${name}. `)
    expect(stdout).toMatch(/--balance-temperature \(.* default 0\.1\)/)
    const table = objects((await espalier(['methods', '--json'])).stdout)
    expect(table).toEqual(JSON.parse(JSON.stringify(METHODS)))
    // A program that reads standard output gets JSON Lines without asking.
    expect(objects((await espalier(['methods'])).stdout)).toEqual(table)
  })
})

describe('espalier allocate', () => {
  it.each([
    ['official', '0.1', '4', ['0.9', '0.8', '0.1', '0.05'], [3, 1, 0, 0]],
    ['official', '0.2', '16', ['0.3', '0.9'], [0, 16]],
    ['paper', '0.2', '16', ['0.3', '0.9'], [1, 15]],
  ])('%s, T %s, B %s: %j -> %j', async (rule, temperature, budget, rewards, widths) => {
    const flags = ['--rule', rule, '--temperature', temperature, '--budget', budget]
    const { code, stdout, stderr } = await espalier(['allocate', ...flags, ...rewards])
    expect([code, objects(stdout), stderr]).toEqual([0, [{ widths }], ''])
  })

  it('reads lines, keeps their order, reports bad ones by number and goes on', async () => {
    const input =
      lines([{ scores: [0.5, 0.5, 0.5, 0.5], budget: 6, t_b: 0.2 }]) +
      '{"scores": [0.5,\n\n' +
      lines([{ scores: [1], budget: -1 }, { scores: ['a'], budget: 1 }, { budget: 1 }]) +
      JSON.stringify({ scores: [0.3, 0.9], budget: 16, t_b: 0.2 })
    const { code, stdout, stderr } = await espalier(['allocate', '--in', '-'], { input })
    expect(objects(stdout)).toEqual([{ widths: [1, 1, 2, 2] }, { widths: [0, 16] }])
    expect(stderr.match(/^Line \d+/gm)).toEqual(['Line 2', 'Line 4', 'Line 5', 'Line 6'])
    expect(stderr).toMatch(/Line 5: field “scores.0”/)
    expect(code).toBe(1)
  })

  it.each([
    [['--budget', '4'], /no rewards/],
    [['0.5'], /no budget/],
    [['--budget', '4', 'high'], /“high” is not a reward/],
    [['--budget', '4', '--temperature', '0', '0.5'], /greater than 0/],
    [['--budget', '1.5', '0.5'], /whole number/],
    [['--budget', '9007199254740992', '0.5'], /below 2\^53/],
    [['--budget', '4', '--temperature', '1e400', '0.5'], /must be a number/],
    [['--budget', '4', '--rule', 'half', '0.5'], /official, paper/],
    [['--budget', '4', 'NaN'], /“NaN” is not a reward/],
    [['--budget', '4', '--in', '-', '0.5'], /twice/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await espalier(['allocate', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it.each([
    ['negative rewards', ['--budget', '4', '-0.5', '0.3'], [0, 4]],
    ['a budget of 0', ['--budget', '0', '0.5', '0.6'], [0, 0]],
    ['the smallest temperature', ['--temperature', '1e-300', '--budget', '3', '0.5', '0.5', '0.4'], [1, 2, 0]],
    ['the largest temperature', ['--temperature', '1e308', '--budget', '4', '0.5', '0.7', '0.1'], [1, 2, 1]],
    ['rewards far apart', ['--budget', '5', '1e308', '-1e308'], [5, 0]],
    ['flags behind the rewards', ['0.3', '0.9', '--rule=paper', '--temperature=0.2', '--budget=16'], [1, 15]],
  ])('takes %s', async (_, args, widths) => {
    const { code, stdout, stderr } = await espalier(['allocate', ...args])
    expect([code, objects(stdout), stderr]).toEqual([0, [{ widths }], ''])
  })

  it('hands out the largest budget to the last child', async () => {
    const { stdout } = await espalier(['allocate', '--budget', '9007199254740991', '0.5', '0.5', '0.2'])
    const [{ widths }] = objects(stdout) as [{ widths: number[] }]
    expect(widths.reduce((sum, width) => sum + BigInt(width), 0n)).toBe(9007199254740991n)
  })

  it('reads CRLF and empty lines', async () => {
    const path = file(
      'crlf.jsonl',
      '{"scores":[0.3,0.9],"budget":16,"t_b":0.2}\r\n\r\n{"scores":[],"budget":2,"t_b":1}',
    )
    const { code, stdout, stderr } = await espalier(['allocate', '--in', path])
    expect([code, stdout, stderr]).toEqual([0, '{"widths":[0,16]}\n{"widths":[]}\n', ''])
  })

  it('says that a file is missing', async () => {
    const { code, stderr } = await espalier(['allocate', '--in', join(folder, 'none')])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be read/) as string])
  })
})

describe('espalier extract and grade', () => {
  it('writes the answer or null, whatever separators the text holds', async () => {
    const texts = ['So \\boxed{\\frac{1}{2}}.', 'The answer is: 12\u2028', 'Nothing said, 7 perhaps']
    const input = `\uFEFF${lines(texts.map((text) => ({ text })))}`
    const plain = await espalier(['extract', '--in', '-'], { input })
    expect(objects(plain.stdout)).toEqual([{ answer: '\\frac{1}{2}' }, { answer: '12' }, { answer: null }])
    expect([plain.code, plain.stderr]).toEqual([0, ''])
    const last = await espalier(['extract', '--last-number', '--in', '-'], { input })
    expect(objects(last.stdout)[2]).toEqual({ answer: '7' })
  })

  it('is strict between candidates and lenient against a reference', async () => {
    const input = lines([
      { a: '\\frac12', b: '0.5' },
      { a: '10\\%', b: '0.1' },
      { a: '1/2^99', b: '1/2^98' },
      { a: 3, b: '3.0' },
    ])
    const strict = await espalier(['grade', '--in', '-'], { input })
    expect(objects(strict.stdout)).toEqual([{ equal: true }, { equal: false }, { equal: false }, { equal: true }])
    const lenient = await espalier(['grade', '--reference', '--in', '-'], { input })
    expect(objects(lenient.stdout)[1]).toEqual({ equal: true })
  })

  it('compares numbers as they are written, of any size', async () => {
    const input =
      '{"a":12345678901234567890,"b":"12345678901234567891"}\n{"a":1e400,"b":"10^{400}"}\n' +
      '{"a":true,"b":"1"}\r\n{"a":"\\\\boxed{5}","b":5.0}\n{"a":"🙂","b":"🙂"}'
    const { code, stdout, stderr } = await espalier(['grade', '--in', '-'], { input })
    expect(objects(stdout)).toEqual([{ equal: false }, { equal: true }, { equal: true }, { equal: true }])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Line 3: field “a”/) as string])
  })

  it('extracts numbers as they are written', async () => {
    const input = '{"text":12345678901234567890}\n{"text":"#### 12345678901234567891"}\n'
    const { code, stdout } = await espalier(['extract', '--last-number', '--in', '-'], { input })
    expect([code, stdout]).toEqual([0, '{"answer":"12345678901234567890"}\n{"answer":"12345678901234567891"}\n'])
  })

  it('reads a line of many chunks in no time', async () => {
    const path = file('long.jsonl', lines([{ text: `${'x'.repeat(2 ** 25)} #### 7` }]))
    const { stdout } = await espalier(['extract', '--in', path])
    expect(stdout).toBe('{"answer":"7"}\n')
  })

  it('writes each line as soon as it is read, and ends in order when nobody reads on', async () => {
    // The pipe is closed after the first answer, while 200,000 lines are still to come.
    const path = file('many.jsonl', lines(Array.from({ length: 200_000 }, (_, n) => ({ text: `#### ${n}` }))))
    const child = spawn(process.execPath, ['build/espalier.mjs', 'extract', '--in', path])
    const told: string[] = []
    child.stderr.on('data', (chunk) => told.push(String(chunk)))
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    child.stdout.destroy()
    const [code] = (await once(child, 'exit')) as [number]
    expect(first.toString('utf8', 0, 15)).toBe('{"answer":"0"}\n')
    expect([code, told.join('')]).toEqual([0, ''])
  })
})

describe('espalier vote', () => {
  // Worked by hand. Problem 1, reference 4: rewards of 4: 0.9; of 5: 0.3 + 0.5. Problem 2, reference 7: one 7 with 0.2,
  // one 8 with 0.1 (last) or 0.8 (first step), one text without an answer.
  const solutions = [
    [
      ['The answer is: 4', [0.2, 0.9]],
      ['The answer is: 5', [0.9, 0.3]],
      ['\\boxed{5}', [0.6, 0.5]],
    ],
    [
      ['No idea', [1, 1]],
      ['#### 8', [0.8, 0.1]],
      ['#### 7', [0.1, 0.2]],
    ],
  ] as [string, number[]][][]
  const references = ['4', '7']
  const formats = {
    paper: solutions.map((one, id) => ({
      id,
      question: 'q',
      model_answer: one.map(([text, step_scores]) => ({ text, step_scores })),
      ground_truth_answer: references[id],
      total_tokens: 10,
    })),
    'search-and-learn': solutions.map((one, id) => ({
      problem: 'q',
      answer: references[id],
      completions: one.map(([text]) => text),
      scores: one.map(([, scores]) => scores),
    })),
    qwen: solutions.map((one, id) => ({
      gt: references[id],
      response: one.map(([text]) => text),
      pred_score: one.map(([, scores]) => scores),
    })),
  }

  const accuracy = async (path: string, ...flags: string[]) => {
    const { stdout } = await espalier(['vote', '--in', path, '--json', ...flags])
    const result = JSON.parse(stdout) as { accuracy: number; interval: [number, number]; problems: number }
    expect(Object.keys(result)).toEqual(['accuracy', 'interval', 'problems'])
    expect(result.problems).toBe(2)
    expect(result.interval[0]).toBeLessThanOrEqual(result.accuracy)
    expect(result.interval[1]).toBeGreaterThanOrEqual(result.accuracy)
    return result.accuracy
  }

  it.each(['paper', 'search-and-learn', 'qwen'] as const)('reads %s, named or told by its fields', async (format) => {
    const path = file('results.jsonl', lines(formats[format]))
    const flags = ['--by', 'weighted', '--aggregate', 'last']
    expect(await accuracy(path, ...flags, '--format', format)).toBe(1)
    expect(await accuracy(path, ...flags)).toBe(1)
  })

  it.each([
    ['majority', 'last', 0],
    ['weighted', 'last', 1],
    ['weighted', 'min', 0],
    ['weighted', 'prod', 0],
    ['weighted', 'mean', 0],
    ['best-of-n', 'last', 1],
    ['best-of-n', 'min', 0],
    ['best-of-n', 'prod', 0],
    ['best-of-n', 'mean', 0],
  ])('%s by %s is right for %d of the two', async (by, aggregate, expected) => {
    // Problem 1: min 4 -> 0.2, 5 -> 0.3 and 0.5; prod 0.18, 0.27 and 0.30; mean 0.55, 0.6 and 0.55: 5 wins all but `last`.
    // Problem 2: min 8 -> 0.1 and 7 -> 0.1, a tie that the first seen wins; prod 0.08, 0.02; mean 0.45, 0.15: 8 wins all but `last`.
    const path = file('results.jsonl', lines(formats.paper))
    expect(await accuracy(path, '--by', by, '--aggregate', aggregate)).toBe(expected)
  })

  it('takes the first N, or the mean over seeded subsets', async () => {
    const path = file('results.json', JSON.stringify(formats.paper, null, 1))
    expect(await accuracy(path, '--by', 'majority', '--n', '1')).toBe(0.5)
    expect(await accuracy(path, '--by', 'majority', '--n', '2')).toBe(0.5)
    const flags = ['--by', 'majority', '--n', '1', '--subsets', '3000']
    const mean = await accuracy(path, ...flags)
    expect(mean).toBeCloseTo(1 / 3, 1)
    expect(await accuracy(path, ...flags)).toBe(mean)
    expect(await accuracy(path, ...flags, '--seed', '2')).not.toBe(mean)
  })

  it('reads runs of Espalier, one after the other', async () => {
    const runs = ['L1-002', 'L1-003'].map(async (problem) => {
      const out = join(folder, `${problem}.espalier.jsonl`)
      const run = ['run', '--method', 'majority', '--width', '3', '--problem-id', problem, '--out', out, '--json']
      const { stdout } = await espalier(run)
      return { text: readFileSync(out, 'utf8'), correct: (JSON.parse(stdout) as { correct: boolean }).correct }
    })
    const both = await Promise.all(runs)
    const path = file('runs.jsonl', both.map(({ text }) => text).join(''))
    expect(await accuracy(path, '--by', 'majority')).toBe(both.filter(({ correct }) => correct).length / 2)
  })

  it('reads an array from standard input, scores that are missing, and lines after a bad first one', async () => {
    const unscored = { ...formats.paper[0], model_answer: [{ text: '\\boxed{4}', step_scores: null }] }
    const input = JSON.stringify([unscored, { x: 1 }], null, 1)
    const array = await espalier(['vote', '--in', '-', '--json'], { input })
    expect(JSON.parse(array.stdout)).toMatchObject({ accuracy: 1, problems: 1 })
    expect(array.stderr).toMatch(/^Record 2: .*\nThere are solutions without scores.*\(1 of 1 problems\)\n$/)
    expect(array.code).toBe(1)
    const bad = `[1]\r\n${lines([{ gt: 4, response: ['#### 4'], pred_score: null }])}`
    const mixed = await espalier(['vote', '--in', '-', '--by', 'majority', '--n', '2', '--json'], { input: bad })
    expect(JSON.parse(mixed.stdout)).toMatchObject({ accuracy: 1, problems: 1 })
    expect(mixed.stderr).toMatch(/^Line 1: .*\nThere are fewer than 2 solutions.*\n$/)
    const broken = await espalier(['vote', '--in', '-'], { input: '[\n {"id": 0,\n' })
    expect([broken.code, broken.stdout]).toEqual([1, ''])
    expect(broken.stderr).toMatch(/begins like a JSON array/)
  })

  it.each([
    ['a line', (row: string) => row],
    ['an array', (row: string) => `[${row}]`],
  ])('tells references of twenty digits apart, in %s', async (_, written) => {
    const rowOf = (reference: string) => `{"gt":${reference},"response":["#### 12345678901234567891"]}`
    const right = await espalier(['vote', '--by', 'majority', '--json', '--in', '-'], {
      input: written(rowOf('12345678901234567891')),
    })
    const wrong = await espalier(['vote', '--by', 'majority', '--json', '--in', '-'], {
      input: written(rowOf('12345678901234567890')),
    })
    expect([right, wrong].map(({ stdout }) => (JSON.parse(stdout) as { accuracy: number }).accuracy)).toEqual([1, 0])
  })

  it('reports bad records by number and counts the rest', async () => {
    const short = { ...formats.qwen[0], pred_score: [[0.5]] }
    const path = file('bad.jsonl', `nonsense\n${lines([short, { a: 1 }, formats.qwen[0]])}`)
    const { code, stdout, stderr } = await espalier(['vote', '--in', path, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, problems: 1 })
    expect(stderr.match(/^Line \d+/gm)).toEqual(['Line 1', 'Line 2', 'Line 3'])
    expect(stderr).toMatch(/3 solutions, but “pred_score” has 1/)
    expect(code).toBe(1)
    const none = await espalier(['vote', '--in', file('none.jsonl', '')])
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/no problem with solutions/) as string])
  })

  const gsm8k = resolve(import.meta.dirname, '../../../shared/data/gsm8k_test.jsonl')
  const missing = !existsSync(gsm8k)
  it.skipIf(missing)(`agrees with GSM8K${missing ? ` (skipped: there is no file ${gsm8k})` : ''}`, async () => {
    const rows = readFileSync(gsm8k, 'utf8').trim().split('\n')
    const results = rows.map((row) => JSON.parse(row) as { answer: string })
    const path = file('gsm8k.jsonl', lines(results.map(({ answer }) => ({ gt: answer, response: [answer] }))))
    const { stdout } = await espalier(['vote', '--in', path, '--by', 'majority', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, problems: 1319 })
  })
})
