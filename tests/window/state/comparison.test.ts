// Runs side by side in the window: opened together, seen at equal cost, selected together, begun by another method.
import { describe, expect, it } from 'vitest'
import { comparePicked, requestBy, runByOther } from '../../../src-renderer/commands/compare-runs.ts'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { methodById } from '../../../src-main/contract/method.ts'
import type { MethodId } from '../../../src-main/contract/method.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { finishedRun } from '../../doubles/finished-runs.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

type Kept = Pick<Storage, 'getItem' | 'setItem'>

async function labOf(engine = windowEngine(), storage: Kept = { getItem: () => null, setItem: () => undefined }) {
  const lab = new Lab({
    connection: engine,
    storage,
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
  await lab.start()
  return { lab, engine, comparison: lab.comparison }
}

async function compared(methods: readonly MethodId[] = ['rebase', 'majority']) {
  const made = await labOf()
  const records = []
  for (const method of methods) records.push(await finishedRun(made.engine, { method }))
  await made.comparison.open(records.map(({ header }) => header.id))
  await expect.poll(() => made.comparison.parting?.nodes ?? 0).toBeGreaterThan(0)
  return { ...made, records }
}

describe('runs side by side', () => {
  it('are shown whole, with what differs and where they part', async () => {
    const { comparison, records } = await compared()
    expect(comparison.headers.map(({ spec }) => spec.method)).toEqual(['rebase', 'majority'])
    expect(comparison.runs.map(({ view }) => view.frame.length)).toEqual(records.map(({ events }) => events.length))
    expect(comparison.differences.map(({ key }) => key)).toContain('method')
    // The same seed: the first steps are the same whatever the method, and their siblings begin alike.
    expect(comparison.parting).toMatchObject({ equal: false })
    expect(comparison.parting!.nodes).toBeGreaterThanOrEqual(16)
    expect(comparison.parting!.nodesEnd).toEqual([comparison.parting!.nodes + 1, comparison.parting!.nodes + 1])
  })

  it('are seen at equal cost by one limit', async () => {
    const { comparison } = await compared(['rebase', 'majority', 'mcts'])
    expect(comparison.measure).toBe('bothFlops')
    expect(comparison.most).toBe(Math.max(...comparison.totals.map((total) => total!)))
    const limit = comparison.most / 2
    comparison.showCost(limit)
    await expect.poll(() => comparison.spent.every((spent) => spent! <= limit)).toBe(true)
    expect(comparison.runs.some(({ view, whole }) => view.frame.tree.nodes.length < whole.nodes.length)).toBe(true)
    for (const { view } of comparison.runs) {
      expect(view.frame.tree.nodes.length - 1).toBe(view.frame.tree.cost.nodes)
    }
    comparison.showCost(comparison.most)
    expect(comparison.limit).toBeNull()
    await expect.poll(() => comparison.spent).toEqual(comparison.totals)
    comparison.measureBy('policyTokens')
    expect(comparison.measure).toBe('policyTokens')
  })

  it('play along the cost from nothing to the end, and stop where somebody looks at another cost', async () => {
    const { comparison } = await compared()
    const { player } = comparison
    player.play()
    expect([player.playing, comparison.limit]).toEqual([true, 0])
    await expect.poll(() => comparison.limit).toBeGreaterThan(0)
    const reached = comparison.limit!
    await expect.poll(() => comparison.limit).toBeGreaterThan(reached)
    expect(comparison.limit).toBeLessThan(comparison.most)
    player.pause()
    const paused = comparison.limit
    await new Promise((later) => setTimeout(later, 30))
    expect(comparison.limit).toBe(paused)
    comparison.showCost(comparison.most * 0.999)
    player.play()
    await expect.poll(() => player.playing).toBe(false)
    expect(comparison.limit).toBeNull()
    player.play()
    comparison.showCost(comparison.most / 2)
    expect(player.playing).toBe(false)
  })

  it('select the same step together, and tell where there is none', async () => {
    const { comparison } = await compared(['rebase', 'greedy'])
    comparison.select(0, 1)
    expect(comparison.marks).toEqual([
      { node: 1, shared: 1 },
      { node: 1, shared: 1 },
    ])
    const [one, other] = comparison.runs.map(({ whole }) => whole)
    const texts = new Set(other!.nodes.map(({ text }) => text))
    const alone = one!.nodes.find(({ text }) => text !== '' && !texts.has(text))!
    comparison.select(0, alone.id)
    expect(comparison.marks?.[1]).toMatchObject({ node: null })
    expect(comparison.marks![1]!.shared).toBeLessThan(alone.depth)
    comparison.selectEach(comparison.parting!.nodesEnd)
    expect(comparison.marks?.map(({ node }) => node)).toEqual(comparison.parting!.nodesEnd)
    comparison.select(1, null)
    expect(comparison.marks).toBeNull()
  })

  it('grow while they are compared, and keep to the limit', async () => {
    const { lab, comparison, engine } = await labOf(windowEngine({ pace: 4 }))
    const first = await finishedRun(engine, { method: 'majority' })
    const { id } = await engine.call('runs.start', { ...first.header.spec, method: 'rebase' })
    await comparison.open([first.header.id, id])
    await expect.poll(() => comparison.most).toBeGreaterThan(0)
    const limit = comparison.most / 3
    comparison.showCost(limit)
    await expect.poll(() => comparison.runs[1]!.whole.state).toBe('done')
    await expect.poll(() => comparison.spent.every((spent) => spent! <= limit)).toBe(true)
    expect(lab.error).toBeNull()
  })

  it('stay as they were where another one cannot be opened', async () => {
    const { lab, comparison } = await compared()
    const before = comparison.ids
    await lab.attempt(() => comparison.open([...before, 'gone']))
    expect([comparison.ids, lab.error?.code, comparison.opening]).toEqual([before, 'not-found', false])
  })

  it('are no comparison any more when one of two is deleted or taken out', async () => {
    const { lab, comparison, engine } = await compared(['rebase', 'majority', 'mcts'])
    comparison.takeOut(comparison.ids[2]!)
    expect(comparison.ids).toHaveLength(2)
    await engine.call('runs.delete', { id: comparison.ids[1]! })
    expect([comparison.on, lab.run.id]).toEqual([false, null])
  })
})

describe('the way to a comparison', () => {
  it('leads over the history, where two to four runs are picked', async () => {
    const { lab, comparison, engine } = await labOf()
    for (let seed = 1; seed <= 5; seed++) await finishedRun(engine, { seed })
    expect(runCommand('compare.pick', lab)).toBe(true)
    expect([lab.panels.showing, lab.settings.left.open, comparison.picks.ids]).toEqual(['history', true, []])
    for (const { id } of lab.history.runs) comparison.picks.toggle(id)
    expect(comparison.picks.ids).toHaveLength(4)
    comparison.picks.toggle(comparison.picks.ids![0]!)
    const picked = comparison.picks.ids!
    await comparePicked(lab)
    expect([comparison.ids, comparison.picks.ids]).toEqual([picked, null])
    expect(runCommand('view.outline', lab)).toBe(false)
    await lab.show(picked[0]!)
    expect(comparison.on).toBe(false)
  })

  it('is one action from a run to the same by another method', async () => {
    const { lab, comparison } = await labOf()
    expect(runCommand('compare.method', lab)).toBe(false)
    await lab.startRun()
    await expect.poll(() => lab.runState).toBe('done')
    const base = lab.run.header!
    expect(runCommand('compare.method', lab)).toBe(true)
    expect(comparison.choosingMethod).toBe(true)
    await runByOther(lab, base, methodById('weighted'))
    expect([comparison.choosingMethod, lab.error]).toEqual([false, null])
    await expect.poll(() => comparison.headers.map(({ spec }) => spec.method)).toEqual(['rebase', 'weighted'])
    expect(comparison.headers[1]!.spec).toMatchObject({
      ...{ problem: base.spec.problem, seed: base.spec.seed, policy: base.spec.policy, verifier: base.spec.verifier },
      sampling: base.spec.sampling,
      parameters: { width: 16 },
    })
    // The controls are those of the new run, and one more method goes beside both.
    expect(lab.run.id).toBe(comparison.ids[1])
    await expect.poll(() => lab.runState).toBe('done')
    await runByOther(lab, base, methodById('mcts'))
    expect(comparison.ids).toHaveLength(3)
    expect(requestBy(lab, base, methodById('greedy'))?.verifier).toBeNull()
    expect(runCommand('compare.close', lab)).toBe(true)
    expect([comparison.on, lab.run.header?.spec.method]).toEqual([false, 'mcts'])
  })

  it('is remembered until somebody leaves it, and forgotten where a run of it is gone', async () => {
    const kept = new Map<string, string>()
    const storage: Kept = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    }
    const engine = windowEngine()
    const first = await labOf(engine, storage)
    const ids = []
    for (const method of ['rebase', 'majority'] as const) ids.push((await finishedRun(engine, { method })).header.id)
    await first.lab.show(ids[0]!)
    await first.comparison.open(ids)
    const again = await labOf(engine, storage)
    expect([again.comparison.ids, again.lab.run.id]).toEqual([ids, ids[0]])
    await again.lab.show(ids[1]!)
    expect((await labOf(engine, storage)).comparison.on).toBe(false)
    await again.comparison.open(ids)
    await engine.call('runs.delete', { id: ids[1]! })
    kept.set('espalier-window', JSON.stringify({ shown: { run: ids[0], compared: ids } }))
    const last = await labOf(engine, storage)
    expect([last.comparison.on, last.lab.run.id, last.lab.settings.shown.compared]).toEqual([false, ids[0], []])
    expect(last.lab.error).toBeNull()
  })

  it('comes back after the engine was gone', async () => {
    const { comparison, engine, lab } = await compared()
    const opened = engine.calls.filter(({ name }) => name === 'runs.open').length
    engine.enter('lost')
    engine.enter('open')
    await expect.poll(() => engine.calls.filter(({ name }) => name === 'runs.open').length).toBe(opened + 2)
    expect([comparison.on, lab.error]).toEqual([true, null])
  })
})
