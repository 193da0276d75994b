// The workspace as one file: packed by one engine, merged by another one, twice, and refused where it is broken.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallArgument } from '../../../src-main/contract/api.ts'
import type { MergedWorkspace } from '../../../src-main/contract/workspace.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { runText } from '../../../src-main/engine/history/run-file.ts'
import { writeFinished } from '../../../src-main/engine/experiment/run/journal.ts'
import { planOf, problemsOf } from '../../../src-main/engine/experiment/run/plan.ts'
import { headerOf as experimentHeader, PROBLEMS, specOf } from '../experiment/experiments.ts'
import { CHOSEN, COST, DONE, eventsOf, headerOf, nodeAdded, RUNNING } from '../history/rows.ts'

let root: string
/** The packed file of `from`, an engine that all tests share. */
let path: string
let from: Engine
const engines: Engine[] = []
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'espalier-workspace-'))
  path = await packed()
  from = engines.shift()!
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
  rmSync(join(root, 'to'), { recursive: true, force: true })
})
afterAll(async () => {
  await from.close()
  rmSync(root, { recursive: true })
})

async function engineIn(name: string): Promise<Engine> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: join(root, name),
    modelsFolder: resolve('models'),
    version: '0.2.0',
  })
  engines.push(engine)
  return engine
}

const upload = (file: string, text: string) => ({ file, bytes: new Uint8Array(Buffer.from(text)) })
const runFile = (ids: string[]): CallArgument<'runs.import'> =>
  upload(
    'runs.espalier.jsonl',
    ids
      .map((id) => runText({ header: headerOf(id), events: eventsOf([RUNNING, nodeAdded(1), COST, CHOSEN, DONE]) }))
      .join(''),
  )
const problems = (name: string, answer: string): CallArgument<'problems.add'> => ({
  ...upload('mine.jsonl', `{"question":"How many?","answer":"${answer}"}\n`),
  name,
})
const server = (id: string, address: string) => ({
  ...{ id, name: id, role: 'policy', added: '2026-12-01T00:00:00.000Z', addresses: [address], model: 'm' },
  ...{ key: { kind: 'keychain' }, atOnce: null, size: null, prompt: null },
  probe: {
    ...{ software: 'vLLM', models: [], model: 'm', version: null, context: null, shape: null, chatTemplate: null },
    ...{ abilities: {}, addresses: [{ url: address, error: null }], when: '2026-12-01T00:00:00.000Z' },
  },
})
function putServers(name: string, ...servers: object[]): void {
  mkdirSync(join(root, name), { recursive: true })
  const sealed = { one: 'c2VjcmV0LWtleQ==' }
  const content = { schema: 'espalier-connections', version: 1, connections: servers, sealed }
  writeFileSync(join(root, name, 'connections.json'), JSON.stringify(content))
}
function putExperiment(name: string, id: string): void {
  const spec = specOf()
  const folder = join(root, name, 'experiments', id)
  writeFinished(folder, experimentHeader(spec), planOf(spec, problemsOf(spec, PROBLEMS), []), [])
  writeFileSync(join(folder, 'writer.lock'), 'not to go along')
}

/** An engine with two runs, one of them with remarks, a dataset, an experiment and a server, and its packed file. */
async function packed(): Promise<string> {
  putServers('from', server('one', 'http://name:password@127.0.0.1:8000/v1'))
  putExperiment('from', 'first')
  const engine = await engineIn('from')
  await engine.call('runs.import', runFile(['a', 'b']))
  await engine.call('runs.remark', {
    ids: ['b'],
    change: { name: 'Named', note: 'why', addTags: ['x'], starred: true },
  })
  await engine.call('problems.add', problems('mine', '4'))
  const all = join(root, 'all.espalier.zip')
  expect(await engine.workspace.packTo(all)).toMatchObject({
    counts: { runs: 2, experiments: 1, problems: 1, models: 0, connections: 1 },
    leftOut: 0,
    bytes: readFileSync(all).length,
  })
  return all
}

const added = ({ counts }: MergedWorkspace) =>
  Object.fromEntries(Object.entries(counts).map(([kind, { added }]) => [kind, added]))
const known = ({ counts }: MergedWorkspace) =>
  Object.fromEntries(Object.entries(counts).map(([kind, { known }]) => [kind, known]))
const NONE = { runs: 0, experiments: 0, problems: 0, models: 0, connections: 0 }
const ALL = { runs: 2, experiments: 1, problems: 1, models: 0, connections: 1 }

/** Every file below a folder with its checksum, but for the database and what belongs to it alone. */
function filesIn(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true }) as {
      name: string
      parentPath: string
      isFile(): boolean
    }[]
  )
    .filter((entry) => entry.isFile() && !/^history\.|\.lock$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)
    .sort()
}

describe('a workspace', () => {
  it('comes whole into an empty one, and a second time changes nothing', async () => {
    const engine = await engineIn('to')
    const first = await engine.workspace.mergeFrom(path)
    expect([added(first), known(first), first.leftOut]).toEqual([ALL, NONE, 0])
    const { runs } = await engine.call('runs.list', {})
    expect(runs.map(({ id }) => id)).toEqual((await from.call('runs.list', {})).runs.map(({ id }) => id))
    expect(runs.find(({ id }) => id === 'b')?.remarks).toEqual({
      name: 'Named',
      note: 'why',
      tags: ['x'],
      starred: true,
    })
    expect(await engine.call('runs.open', { id: 'a' })).toEqual(await from.call('runs.open', { id: 'a' }))
    expect((await engine.call('problems.list', { dataset: 'mine' })).problems).toHaveLength(1)
    expect(readdirSync(join(root, 'to', 'experiments', 'first')).sort()).toEqual([
      'journal.jsonl',
      'results.jsonl',
      'spec.json',
    ])
    expect((await engine.call('connections.list', {})).cards).toMatchObject([{ id: 'one', key: { kind: 'keychain' } }])
    const before = filesIn(join(root, 'to'))
    const second = await engine.workspace.mergeFrom(path)
    expect([added(second), known(second)]).toEqual([NONE, ALL])
    expect(filesIn(join(root, 'to'))).toEqual(before)
    expect((await engine.call('runs.list', {})).total).toBe(2)
  })

  it('holds no key, and neither name nor password of an address', () => {
    const content = unzipSync(readFileSync(path))
    const text = Object.values(content).map((bytes) => Buffer.from(bytes).toString())
    for (const secret of ['c2VjcmV0LWtleQ', 'password', 'name:']) expect(text.join('')).not.toContain(secret)
    expect(Object.keys(content).filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  it('is merged into what is there, which stays as it is', async () => {
    putServers('to', server('one', 'http://127.0.0.1:9999/v1'))
    putExperiment('to', 'first')
    const engine = await engineIn('to')
    const own = runFile(['a'])
    await engine.call('runs.import', {
      ...own,
      bytes: Buffer.from(Buffer.from(own.bytes).toString().replaceAll('Step 1', 'Mine')),
    })
    await engine.call('problems.add', problems('mine', '5'))
    const before = await engine.call('runs.open', { id: 'a' })
    const merged = await engine.workspace.mergeFrom(path)
    expect([added(merged), known(merged)]).toEqual([
      { ...ALL, experiments: 0 },
      { ...NONE, experiments: 1 },
    ])
    expect(await engine.call('runs.open', { id: 'a' })).toEqual(before)
    expect((await engine.call('runs.list', {})).total).toBe(3)
    const sets = (await engine.call('problems.datasets', {})).datasets.map(({ id }) => id)
    expect(sets.slice(-2)).toEqual(['mine', 'mine-2'])
    expect((await engine.call('problems.list', { dataset: 'mine' })).problems[0]?.answer).toBe('5')
    expect((await engine.call('connections.list', {})).cards.map(({ id, addresses }) => [id, addresses[0]])).toEqual([
      ['one', 'http://127.0.0.1:9999/v1'],
      ['one-2', 'http://127.0.0.1:8000/v1'],
    ])
  })

  it('travels in parts, with the settings of the window', async () => {
    const settings = '{"theme":"dark"}'
    const { id, bytes, name } = await from.call('workspace.pack', { settings })
    expect(name).toMatch(/^workspace-\d{4}-\d\d-\d\d\.espalier\.zip$/)
    const engine = await engineIn('to')
    let there: string | null = null
    for (let at = 0; at < bytes;) {
      const part = (await from.call('workspace.read', { id, offset: at })).bytes
      there = (await engine.call('workspace.write', { id: there, bytes: part })).id
      at += part.length
    }
    expect(await engine.call('workspace.merge', { id: there! })).toMatchObject({ settings })
    await engine.call('workspace.drop', { id: there! })
    await expect(engine.call('workspace.merge', { id: there! })).rejects.toThrow('no such file')
    for (const one of engines.splice(0)) await one.close()
    expect(readdirSync(join(root, 'to')).filter((one) => one.startsWith('transfer'))).toEqual([])
  })
})

/** The file with other content: `change` gets its parts by their names. */
function changed(path: string, change: (parts: Record<string, Uint8Array>) => void): Buffer {
  const parts = unzipSync(readFileSync(path))
  change(parts)
  return Buffer.from(zipSync(parts))
}
type Parts = Record<string, Uint8Array>
const manifestOf = (parts: Parts) =>
  JSON.parse(Buffer.from(parts['workspace.json']!).toString()) as { version: number; files: object[] }
const withManifest = (parts: Parts, manifest: object) => (parts['workspace.json'] = strToU8(JSON.stringify(manifest)))
/** Puts a part in, as a whole one. */
function put(parts: Parts, name: string, text: string): void {
  const bytes = strToU8(text)
  const manifest = manifestOf(parts)
  manifest.files = manifest.files.filter((file) => (file as { name: string }).name !== name)
  manifest.files.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  parts[name] = bytes
  withManifest(parts, manifest)
}

const BROKEN: readonly [string, (path: string) => Buffer, RegExp][] = [
  ['is empty', () => Buffer.alloc(0), /no workspace of Espalier, or it is damaged/],
  ['is no archive', () => Buffer.from('runs'), /no workspace of Espalier/],
  ['is cut off', (path) => readFileSync(path).subarray(0, -400), /damaged/],
  [
    'has a byte that flipped',
    (path) => {
      const bytes = readFileSync(path)
      const at = bytes.indexOf('runs/0001.espalier.jsonl') + 200
      bytes[at] = bytes[at]! ^ 0x10
      return bytes
    },
    /damaged/,
  ],
  ['is another archive', () => Buffer.from(zipSync({ 'a.txt': strToU8('a') })), /no workspace/],
  ['lacks a part', (path) => changed(path, (parts) => delete parts['problems/mine.jsonl']), /damaged/],
  ['has a part too many', (path) => changed(path, (parts) => (parts['more.json'] = strToU8('{}'))), /damaged/],
  [
    'has a part with other content',
    (path) => changed(path, (parts) => (parts['connections.json'] = strToU8('{"schema":"espalier-connections"}'))),
    /damaged/,
  ],
  [
    'has a run that is none',
    (path) =>
      changed(path, (parts) => put(parts, 'runs/0001.espalier.jsonl', '{"schema":"espalier-run","version":1}\n')),
    /Line 1: the header of the run is damaged/,
  ],
  [
    'leads out of its folder',
    (path) => changed(path, (parts) => put(parts, 'experiments/../history.sqlite', 'x')),
    /damaged/,
  ],
  [
    'has a part of no kind',
    (path) => changed(path, (parts) => put(parts, 'experiments/a/writer.lock', 'x')),
    /damaged/,
  ],
  [
    'is of a newer version',
    (path) => changed(path, (parts) => withManifest(parts, { ...manifestOf(parts), version: 2 })),
    /written by a newer version/,
  ],
]

it('a broken file is refused in a sentence, and nothing is changed', async () => {
  putServers('to', server('two', 'http://127.0.0.1:9000/v1'))
  const engine = await engineIn('to')
  await engine.call('runs.import', runFile(['mine']))
  const before = filesIn(join(root, 'to'))
  const spoiled = join(root, 'broken.espalier.zip')
  for (const [how, spoil, sentence] of BROKEN) {
    writeFileSync(spoiled, spoil(path))
    await expect(engine.workspace.mergeFrom(spoiled), `one that ${how}`).rejects.toThrow(sentence)
    expect((await engine.call('runs.list', {})).runs.map(({ id }) => id)).toEqual(['mine'])
    expect(filesIn(join(root, 'to')), `one that ${how}`).toEqual(before)
  }
})

it('leaves out what is damaged where it comes from, and counts it', async () => {
  writeFileSync(join(root, 'from', 'problems', 'broken.jsonl'), '{"schema":"espalier-problems"}\n')
  cpSync(join(root, 'from', 'experiments', 'first'), join(root, 'from', 'experiments', 'second'), { recursive: true })
  writeFileSync(join(root, 'from', 'experiments', 'second', 'journal.jsonl'), '{}\n')
  const again = join(root, 'again.espalier.zip')
  await from.workspace.packTo(again)
  const merged = await (await engineIn('to')).workspace.mergeFrom(again)
  expect([added(merged), merged.leftOut]).toEqual([ALL, 2])
  expect(existsSync(join(root, 'to', 'experiments', 'second'))).toBe(false)
})
