// Model sessions that end in mid-run: on the embedded models, with threads that really end.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallArgument } from '../../../src-main/contract/api.ts'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import type { Device } from '../../../src-main/contract/device.ts'
import { ExperimentSpec } from '../../../src-main/contract/experiment.ts'
import { NO_COST } from '../../../src-main/contract/cost.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { openSession } from '../../../src-main/inference/session/session-client.ts'
import { endingAfter } from '../../doubles/ending-sessions.ts'

const POLICY = 'arithmetic-policy-1m'
const PRM = 'arithmetic-prm-2m'
const request: CallArgument<'runs.start'> = {
  problem: {
    id: 'own',
    question:
      'Jack had 993 cards and lost 33. Jack makes 12 equal parts and keeps one. How many cards does Jack have now?',
    answer: '80',
  },
  method: 'rebase',
  parameters: { width: 8 },
  policy: POLICY,
  verifier: PRM,
}

type Open = typeof openSession

interface Ends {
  policy?: number[]
  verifier?: number[]
  device?: Device
}

/**
 * Opens sessions that end after so many passes, the n-th of a role after its n-th number, those after the last one never. On a
 * graphics device, which the CPU poses as, both roles are in one thread: the numbers of the one that is opened first hold.
 */
function endings({ policy = [], verifier = [], device = 'cpu' }: Ends): Open {
  const left = { policy: [...policy], verifier: [...verifier] }
  return (options) => openSession({ ...options, device, entry: endingAfter(left[options.role].shift()) })
}

const engines: Engine[] = []
let undisturbed: Engine
beforeAll(async () => {
  undisturbed = await engineWith(openSession)
  engines.pop()
})
afterAll(() => undisturbed.close())
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})
async function engineWith(sessions: Open): Promise<Engine> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: resolve('models'),
    version: '0',
    sessions,
  })
  engines.push(engine)
  return engine
}

/** Starts a run and gives its tree at its end. `heard` is called with its id when it says something. */
async function grown(engine: Engine, what = request, heard: (id: string) => void = () => undefined): Promise<Tree> {
  const ended = new Set<string>()
  let look = () => {}
  const deaf = [
    engine.listen('run.events', ({ id }) => heard(id)),
    engine.listen('run.summary', ({ id, state }) => {
      if (['done', 'failed', 'stopped'].includes(state)) ended.add(id)
      look()
    }),
  ]
  const { id } = await engine.call('runs.start', what)
  await new Promise<void>((resolve) => {
    look = () => {
      if (ended.has(id)) resolve()
    }
    look()
  })
  deaf.forEach((end) => end())
  const { events } = await engine.call('runs.open', { id })
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index))
  return foldChanges(events.map(({ change }) => change))
}

/** On a graphics device the graph is another one, whose numbers differ in the last bits. Its thread is free again then. */
async function grownUndisturbed(what: typeof request, device: Device = 'cpu'): Promise<Tree> {
  if (device === 'cpu') return await grown(undisturbed, what)
  const engine = await engineWith(endings({ device }))
  const tree = await grown(engine, what)
  await engines.pop()!.close()
  return tree
}

/** All but what it cost to grow and what was told on the way. */
function grownAlike(tree: Tree) {
  return { ...tree, cost: { ...NO_COST, samples: tree.cost.samples, nodes: tree.cost.nodes }, notices: [] }
}

const messages = (tree: Tree) => tree.notices.map(({ message }) => message)
const AGAIN = {
  policy: 'The policy stopped unexpectedly and was started again.',
  verifier: 'The PRM stopped unexpectedly and was started again.',
}

describe('a run whose model ends', () => {
  const mcts = { ...request, method: 'mcts', parameters: { expansions: 8 } } as const
  const cases: [string, CallArgument<'runs.start'>, Ends, string[]][] = [
    ['the policy before its first pass', request, { policy: [0] }, [AGAIN.policy]],
    ['the policy in mid-run', request, { policy: [37] }, [AGAIN.policy]],
    ['the policy three times', request, { policy: [3, 20, 9] }, [AGAIN.policy, AGAIN.policy, AGAIN.policy]],
    ['the PRM in mid-run', request, { verifier: [3] }, [AGAIN.verifier]],
    ['both', request, { policy: [25], verifier: [1] }, [AGAIN.verifier, AGAIN.policy]],
    ['the graphics thread of both', request, { policy: [30], device: 'webgpu' }, [AGAIN.policy, AGAIN.verifier]],
    ['the policy of MCTS', mcts, { policy: [60] }, [AGAIN.policy]],
  ]
  it.each(cases)('goes on to the same tree: %s', async (_, what, ends, notices) => {
    const whole = await grownUndisturbed(what, ends.device)
    const tree = await grown(await engineWith(endings(ends)), what)
    expect(tree.state).toBe('done')
    expect(grownAlike(tree)).toEqual(grownAlike(whole))
    expect(messages(tree).sort()).toEqual([...notices].sort())
    expect(tree.notices[0]?.details).toContain('The thread ended for a test.')
    // What the lost cache held was computed again, and so was charged; what was generated was charged once.
    for (const model of ['policy', 'verifier'] as const) {
      const [own, other] = [tree.cost[model], whole.cost[model]]
      expect(own.generatedTokens).toBe(other.generatedTokens)
      expect(own.inputTokens).toBeGreaterThanOrEqual(other.inputTokens)
      expect(own.cachedTokens).toBeLessThanOrEqual(other.cachedTokens)
    }
  })

  it('goes on beside others that share the model', async () => {
    const seeds = [1, 2, 3]
    const alone = []
    for (const seed of seeds) alone.push(grownAlike(await grown(undisturbed, { ...request, seed })))
    const engine = await engineWith(endings({ policy: [30] }))
    const ends = await Promise.all(seeds.map((seed) => grown(engine, { ...request, seed })))
    expect(ends.map(grownAlike)).toEqual(alone)
    expect(ends.map(messages)).toEqual(seeds.map(() => [AGAIN.policy]))
  })

  it('fails after the fourth time and keeps its tree', async () => {
    const tree = await grown(await engineWith(endings({ policy: [20, 20, 20, 20] })))
    expect(tree.state).toBe('failed')
    expect(tree.error).toMatchObject({ code: 'engine-stopped', advice: expect.stringContaining('again') as string })
    expect(messages(tree)).toEqual([AGAIN.policy, AGAIN.policy, AGAIN.policy])
  })

  it('fails at once where the model cannot be opened again', async () => {
    const report: ErrorReport = { code: 'model-broken', message: 'It is gone.', advice: 'Bring it back.' }
    let opened = 0
    const sessions: Open = (options) => {
      if (options.role === 'verifier') return openSession(options)
      if (opened++ > 0) return Promise.reject(new EspalierError(report))
      return openSession({ ...options, entry: endingAfter(25) })
    }
    const tree = await grown(await engineWith(sessions))
    expect([tree.state, tree.error, opened]).toEqual(['failed', report, 2])
  })

  it('stops at once while the model is opened again', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<undefined>()
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>()
    let opened = 0
    const sessions: Open = async (options) => {
      if (options.role === 'verifier') return openSession(options)
      if (opened++ === 0) return openSession({ ...options, entry: endingAfter(25) })
      ask(undefined)
      await released
      return openSession(options)
    }
    const engine = await engineWith(sessions)
    let run = ''
    const end = grown(engine, request, (id) => (run = id))
    await asked
    await engine.call('runs.stop', { id: run })
    // It ends now, though the model is let go only after that.
    expect((await end).state).toBe('stopped')
    release(undefined)
    // Whoever comes next finds the model open.
    expect((await grown(engine)).state).toBe('done')
    expect(opened).toBe(2)
  })
})

describe('an experiment whose model ends', () => {
  it('goes on, says so, and finds the same, cost included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'espalier-restart-'))
    try {
      const spec = ExperimentSpec.parse({
        schema: 'espalier-experiment',
        version: 1,
        name: 'Small',
        problems: { limit: 3 },
        policies: [POLICY],
        verifier: PRM,
        methods: [{ method: 'weighted' }, { method: 'rebase' }],
        budgets: [4],
      })
      const resultsOf = async (sessions: Open, name: string) => {
        const engine = await engineWith(sessions)
        const notices: string[] = []
        engine.listen('engine.notice', (notice) => notices.push(notice.message))
        const { id } = await engine.experiment.start(spec, join(folder, name))
        await engine.experiment.settled(id)
        return { results: readFileSync(join(folder, name, 'results.jsonl'), 'utf8'), notices }
      }
      const whole = await resultsOf(openSession, 'whole')
      const ended = await resultsOf(endings({ policy: [40], verifier: [5] }), 'ended')
      expect(ended.results).toBe(whole.results)
      expect(new Set(ended.notices)).toEqual(new Set([AGAIN.policy, AGAIN.verifier]))
      expect(whole.notices).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
