// Evaluations whose results can be trusted: problems that cannot be run, servers that refuse, kills, files of something else.
// On the real embedded models and a scripted server. ESPALIER_KILLS sets how often an evaluation is killed at a random moment.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SERVED_MODEL, scriptedModels, startModelServer } from '../doubles/model-server.ts'
import type { ModelServer, ServerCall, ServerReply } from '../doubles/model-server.ts'
import { espalier } from './espalier.ts'
import type { Outcome } from './espalier.ts'

const KILLS = Number(process.env['ESPALIER_KILLS'] ?? 2)

interface Row {
  id: string | number
  question: string
  answer: string
}

const lines = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const read = (path: string) => readFileSync(path, 'utf8')
/** The lines of an evaluation behind its header. */
const linesOf = (path: string) => read(path).split('\n').slice(1).filter(Boolean)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-evaluate-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, values: unknown[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines(values))
  return path
}

/** Starts `espalier` in a process group of its own, which a signal reaches as a whole. */
function start(args: string[]): ChildProcess {
  const options = { detached: true, stdio: 'ignore' } as const
  return spawn(process.execPath, [resolve('build/espalier.mjs'), ...args], options)
}

async function signalled(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit')
  if (child.exitCode === null) process.kill(-child.pid!, signal)
  else return child.exitCode
  const [code] = (await ended) as [number | null]
  return code
}

describe('an evaluation with three bad problems among a hundred', () => {
  let place: string
  let problems: string
  let whole: string
  let good: string[]
  let first: Outcome
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'espalier-evaluate-bad-'))
    const rows = read('models/problems/test.jsonl').trim().split('\n').slice(0, 97)
    const bad = (id: string, question: string) => JSON.stringify({ id, question, answer: '1' })
    const all = [...rows]
    all.splice(10, 0, bad('unknown-character', 'How many 漢?'))
    all.splice(50, 0, bad('too-long', 'Ann has 3 apples. '.repeat(1000)))
    all.splice(80, 0, bad('empty', ' '))
    problems = join(place, 'bad.jsonl')
    const only = join(place, 'good.jsonl')
    writeFileSync(problems, all.join('\n'))
    writeFileSync(only, rows.join('\n'))
    whole = join(place, 'whole.jsonl')
    await espalier(['evaluate', '--method', 'greedy', '--problems', only, '--out', join(place, 'good-out.jsonl')])
    good = linesOf(join(place, 'good-out.jsonl'))
    expect(good).toHaveLength(97)
    first = await espalier([...args(whole), '--concurrency', '1'])
  })
  afterAll(() => rmSync(place, { recursive: true }))

  const args = (out: string) => ['evaluate', '--method', 'greedy', '--problems', problems, '--out', out]

  it('runs the good ones, tells the bad ones, and counts them as not solved, at any concurrency', async () => {
    expect(first.code).toBe(1)
    expect(first.stderr).toMatch(
      /line 81, field “question”: .*empty[^]*unknown-character: .*“漢”[^]*too-long: .*5004 tokens/,
    )
    const right = good.filter((line) => line.includes('"correct":true')).length
    expect(first.stdout).toContain(`(${right} of 100)`)
    expect(first.stdout).toContain('3 of 100 problems could not be run')
    const failures = linesOf(whole).filter((line) => line.includes('"error"'))
    expect(failures.map((line) => JSON.parse(line) as unknown)).toEqual(
      ['unknown-character', 'too-long'].map((id) => ({
        id,
        level: null,
        seed: expect.any(Number) as number,
        error: { code: 'bad-input', message: expect.any(String) as string },
      })),
    )
    expect(linesOf(whole).filter((line) => !line.includes('"error"'))).toEqual(good)

    const eight = join(folder, 'eight.jsonl')
    expect((await espalier([...args(eight), '--concurrency', '8'])).code).toBe(1)
    expect(read(eight)).toBe(read(whole))
  })

  it(`says nothing false when it is killed ${KILLS} times at random moments, and ends the same`, async () => {
    const out = join(folder, 'killed.jsonl')
    const known = new Set(linesOf(whole))
    let begun = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start(args(out))
      // The kill is to fall into the work, which begins when the file does or grows.
      while (child.exitCode === null && !(existsSync(out) && linesOf(out).length > begun)) await sleep(5)
      await sleep(Math.random() * 400)
      await signalled(child, 'SIGKILL')
      const there = linesOf(out)
      const torn = read(out).endsWith('\n') ? there : there.slice(0, -1)
      expect(torn.filter((line) => !known.has(line))).toEqual([])
      begun = there.length
      if (begun >= known.size) {
        rmSync(out)
        begun = 0
      }
    }
    await espalier(args(out))
    expect(read(out)).toBe(read(whole))
  })

  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'ends in order by %s with what was done',
    async (signal) => {
      const out = join(folder, 'stopped.jsonl')
      const child = start(args(out))
      while (child.exitCode === null && !(existsSync(out) && linesOf(out).length > 0)) await sleep(5)
      expect(await signalled(child, signal)).toBe(130)
      const there = linesOf(out)
      expect(there.length).toBeLessThan(99)
      expect(read(out).endsWith('\n')).toBe(true)
      expect(linesOf(whole)).toEqual(expect.arrayContaining(there) as string[])
      await espalier(args(out))
      expect(read(out)).toBe(read(whole))
    },
  )

  it('tries a problem again that was at fault itself only if it is asked to', async () => {
    const out = join(folder, 'out.jsonl')
    const small = fileOf('small.jsonl', [{ id: 'strange', question: 'How many 漢?', answer: '1' }])
    const flags = ['evaluate', '--method', 'greedy', '--problems', small, '--out', out]
    const first = await espalier(flags)
    expect([first.code, first.stdout]).toEqual([1, expect.stringContaining('(0 of 1)') as string])
    // What the file says is what a second one says, without a try.
    const said = read(out).replace('漢', '字')
    writeFileSync(out, said)
    const again = await espalier(flags)
    expect([again.code, again.stderr, read(out)]).toEqual([1, expect.stringContaining('字') as string, said])
    const retried = await espalier([...flags, '--retry'])
    expect([retried.code, retried.stderr]).toEqual([1, expect.stringContaining('漢') as string])
    expect(linesOf(out)).toHaveLength(1)
  })
})

describe('an evaluation over a server', () => {
  let server: ModelServer
  let answer: (call: ServerCall, index: number) => ServerReply
  const script = scriptedModels()
  beforeEach(async () => {
    answer = script
    server = await startModelServer((call, index) => answer(call, index))
  })
  afterEach(() => server.close())

  const rows = Array.from({ length: 30 }, (_, at): Row => ({ id: `p${at}`, question: `${at}?`, answer: '31' }))
  const args = (out: string, problems: string, more: string[] = []) => {
    const flags = ['evaluate', '--method', 'majority', '--width', '2', '--policy', `${server.url}/v1`]
    return [...flags, '--problems', problems, '--out', out, ...more]
  }

  it.each([
    ['1', 404],
    ['8', 404],
    // Of a request that the server calls wrong, a run loses the path alone.
    ['1', 400],
    ['8', 400],
  ])(
    'stops where the server refuses half-way, keeps what was done, goes on: %s at once, status %d',
    async (at, status) => {
      const problems = fileOf('problems.jsonl', rows)
      const [whole, out] = [join(folder, 'whole.jsonl'), join(folder, 'out.jsonl')]
      expect((await espalier(args(whole, problems))).code).toBe(0)

      const half = server.calls.length / 2
      const before = server.calls.length
      answer = (call, index) =>
        call.path === '/v1/completions' && index - before > half ? { status, json: {} } : script(call)
      const refused = await espalier(args(out, problems, ['--concurrency', at]))
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/3 problems in a row could not be run/) as string,
      ])
      const results = linesOf(out).filter((line) => !/"error"|"notices"/.test(line))
      expect(results.length).toBeGreaterThan(5)
      expect(results.length).toBeLessThan(25)
      expect(linesOf(whole)).toEqual(expect.arrayContaining(results) as string[])
      // Not every problem was sent to a server that refuses.
      expect(linesOf(out).length - results.length).toBeLessThan(3 + 2 * Number(at))

      answer = script
      expect((await espalier(args(out, problems))).code).toBe(0)
      expect(read(out)).toBe(read(whole))
    },
  )

  it('tries what the server was at fault for once more at each resume', async () => {
    const problems = fileOf('problems.jsonl', rows.slice(0, 4))
    const out = join(folder, 'out.jsonl')
    answer = (call) => (String(call.body?.['prompt']).startsWith('2?') ? { status: 404, json: {} } : script(call))
    const first = await espalier(args(out, problems))
    expect([first.code, first.stdout]).toEqual([
      1,
      expect.stringContaining('1 of 4 problems could not be run') as string,
    ])
    const asked = () => server.calls.filter(({ path }) => path === '/v1/completions').length
    const once = asked()
    await espalier(args(out, problems))
    // Both samples of the one problem, or the first of them.
    expect(asked() - once).toBeGreaterThan(0)
    expect(asked() - once).toBeLessThanOrEqual(2)
    answer = script
    expect((await espalier(args(out, problems))).code).toBe(0)
    expect(linesOf(out).join()).not.toContain('error')
  })

  it('is refused where another one writes to the file', async () => {
    const problems = fileOf('problems.jsonl', rows)
    const out = join(folder, 'out.jsonl')
    answer = (call) => (call.path === '/v1/completions' ? 'silence' : script(call))
    const first = start(args(out, problems))
    while (first.exitCode === null && !server.calls.some(({ path }) => path === '/v1/completions')) await sleep(20)
    const second = await espalier(['evaluate', '--method', 'greedy', '--limit', '1', '--out', out])
    await signalled(first, 'SIGKILL')
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringMatching(/being written by another command/) as string,
    ])
    // A dead one is not in the way.
    const third = await espalier(['evaluate', '--method', 'greedy', '--limit', '1', '--out', out])
    expect([third.code, existsSync(`${out}.lock`)]).toEqual([0, false])
  })

  it.each([
    ['by its name', { id: SERVED_MODEL }, { id: 'another-model' }, `“another-model” now, not “${SERVED_MODEL}”`],
    ['by its place', { id: 'm', root: 'org/a' }, { id: 'm', root: 'org/b' }, '“m” (org/b) now, not “m” (org/a)'],
  ])('is refused where another model stands behind the address, known %s', async (_, before, after, message) => {
    const problems = fileOf('problems.jsonl', rows.slice(0, 3))
    const out = join(folder, 'out.jsonl')
    let served: object = before
    answer = (call) => (call.method === 'GET' ? { json: { data: [served] } } : script(call))
    expect((await espalier(args(out, problems, ['--limit', '2']))).code).toBe(0)
    const found = read(out)
    served = after
    const other = await espalier(args(out, problems))
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining(`serves ${message}`) as string])
    expect(read(out)).toBe(found)
  })

  it('is refused for other problems or edited references, and none of the lines is lost', async () => {
    const out = join(folder, 'out.jsonl')
    await espalier(args(out, fileOf('a.jsonl', rows.slice(0, 3))))
    const before = read(out)
    const edited = rows.slice(0, 3).map((row, at) => (at === 1 ? { ...row, answer: '32' } : row))
    for (const other of [fileOf('b.jsonl', rows.slice(3, 6)), fileOf('edited.jsonl', edited)]) {
      const { code, stderr } = await espalier(args(out, other))
      expect([code, stderr]).toEqual([2, expect.stringMatching(/another evaluation: it differs in problems/) as string])
    }
    // A file that does not say what it is of is known by its ids.
    const [header, ...rest] = before.split('\n')
    writeFileSync(out, [header!.replace(/,"problemsChecksum":"\w+"/, ''), ...rest].join('\n'))
    const old = await espalier(args(out, fileOf('b.jsonl', rows.slice(3, 6))))
    expect([old.code, old.stderr]).toEqual([2, expect.stringMatching(/has a problem “p0”/) as string])
    expect(linesOf(out)).toEqual(before.split('\n').slice(1).filter(Boolean))
  })

  it('is compared only with one of the same problems', async () => {
    const unnamed = (from: number) => rows.slice(from, from + 3).map(({ question, answer }) => ({ question, answer }))
    const [a, b] = [join(folder, 'a-out.jsonl'), join(folder, 'b-out.jsonl')]
    await espalier(args(a, fileOf('a.jsonl', unnamed(0))))
    await espalier(args(b, fileOf('b.jsonl', unnamed(3))))
    const refused = await espalier(['compare', a, b])
    expect([refused.code, refused.stdout]).toEqual([1, ''])
    expect(refused.stderr).toMatch(/different problems/)
  })

  it('keeps ids and references of any number of digits', async () => {
    const out = join(folder, 'out.jsonl')
    const id = '12345678901234567890'
    const path = join(folder, 'problems.jsonl')
    writeFileSync(
      path,
      `{"id":${id},"question":"a","answer":31}\n{"id":12345678901234567891,"question":"b","answer":31}\n`,
    )
    expect((await espalier(args(out, path))).code).toBe(0)
    expect(linesOf(out).map((line) => (JSON.parse(line) as Row).id)).toEqual([id, '12345678901234567891'])
  })
})

it('is refused where the classes of the PRM were swapped', async () => {
  const models = join(folder, 'models')
  cpSync('models', models, { recursive: true, filter: (path) => !path.includes('recipe') })
  const environment = { ESPALIER_MODELS: models }
  const out = join(folder, 'out.jsonl')
  const args = ['evaluate', '--method', 'best-of-n', '--width', '2', '--out', out, '--limit']
  expect((await espalier([...args, '1'], { environment })).code).toBe(0)
  const config = join(models, 'arithmetic-prm-2m', 'process_reward_config.json')
  const { positive, negative, ...rest } = JSON.parse(read(config)) as Record<string, unknown>
  writeFileSync(config, JSON.stringify({ ...rest, positive: negative, negative: positive }))
  const swapped = await espalier([...args, '2'], { environment })
  expect([swapped.code, swapped.stderr]).toEqual([2, expect.stringMatching(/prm-2m has other files now/) as string])
  expect(linesOf(out)).toHaveLength(1)
})

describe('a command that is given nothing, only bad lines, or one bad line', () => {
  const good = {
    allocate: { scores: [0.5], budget: 1, t_b: 1 },
    extract: { text: '#### 1' },
    grade: { a: '1', b: '1' },
    vote: { gt: '1', response: ['#### 1'] },
    evaluate: { question: 'Ann has 3 apples. Ann buys 4 more. How many apples does Ann have now?', answer: '7' },
  }
  const flags = (command: string, path: string) =>
    command === 'evaluate'
      ? ['evaluate', '--method', 'greedy', '--problems', path, '--out', join(folder, 'out.jsonl')]
      : [command, '--in', path, ...(command === 'vote' ? ['--by', 'majority'] : [])]

  it.each(Object.entries(good))('%s ends with 1, and never says NaN', async (command, value) => {
    const files = [
      fileOf('empty', []),
      fileOf('bad', [7, { x: 1 }]),
      fileOf('one-bad', [{ ...value, ...bad(value) }, value]),
    ]
    const outcomes = []
    for (const path of files) outcomes.push(await espalier(flags(command, path)))
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1])
    expect(outcomes.map(({ stderr }) => stderr === '')).toEqual([false, false, false])
    expect(outcomes.map(({ stdout }) => stdout).join('')).not.toContain('NaN')
    expect(outcomes.map(({ stdout }) => stdout === '')).toEqual([true, true, false])
    const fine = fileOf('fine', [value])
    rmSync(join(folder, 'out.jsonl'), { force: true })
    expect((await espalier(flags(command, fine))).code).toBe(0)
  })

  /** The first field of a value with something that it cannot hold. */
  function bad(value: object): object {
    return { [Object.keys(value)[0]!]: {} }
  }

  it('compare ends with 1', async () => {
    const out = join(folder, 'out.jsonl')
    await espalier(['evaluate', '--method', 'greedy', '--limit', '2', '--out', out])
    const [header, first] = read(out).split('\n')
    const empty = fileOf('empty', [])
    const headOnly = join(folder, 'head')
    const damaged = join(folder, 'damaged')
    writeFileSync(headOnly, `${header}\n`)
    writeFileSync(damaged, `${header}\n{"id":1}\n${first}\n`)
    for (const other of [empty, headOnly, damaged]) {
      const { code, stdout, stderr } = await espalier(['compare', out, other])
      expect([code, stdout, stderr === '']).toEqual([1, '', false])
    }
  })
})
