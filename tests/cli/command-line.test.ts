// The command line as a user calls it: child processes on the real embedded models.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRunFile } from '../../src-main/engine/history/run-file.ts'
import { openStore } from '../../src-main/engine/history/store.ts'
import { espalier } from './espalier.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const REBASE = ['run', '--method', 'rebase', '--width', '6', '--seed', '1', '--problem-id', 'L2-010']

describe('espalier run', () => {
  it('prints the same JSON twice, times aside, also while another run goes on', async () => {
    const [one, two] = await Promise.all([espalier([...REBASE, '--json']), espalier([...REBASE, '--json'])])
    expect([one.code, two.code, one.stderr]).toEqual([0, 0, ''])
    const objects = [one, two].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>)
    for (const object of objects) {
      expect(object['times']).toBeDefined()
      delete object['times']
    }
    expect(objects[0]).toEqual(objects[1])
    expect(objects[0]).toMatchObject({ state: 'done', cost: { samples: 6 }, header: { spec: { seed: 1 } } })
  })

  it('prints steps, rewards, votes and cost for people, and writes the run file', async () => {
    const file = join(folder, 'one.espalier.jsonl')
    const { code, stdout } = await espalier([...REBASE, '--out', file])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Step 1: .*\n[\s\S]*reward 0\.\d{3}[\s\S]*Votes \(weighted\):[\s\S]*FLOPs: paper/)
    const { record, truncated } = await readRunFile(file)
    expect(truncated).toBe(false)
    expect(record.header.spec.method).toBe('rebase')
    expect(record.events.at(-1)?.change).toMatchObject({ type: 'state', state: 'done' })
  })

  it.each([
    [['--width', '0'], 2, /between 1 and 16384/],
    [['--width', '100000'], 2, /between 1 and 16384/],
    [['--width', 'many'], 2, /must be a number/],
    [['--method', 'guess'], 2, /rebase/],
    [['--method', 'greedy', '--width', '4'], 2, /--width/],
    [['--nonsense'], 2, /--nonsense/],
  ])('refuses %j', async (args, code, message) => {
    const outcome = await espalier(['run', '--problem', 'Ann has 3 apples. Ann buys 4 more. How many?', ...args])
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toMatch(message)
    expect(outcome.stdout).toBe('')
  })

  it('keeps a run in the history, or says that it could not', async () => {
    const args = ['run', '--method', 'greedy', '--problem-id', 'L2-010', '--save']
    const kept = await espalier(args, { environment: { ESPALIER_DATA: join(folder, 'data') } })
    expect([kept.code, kept.stderr]).toEqual([0, ''])
    const store = openStore(join(folder, 'data'))
    expect(store.list({ query: '', offset: 0, limit: 10 }).total).toBe(1)
    store.close()
    // A file stands where the folder should be.
    writeFileSync(join(folder, 'file'), '')
    const lost = await espalier(args, { environment: { ESPALIER_DATA: join(folder, 'file') } })
    expect([lost.code, lost.stderr]).toEqual([1, expect.stringMatching(/was not saved/) as string])
    expect(lost.stdout).toMatch(/Answer: /)
  })

  it('refuses an empty problem, and names unknown characters and missing models', async () => {
    const empty = await espalier(['run', '--problem', '   '])
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringMatching(/empty/) as string])
    const strange = await espalier(['run', '--problem', 'How many 漢?'])
    expect(strange.code).not.toBe(0)
    expect(strange.stderr).toContain('“漢”')
    const bare = await espalier(['run', '--problem', 'How many?'], {
      environment: { ESPALIER_MODELS: join(folder, 'nothing') },
    })
    expect([bare.code, bare.stderr]).toEqual([1, expect.stringMatching(/catalog/) as string])
  })
})

describe('espalier evaluate and compare', () => {
  it('gives the same file at any concurrency, and goes on where it was cut', async () => {
    const args = ['evaluate', '--method', 'majority', '--width', '3', '--limit', '5']
    const [whole, cut] = [join(folder, 'whole.jsonl'), join(folder, 'cut.jsonl')]
    const first = await espalier([...args, '--concurrency', '1', '--out', whole])
    expect(first.stderr).toBe('')
    expect(first.stdout).toMatch(/accuracy \d+\.\d % \[/)
    const text = readFileSync(whole, 'utf8')
    expect(text.trim().split('\n')).toHaveLength(6)
    writeFileSync(cut, text.slice(0, text.split('\n', 3).join('\n').length + 20))
    await espalier([...args, '--concurrency', '3', '--out', cut])
    expect(readFileSync(cut, 'utf8')).toBe(text)
    const other = await espalier(['evaluate', '--method', 'greedy', '--out', whole])
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/another evaluation/) as string])
    const compared = await espalier(['compare', whole, cut, '--json'])
    expect(JSON.parse(compared.stdout)).toMatchObject({ problems: 5, difference: { value: 0, low: 0, high: 0 }, p: 1 })
  })
})

describe('espalier models', () => {
  it('lists the embedded models as JSON', async () => {
    const { stdout } = await espalier(['models', 'list', '--json'])
    const { models } = JSON.parse(stdout) as { models: { role: string; state: string }[] }
    expect(models.map(({ role, state }) => [role, state])).toEqual([
      ['policy', 'ready'],
      ['policy', 'ready'],
      ['policy', 'ready'],
      ['verifier', 'ready'],
    ])
  })
})
