// Session threads that end at random passes of a run: the run goes on, and its tree is the one that it would have been.
// Knows runs and their trees. Does not know how a thread ends (doubles/ending-session.mjs).
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { CallArgument } from '../../src-main/contract/api.ts'
import { NO_COST } from '../../src-main/contract/cost.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import { openSession } from '../../src-main/inference/session/session-client.ts'
import { endingAfter } from '../doubles/ending-sessions.ts'
import { noise } from '../doubles/noise.ts'

export interface ThreadFigures {
  rounds: number
  /** Threads that ended, and runs in which at least one did. */
  ended: number
  struck: number
  seconds: number
  faults: string[]
}

const METHODS = [
  { method: 'rebase', parameters: { width: 8 } },
  { method: 'mcts', parameters: { expansions: 6 } },
  { method: 'beam', parameters: { width: 8 } },
  { method: 'majority', parameters: { width: 6 } },
] as const
/** Passes after which a thread ends at the latest: some runs are over by then. */
const LONGEST = 120

/** One run on an engine of its own whose sessions end after these passes, one role after the other; the next ones never. */
async function grown(request: CallArgument<'runs.start'>, passes: Record<'policy' | 'verifier', number[]>) {
  const engine = await createEngine({
    ...{ host: 'cli', dataFolder: null, modelsFolder: resolve('models'), version: '0' },
    sessions: (options) =>
      openSession({ ...options, device: 'cpu', entry: endingAfter(passes[options.role].shift() ?? Infinity) }),
  })
  const ended = new Set<string>()
  const end: PromiseWithResolvers<void> = Promise.withResolvers()
  let id: string | null = null
  engine.listen('run.summary', (summary) => {
    if (['done', 'stopped', 'failed'].includes(summary.state)) ended.add(summary.id)
    if (id !== null && ended.has(id)) end.resolve()
  })
  id = (await engine.call('runs.start', request)).id
  if (ended.has(id)) end.resolve()
  await end.promise
  const { events } = await engine.call('runs.open', { id })
  await engine.close()
  return { events, tree: foldChanges(events.map(({ change }) => change)) }
}

/** All but what it cost, and what was told on the way. */
function alike(tree: Tree) {
  return { ...tree, cost: { ...NO_COST, samples: tree.cost.samples, nodes: tree.cost.nodes }, notices: [] }
}

export async function endThreads(options: { rounds: number; seed: number }): Promise<ThreadFigures> {
  const { rounds, seed } = options
  const undisturbed = new Map<string, Tree>()
  const figures: ThreadFigures = { rounds: 0, ended: 0, struck: 0, seconds: 0, faults: [] }
  const begun = performance.now()
  while (figures.rounds < rounds && figures.faults.length < 5) {
    const draw = (what: number) => noise(seed * 7_000_003 + figures.rounds * 101 + what)
    const asked = METHODS[Math.floor(draw(1) * METHODS.length)]!
    const request: CallArgument<'runs.start'> = {
      ...asked,
      problem: { id: 'own', question: 'What is 3 + 4 * 5 - 6?', answer: '17' },
      seed: 1 + Math.floor(draw(2) * 5),
      ...{ policy: 'arithmetic-policy-1m', verifier: 'arithmetic-prm-2m' },
    }
    const name = JSON.stringify([asked, request.seed])
    const passes = (what: number) =>
      Array.from({ length: Math.floor(draw(what) * 3) }, (_, at) => Math.floor(draw(what + 1 + at) * LONGEST))
    if (!undisturbed.has(name)) undisturbed.set(name, (await grown(request, { policy: [], verifier: [] })).tree)
    const { events, tree } = await grown(request, { policy: passes(10), verifier: passes(20) })
    const where = `round ${figures.rounds}, ${name}`
    if (events.some(({ sequence }, place) => sequence !== place)) figures.faults.push(`${where}: events out of turn.`)
    if (tree.state !== 'done' && tree.notices.length < 3) figures.faults.push(`${where}: it ended as ${tree.state}.`)
    if (tree.state === 'done' && !isDeepStrictEqual(alike(tree), alike(undisturbed.get(name)!)))
      figures.faults.push(`${where}: another tree.`)
    figures.rounds++
    figures.ended += tree.notices.length
    figures.struck += Number(tree.notices.length > 0)
    figures.seconds = (performance.now() - begun) / 1000
  }
  return figures
}
