// Steering by hand through the engine's calls, on the embedded models: real threads, a real SQLite file, real run files.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallArgument } from '../../src-main/contract/api.ts'
import type { Change, RunState } from '../../src-main/contract/event.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Engine } from '../../src-main/engine/engine.ts'
import { readRunFile, writeRunFile } from '../../src-main/engine/history/run-file.ts'

const request: CallArgument<'runs.start'> = {
  problem: {
    id: 'own',
    question:
      'Jack had 993 cards and lost 33. Jack makes 12 equal parts and keeps one. How many cards does Jack have now?',
    answer: '80',
  },
  method: 'rebase',
  parameters: { width: 6 },
  policy: 'arithmetic-policy-1m',
  verifier: 'arithmetic-prm-2m',
}
/** As the policy would write it. */
const RIGHT = 'Step 1: First there are 993 - 33 = 960 cards left.'
type Asked = CallArgument<'runs.steer'>['steering']

let folder: string
let engine: Engine
const open = () => createEngine({ host: 'cli', dataFolder: folder, modelsFolder: resolve('models'), version: '0' })
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-steering-'))
  engine = await open()
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const changesOf = async (id: string): Promise<Change[]> =>
  (await engine.call('runs.open', { id })).events.map(({ change }) => change)
const treeOf = async (id: string): Promise<Tree> => foldChanges(await changesOf(id))
const steer = (id: string, steering: Asked) => engine.call('runs.steer', { id, steering })
const likeness = ({ nodes, decisions, chosen, state }: Tree) => ({ nodes, decisions, chosen, state })

async function reaches(id: string, wanted: RunState): Promise<void> {
  await expect.poll(async () => (await treeOf(id)).state, { timeout: 60_000 }).toBe(wanted)
}
async function finished(what = request): Promise<string> {
  const { id } = await engine.call('runs.start', what)
  await reaches(id, 'done')
  return id
}
/** A run that waits with its first steps grown. */
async function waiting(): Promise<string> {
  const { id } = await engine.call('runs.start', { ...request, startPaused: true })
  await reaches(id, 'paused')
  await engine.call('runs.step', { id })
  await expect
    .poll(async () => {
      const { nodes, state } = await treeOf(id)
      return nodes.length > 1 && state
    })
    .toBe('paused')
  return id
}

describe('a run that waits', () => {
  const acts = async (id: string) => {
    await steer(id, { verb: 'write', node: 0, text: RIGHT })
    await steer(id, { verb: 'prune', node: 1 })
    await steer(id, { verb: 'children', node: 2, count: 2, toEnd: false })
    await steer(id, { verb: 'reward', node: 3, reward: 0.99 })
    await engine.call('runs.resume', { id })
    await reaches(id, 'done')
    return await changesOf(id)
  }

  it('goes on from what was done by hand, the same again each time', async () => {
    const id = await waiting()
    const changes = await acts(id)
    const tree = foldChanges(changes)
    const [written] = tree.nodes.filter(({ hand }) => hand === 'written')
    expect(written).toMatchObject({ parent: 0, tokenIds: [], text: RIGHT })
    // The PRM reads it like the same step of the policy.
    expect(written!.reward).toBe(tree.nodes.find(({ hand, text }) => hand === undefined && text === RIGHT)!.reward)
    expect(written!.reward).toBeGreaterThan(0.5)
    expect(written!.children.length).toBeGreaterThan(0)
    expect(tree.nodes[1]).toMatchObject({ pruned: 'here', children: [] })
    expect(tree.cost.byHand?.nodes).toBe(3)
    expect(await acts(await waiting())).toEqual(changes)
  })

  it('is the same run where all of it was undone', async () => {
    const plain = await treeOf(await finished())
    const id = await waiting()
    const before = likeness(await treeOf(id))
    await steer(id, { verb: 'children', node: 1, count: 2, toEnd: true })
    await steer(id, { verb: 'edit', node: 1, text: 'Step 1: 993 - 33 = 961' })
    await steer(id, { verb: 'prune', node: 2 })
    for (let act = 0; act < 3; act++) await steer(id, { verb: 'undo' })
    expect(likeness(await treeOf(id))).toEqual(before)
    await engine.call('runs.resume', { id })
    await reaches(id, 'done')
    expect(likeness(await treeOf(id))).toEqual(likeness(plain))
  })

  it('is steered in no other state', async () => {
    const id = await waiting()
    await expect(steer(id, { verb: 'undo' })).rejects.toMatchObject({ report: { code: 'bad-input' } })
    await expect(steer('gone', { verb: 'undo' })).rejects.toMatchObject({ report: { code: 'not-found' } })
    await expect(steer(id, { verb: 'write', node: 0, text: '  ' })).rejects.toThrow()
    await expect(steer(id, { verb: 'reward', node: 1, reward: 2 })).rejects.toThrow()
    await engine.call('runs.stop', { id })
    await reaches(id, 'stopped')
    await steer(id, { verb: 'prune', node: 1 })
    expect((await treeOf(id)).nodes[1]!.pruned).toBe('here')
  })
})

describe('a run that has ended', () => {
  it('is given children by its models, votes anew, and all of it comes back by undo, also by another engine', async () => {
    const id = await finished()
    const before = likeness(await treeOf(id))
    await steer(id, { verb: 'children', node: 0, count: 2, toEnd: true })
    const grown = await treeOf(id)
    const ends = grown.nodes.filter(({ hand, children }) => hand === 'asked' && children.length === 0)
    expect(ends).toHaveLength(2)
    expect(grown.nodes.filter(({ hand }) => hand === 'asked').every(({ reward }) => typeof reward === 'number')).toBe(
      true,
    )
    const voters = grown.chosen!.votes.flatMap(({ nodes }) => nodes)
    for (const { id, answer } of ends) expect(voters.includes(id)).toBe(answer !== null)

    await engine.close()
    engine = await open()
    expect(likeness(await treeOf(id))).toEqual(likeness(grown))
    await steer(id, { verb: 'undo' })
    expect(likeness(await treeOf(id))).toEqual(before)
    await steer(id, { verb: 'redo' })
    const again = await treeOf(id)
    expect(likeness(again)).toEqual(likeness(grown))
    expect(again.cost).toEqual(grown.cost)
  })

  it('gets the children that a wider run has, whoever asks for them', async () => {
    const sampled = { ...request, method: 'majority' as const, parameters: { width: 2 }, verifier: null }
    const id = await finished(sampled)
    await steer(id, { verb: 'children', node: 0, count: 2, toEnd: true })
    const wider = await treeOf(await finished({ ...sampled, parameters: { width: 4 } }))
    const pathsOf = ({ nodes }: Tree) => nodes[0]!.children.map((child) => ends(nodes, child))
    const ends = (nodes: Tree['nodes'], from: number): string[] => {
      const { text, children } = nodes[from]!
      return [text, ...children.flatMap((child) => ends(nodes, child))]
    }
    expect(pathsOf(await treeOf(id))).toEqual(pathsOf(wider))
  })

  it('is stopped in what takes long, and stays as it was', async () => {
    const id = await finished()
    const before = likeness(await treeOf(id))
    const asking = steer(id, { verb: 'children', node: 0, count: 64, toEnd: true })
    const refused = expect(asking).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    await expect.poll(() => engine.isBusy()).toBe(true)
    await expect(steer(id, { verb: 'prune', node: 1 })).rejects.toThrow('already')
    await engine.call('runs.stop', { id })
    await refused
    expect(likeness(await treeOf(id))).toEqual(before)
    expect((await engine.call('runs.list', { query: id })).runs[0]!.steered).toBeUndefined()
  })
})

describe('a run that was steered', () => {
  it('says so in its line, its header and its file, and is told apart by its version', async () => {
    const id = await finished()
    const file = join(folder, 'run.espalier.jsonl')
    await writeRunFile(file, await engine.call('runs.open', { id }))
    expect((await readRunFile(file)).record.header).toMatchObject({ version: 1 })
    await steer(id, { verb: 'prune', node: 1 })
    await steer(id, { verb: 'undo' })

    const record = await engine.call('runs.open', { id })
    expect(record.header).toMatchObject({ version: 2, steered: true })
    expect((await engine.call('runs.list', { query: id })).runs[0]).toMatchObject({ steered: true, state: 'done' })
    await writeRunFile(file, record)
    const read = await readRunFile(file)
    expect(read).toEqual({ record, truncated: false })
    expect(JSON.parse(readFileSync(file, 'utf8').split('\n')[0]!)).toMatchObject({ version: 2 })
  })

  it('is known as one by its events, whatever its header says', async () => {
    const id = await finished()
    await steer(id, { verb: 'prune', node: 1 })
    const record = await engine.call('runs.open', { id })
    const file = join(folder, 'doctored.espalier.jsonl')
    await writeRunFile(file, record)
    const [, ...events] = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, [JSON.stringify({ ...record.header, version: 1, steered: undefined }), ...events].join('\n'))
    expect((await readRunFile(file)).record.header).toMatchObject({ version: 2, steered: true })
  })

  it('is no file of results', async () => {
    const id = await finished()
    await steer(id, { verb: 'prune', node: 1 })
    const file = join(folder, 'steered.espalier.jsonl')
    await writeRunFile(file, await engine.call('runs.open', { id }))
    const upload = { file: 'steered.espalier.jsonl', bytes: new Uint8Array(readFileSync(file)) }
    await expect(engine.call('results.preview', upload)).rejects.toMatchObject({ report: { code: 'bad-input' } })
  })

  it('gives its solutions to nobody who would count them', async () => {
    const id = await finished()
    await expect(engine.call('runs.export', { id })).resolves.toMatchObject({ type: 'application/json' })
    await steer(id, { verb: 'prune', node: 1 })
    await expect(engine.call('runs.export', { id })).rejects.toThrow('was steered by hand')
    await steer(id, { verb: 'undo' })
    await expect(engine.call('runs.export', { id })).rejects.toThrow('was steered by hand')
  })
})

it('a tree of others stays as its file has it', async () => {
  const labelled = JSON.stringify({ input: 'Add 1 and 1. Step 1: 2 ки', label: 'Add 1 and 1. Step 1: 2 +' })
  const upload = { file: 'labels.jsonl', bytes: new TextEncoder().encode(labelled) }
  const { runs } = await engine.call('results.trees', upload)
  const before = await treeOf(runs[0]!)
  await expect(steer(runs[0]!, { verb: 'prune', node: 1 })).rejects.toThrow('stays as its file has it')
  expect(await treeOf(runs[0]!)).toEqual(before)
})
