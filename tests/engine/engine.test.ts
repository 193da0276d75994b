// The engine on the embedded models: real sessions, a real SQLite file, real threads.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallArgument } from '../../src-main/contract/api.ts'
import type { RunEvent, RunState } from '../../src-main/contract/event.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Engine } from '../../src-main/engine/engine.ts'

const MODELS = resolve('models')
const request: CallArgument<'runs.start'> = {
  problem: {
    id: 'own',
    question:
      'Jack had 993 cards and lost 33. Jack makes 12 equal parts and keeps one. How many cards does Jack have now?',
    answer: '80',
  },
  method: 'rebase',
  parameters: { width: 8 },
  policy: 'arithmetic-policy-1m',
  verifier: 'arithmetic-prm-2m',
}

let engine: Engine
beforeAll(async () => {
  engine = await createEngine({ host: 'cli', dataFolder: null, modelsFolder: MODELS, version: '0' })
})
afterAll(() => engine.close())

/** Resolves when the run comes to one of these states. */
function reaches(engine: Engine, id: string, ...states: RunState[]): Promise<RunState> {
  return new Promise((resolve) => {
    const end = engine.listen('run.summary', (summary) => {
      if (summary.id !== id || !states.includes(summary.state)) return
      end()
      resolve(summary.state)
    })
    void engine.call('runs.open', { id }).then(({ events }) => {
      const { state } = foldChanges(events.map(({ change }) => change))
      if (states.includes(state)) resolve(state)
    })
  })
}

async function run(engine: Engine, what = request): Promise<RunEvent[]> {
  const { id } = await engine.call('runs.start', what)
  expect(await reaches(engine, id, 'done', 'failed', 'stopped')).toBe('done')
  return (await engine.call('runs.open', { id })).events
}

function changes(events: RunEvent[]) {
  return events.map(({ change }) => change)
}

it('is busy while a call or a run goes on, one that waits too', async () => {
  expect(engine.isBusy()).toBe(false)
  const starting = engine.call('runs.start', { ...request, startPaused: true })
  expect(engine.isBusy()).toBe(true)
  const { id } = await starting
  await reaches(engine, id, 'paused')
  expect(engine.isBusy()).toBe(true)
  await engine.call('runs.stop', { id })
  await expect.poll(() => engine.isBusy()).toBe(false)
})

it('tells the texts of the tokens that a policy wrote, and of no other model', async () => {
  const events = await run(engine)
  const [node] = foldChanges(changes(events)).nodes.slice(1)
  const { tokens } = await engine.call('models.tokens', { id: request.policy, ids: node!.tokenIds })
  expect(tokens).toHaveLength(node!.logProbabilities.length)
  expect(tokens.map(({ text }) => text).join('')).toContain(node!.text)
  await expect(engine.call('models.tokens', { id: request.verifier!, ids: [1] })).rejects.toThrow(/scores steps/)
  await expect(engine.call('models.tokens', { id: request.policy, ids: [-1] })).rejects.toThrow()
})

describe('a run', () => {
  it('grows a tree, chooses an answer, and tells the same to listeners and to the history', async () => {
    const heard: RunEvent[] = []
    const end = engine.listen('run.events', ({ events }) => heard.push(...events))
    const events = await run(engine)
    end()
    expect(heard).toEqual(events)
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index))
    const tree = foldChanges(changes(events))
    expect(tree.state).toBe('done')
    expect(tree.chosen?.by).toBe('weighted')
    expect(tree.cost.samples).toBe(8)
    expect(tree.nodes.slice(1).every(({ reward }) => typeof reward === 'number' && reward >= 0 && reward <= 1)).toBe(
      true,
    )
  })

  it('is the same again, also while others go on beside it', async () => {
    const alone = changes(await run(engine))
    const others = [2, 3].map((seed) => run(engine, { ...request, seed }))
    const [beside, again] = await Promise.all([run(engine), run(engine), ...others])
    expect(changes(beside)).toEqual(alone)
    expect(changes(again)).toEqual(alone)
  })

  it('waits when it starts paused, goes one round a step, then on to its end', async () => {
    const { id } = await engine.call('runs.start', { ...request, startPaused: true })
    await reaches(engine, id, 'paused')
    const depths: number[] = []
    for (let step = 0; step < 2; step++) {
      const paused = nextState(engine, id, 'paused')
      await engine.call('runs.step', { id })
      await paused
      const { events } = await engine.call('runs.open', { id })
      depths.push(Math.max(...foldChanges(changes(events)).nodes.map(({ depth }) => depth)))
    }
    expect(depths).toEqual([1, 2])
    await engine.call('runs.resume', { id })
    expect(await reaches(engine, id, 'done', 'failed', 'stopped')).toBe('done')
  })

  it('has prefix caches of its own, which end with it', async () => {
    const usesOf = async () => (await engine.call('models.caches', {})).caches
    const { id } = await engine.call('runs.start', { ...request, startPaused: true })
    await reaches(engine, id, 'paused')
    const paused = nextState(engine, id, 'paused')
    await engine.call('runs.step', { id })
    await paused
    const held = await usesOf()
    expect(held.map(({ model }) => model).sort()).toEqual([request.policy, request.verifier])
    for (const { caches, bytes, byteLimit } of held) {
      expect([caches, bytes > 0, bytes < byteLimit]).toEqual([1, true, true])
    }

    await engine.call('runs.resume', { id })
    await reaches(engine, id, 'done')
    await expect
      .poll(async () => (await usesOf()).map(({ caches, bytes }) => [caches, bytes]))
      .toEqual([
        [0, 0],
        [0, 0],
      ])
    for (const [index, use] of (await usesOf()).entries()) {
      expect(use.mostBytes).toBeGreaterThan(held[index]!.bytes)
      expect(use.cachedTokens).toBeGreaterThan(held[index]!.cachedTokens)
    }
  })

  it('stops and keeps its tree', async () => {
    const { id } = await engine.call('runs.start', { ...request, parameters: { width: 256 }, seed: 5 })
    await nextState(engine, id, 'running')
    await engine.call('runs.stop', { id })
    expect(await reaches(engine, id, 'stopped', 'done')).toBe('stopped')
    const { header, events } = await engine.call('runs.open', { id })
    expect(header.spec.seed).toBe(5)
    expect(foldChanges(changes(events)).state).toBe('stopped')
    await engine.call('runs.delete', { id })
    await expect(engine.call('runs.open', { id })).rejects.toMatchObject({ report: { code: 'not-found' } })
  })

  it.each([
    ['an unknown method', { method: 'guess' as 'rebase' }, 'bad-input'],
    ['width 0', { parameters: { width: 0 } }, 'bad-input'],
    ['width 16,385', { parameters: { width: 16_385 } }, 'bad-input'],
    ['an unknown parameter', { parameters: { breadth: 3 } }, 'bad-input'],
    ['an empty problem', { problem: { id: 'own', question: '  ' } }, 'bad-input'],
    ['no PRM', { verifier: null }, 'bad-input'],
    ['an unknown model', { policy: 'nobody' }, 'not-found'],
    ['a model in the wrong role', { policy: 'arithmetic-prm-2m' }, 'bad-input'],
  ])('is refused for %s', async (_, change, code) => {
    await expect(engine.call('runs.start', { ...request, ...change })).rejects.toSatisfy((error: unknown) => {
      const report = error instanceof Error && 'report' in error ? error.report : null
      return report === null ? code === 'bad-input' : (report as { code: string }).code === code
    })
  })

  it('fails in words for characters that the model does not know', async () => {
    const { id } = await engine.call('runs.start', { ...request, problem: { id: 'own', question: 'How many 漢?' } })
    expect(await reaches(engine, id, 'done', 'failed', 'stopped')).toBe('failed')
    const { events } = await engine.call('runs.open', { id })
    expect(foldChanges(changes(events)).error?.message).toContain('“漢”')
  })
})

describe('a damaged installation', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('names a missing model and works again when it is back', async () => {
    cpSync(MODELS, join(folder, 'models'), { recursive: true, filter: (path) => !path.includes('recipe') })
    rmSync(join(folder, 'models', 'arithmetic-prm-2m'), { recursive: true })
    const broken = await createEngine({
      host: 'cli',
      dataFolder: null,
      modelsFolder: join(folder, 'models'),
      version: '0',
    })
    const { models } = await broken.call('models.list', {})
    expect(models.filter(({ state }) => state !== 'ready').map(({ id, state }) => [id, state])).toEqual([
      ['arithmetic-prm-2m', 'missing'],
    ])
    await expect(broken.call('runs.start', request)).rejects.toMatchObject({ report: { code: 'model-missing' } })
    cpSync(join(MODELS, 'arithmetic-prm-2m'), join(folder, 'models', 'arithmetic-prm-2m'), { recursive: true })
    expect(foldChanges(changes(await run(broken))).state).toBe('done')
    await broken.close()
  })

  it('opens a run that a killed process left, with what had grown', async () => {
    const script = `
      import { createEngine } from ${JSON.stringify(resolve('src-main/engine/engine.ts'))}
      const engine = await createEngine({ host: 'cli', dataFolder: ${JSON.stringify(folder)}, modelsFolder: ${JSON.stringify(MODELS)}, version: '0' })
      engine.listen('run.events', ({ id, events }) => process.stdout.write(id + ' ' + events.at(-1).sequence + '\\n'))
      await engine.call('runs.start', ${JSON.stringify({ ...request, parameters: { width: 128 } })})
    `
    // A file, because worker threads do not start from a script on the command line.
    writeFileSync(join(folder, 'victim.mjs'), script)
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(folder, 'victim.mjs')])
    const told = await new Promise<string[]>((resolve) => {
      let text = ''
      child.stdout.on('data', (data: Buffer) => {
        text += data.toString()
        const lines = text.split('\n').slice(0, -1)
        if (lines.length >= 2) resolve(lines.at(-1)!.split(' '))
      })
    })
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('exit', resolve))
    const after = await createEngine({ host: 'cli', dataFolder: folder, modelsFolder: MODELS, version: '0' })
    const { events } = await after.call('runs.open', { id: told[0]! })
    await after.close()
    expect(events.length).toBeGreaterThan(Number(told[1]))
    expect(foldChanges(changes(events))).toMatchObject({ state: 'stopped', error: { code: 'engine-stopped' } })
  })
})

function nextState(engine: Engine, id: string, state: RunState): Promise<void> {
  return new Promise((resolve) => {
    const end = engine.listen('run.summary', (summary) => {
      if (summary.id !== id || summary.state !== state) return
      end()
      resolve()
    })
  })
}
