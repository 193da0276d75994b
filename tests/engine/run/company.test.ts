// Runs alone and in company, on the embedded models: trees, rewards and costs are the same to the last bit.
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import type { CallArgument } from '../../../src-main/contract/api.ts'
import type { RunEvent } from '../../../src-main/contract/event.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { isFinal } from '../../../src-main/engine/history/run-summary.ts'

async function changesOf(engine: Engine, what: CallArgument<'runs.start'>): Promise<RunEvent['change'][]> {
  const ends = new Map<string, () => void>()
  const ended = new Set<string>()
  const deaf = engine.listen('run.summary', ({ id, state }) => {
    if (!isFinal(state)) return
    ended.add(id)
    ends.get(id)?.()
  })
  const { id } = await engine.call('runs.start', what)
  if (!ended.has(id)) await new Promise<void>((resolve) => ends.set(id, resolve))
  deaf()
  return (await engine.call('runs.open', { id })).events.map(({ change }) => change)
}

it('grow the same trees with the same rewards, bit for bit', async () => {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: resolve('models'),
    version: '0',
  })
  try {
    const { models } = await engine.call('models.list', {})
    const [policy, verifier] = (['policy', 'verifier'] as const).map(
      (role) => models.find((model) => model.role === role)!.id,
    ) as [string, string]
    const { problems } = await engine.call('problems.list', { limit: 12 })
    const runs = problems.map((problem, at) => ({
      problem,
      method: (['weighted', 'rebase', 'mcts'] as const)[at % 3]!,
      seed: at,
      policy,
      verifier,
    }))
    const alone: RunEvent['change'][][] = []
    for (const run of runs) alone.push(await changesOf(engine, run))
    const together = await Promise.all(runs.map((run) => changesOf(engine, run)))
    expect(JSON.stringify(together)).toBe(JSON.stringify(alone))
    expect(alone.flat().filter(({ type }) => type === 'node-scored').length).toBeGreaterThan(400)
  } finally {
    await engine.close()
  }
})
