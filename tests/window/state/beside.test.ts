// Experiments beside the one on screen: chosen, loaded, brought to the front, exported together.
import { describe, expect, it } from 'vitest'
import { Experiments } from '../../../src-renderer/state/experiments.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function settled() {
  const engine = windowEngine({ experiments: ['done', 'paused', 'failed'] })
  const experiments = new Experiments(engine)
  await experiments.reload()
  const done = experiments.list.find(({ state }) => state === 'done')!.id
  experiments.show(done)
  await expect.poll(() => experiments.summary?.header.spec.name).toBe('The paper’s figure on these models')
  const others = experiments.list.flatMap(({ id }) => (id === done ? [] : [id]))
  return { engine, experiments, done, others }
}

describe('experiments beside the one on screen', () => {
  it('are drawn once their results are here, and left out again', async () => {
    const { experiments, others } = await settled()
    const { beside } = experiments
    for (const id of others) await beside.toggle(id)
    expect(beside.summaries.map(({ id }) => id)).toEqual(others)
    expect(beside.loading).toBe(false)
    await beside.toggle(others[0]!)
    expect(beside.ids).toEqual(others.slice(1))
    experiments.show(others[0]!)
    expect(beside.ids).toEqual([])
  })

  it('that are gone are left out, and why is told', async () => {
    const { experiments, others } = await settled()
    await experiments.beside.toggle('gone')
    expect([experiments.beside.ids, experiments.error?.code]).toEqual([[], 'not-found'])
    await experiments.beside.toggle(others[0]!)
    await experiments.delete(others[0]!)
    expect(experiments.beside.ids).toEqual([])
  })

  it('come to the front with the answers of a point, and the other stays in the figure', async () => {
    const { experiments, done, others } = await settled()
    const [other] = others
    await experiments.beside.toggle(other!)
    const { policy, method, budget } = experiments.beside.summaries[0]!.summary.points[1]!
    await experiments.bringForward(other!, { policy, method, budget })
    expect([experiments.current, experiments.beside.ids]).toEqual([other, [done]])
    expect(experiments.points.first).toEqual({ policy, method, budget })
    expect(experiments.points.firstAnswers.length).toBeGreaterThan(0)
  })

  it('are part of the table that is exported, and of no other file', async () => {
    const { experiments, engine, others } = await settled()
    await experiments.beside.toggle(others[0]!)
    expect((await experiments.resultFile('csv', () => ''))?.text).toContain(' and ')
    await experiments.resultFile('latex', () => '')
    const asked = engine.calls.filter(({ name }) => name === 'experiments.export').map(({ argument }) => argument)
    expect(asked).toMatchObject([
      { format: 'csv', beside: [others[0]] },
      { format: 'latex', beside: [] },
    ])
  })
})
