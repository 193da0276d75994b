// What each release wrote, stored in tests/releases as it wrote it, is read by this program. A release adds a folder and changes none.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isByHand } from '../../src-main/contract/run.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Engine } from '../../src-main/engine/engine.ts'
import { readJournal } from '../../src-main/engine/experiment/run/journal.ts'
import { readRunFile } from '../../src-main/engine/history/run-file.ts'
import { STORE_VERSION } from '../../src-main/engine/history/store-migrations.ts'

const RELEASES = resolve('tests/releases')

/** What a release says of what it wrote. */
interface Expected {
  storeVersion: number
  runs: { id: string; seed: number; events: number; answer: string | null }[]
  /** Results in the journal of its experiment. */
  experiment: number
}

let root: string
const engines: Engine[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'espalier-releases-'))
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
  rmSync(root, { recursive: true })
})

async function engineIn(dataFolder: string): Promise<Engine> {
  const engine = await createEngine({ host: 'cli', dataFolder, modelsFolder: resolve('models'), version: '0' })
  engines.push(engine)
  return engine
}

it('holds the release that package.json names, or what comes after the last one', () => {
  const { version } = JSON.parse(readFileSync(resolve('package.json'), 'utf8')) as { version: string }
  expect(readdirSync(RELEASES)).toContain(version)
  expect(readFileSync(resolve('CHANGELOG.md'), 'utf8')).toMatch(
    new RegExp(`^## ${version.replaceAll('.', '\\.')} \\(\\d{4}-\\d\\d-\\d\\d\\)$`, 'm'),
  )
})

describe.each(readdirSync(RELEASES))('what %s wrote', (release) => {
  const folder = join(RELEASES, release)
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected
  const { runs } = expected

  it('is its history, with every run, and a copy of an older one', async () => {
    cpSync(join(folder, 'history.sqlite'), join(root, 'history.sqlite'))
    const engine = await engineIn(root)
    expect((await engine.call('engine.info', {})).notice).toBeNull()
    const listed = await engine.call('runs.list', { sort: 'oldest' })
    expect(listed.runs.map(({ id, seed, answer }) => [id, seed, answer])).toEqual(
      runs.map(({ id, seed, answer }) => [id, seed, answer]),
    )
    for (const { id, events, answer } of runs) {
      const record = await engine.call('runs.open', { id })
      expect(record.events).toHaveLength(events)
      expect(foldChanges(record.events.map(({ change }) => change)).chosen?.answer ?? null).toBe(answer)
    }
    const copies = readdirSync(root).filter((name) => name.startsWith('history-version-'))
    expect(copies).toHaveLength(Number(expected.storeVersion < STORE_VERSION))
  })

  it('is files of runs', async () => {
    const [first] = runs
    const { record, truncated } = await readRunFile(join(folder, 'run.espalier.jsonl'))
    expect([record.header.id, record.events.length, truncated]).toEqual([first!.id, first!.events, false])
    const steered = join(folder, 'steered.espalier.jsonl')
    if (!existsSync(steered)) return
    expect((await readRunFile(steered)).record.events.some(({ change }) => isByHand(change))).toBe(true)
  })

  it('is an experiment, which sums up', async () => {
    cpSync(join(folder, 'experiment'), join(root, 'experiments', 'old'), { recursive: true })
    const { entries, leftOut } = readJournal(join(root, 'experiments', 'old'))
    expect([entries.length, leftOut]).toEqual([expected.experiment, []])
    const engine = await engineIn(root)
    const { experiments } = await engine.call('experiments.list', {})
    expect(experiments).toMatchObject([{ id: 'old', state: 'done', name: 'Small' }])
    const { points } = await engine.call('experiments.summary', { id: 'old' })
    expect(points.map(({ problems }) => problems)).toEqual([2, 2, 2])
  })

  it.skipIf(!existsSync(join(folder, 'problems')))('is datasets and the lists of models and servers', async () => {
    for (const name of ['problems', 'models.json', 'connections.json'].filter((one) => existsSync(join(folder, one))))
      cpSync(join(folder, name), join(root, name), { recursive: true })
    const engine = await engineIn(root)
    expect((await engine.call('problems.list', { dataset: 'mine' })).problems).toMatchObject([{ answer: '4' }])
    const servers = (await engine.call('connections.list', {})).cards.map(({ id }) => id)
    expect(servers).toEqual(existsSync(join(folder, 'connections.json')) ? ['server'] : [])
  })

  // The first release wrote none.
  if (existsSync(join(folder, 'workspace.espalier.zip'))) {
    it('is a workspace', async () => {
      const engine = await engineIn(root)
      const { counts, leftOut } = await engine.workspace.mergeFrom(join(folder, 'workspace.espalier.zip'))
      expect(leftOut).toBe(0)
      expect(counts).toEqual({
        runs: { added: runs.length, known: 0 },
        experiments: { added: 1, known: 0 },
        problems: { added: 1, known: 0 },
        models: { added: 0, known: 0 },
        connections: { added: 1, known: 0 },
      })
    })
  }
})
