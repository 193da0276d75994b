// Two engines over one data folder, with the embedded models.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ExperimentSpec } from '../../../src-main/contract/experiment.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { scriptedModels, SERVED_MODEL, startModelServer } from '../../doubles/model-server.ts'

let dataFolder: string
const engines: Engine[] = []
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'espalier-experiments-'))
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
  rmSync(dataFolder, { recursive: true })
})

async function engine(): Promise<Engine> {
  const modelsFolder = resolve('models')
  const started = await createEngine({ host: 'cli', dataFolder, modelsFolder, version: '0.0.0' })
  engines.push(started)
  return started
}

const spec = ExperimentSpec.parse({
  schema: 'espalier-experiment',
  version: 1,
  name: 'Shared',
  problems: { limit: 20 },
  policies: ['arithmetic-policy-400k'],
  methods: [{ method: 'majority' }],
  budgets: [16],
})

it('an experiment that a neighbour has open is not deleted under it', async () => {
  const [own, neighbour] = [await engine(), await engine()]
  const { models } = await own.call('models.list', {})
  const policy = models.find(({ role }) => role === 'policy')!.id
  const { id } = await own.call('experiments.start', { spec: { ...spec, policies: [policy] } })
  const folder = join(dataFolder, 'experiments', id)
  await expect(neighbour.call('experiments.delete', { id })).rejects.toMatchObject({
    report: { code: 'bad-input', message: expect.stringContaining('another window') as string },
  })
  expect(existsSync(folder)).toBe(true)
  await own.call('experiments.cancel', { id })
  await own.close()
  engines.splice(engines.indexOf(own), 1)
  await neighbour.call('experiments.delete', { id })
  expect(existsSync(folder)).toBe(false)
})

it('an experiment ends where its server has another model than it was begun with', async () => {
  const script = scriptedModels()
  let completions = 0
  // Of the same name, as a server that was started again with other weights has it.
  const server = await startModelServer((call) => {
    if (call.path === '/v1/completions') completions += 1
    const root = completions > 300 ? '/models/b' : '/models/a'
    return call.path === '/v1/models'
      ? { json: { data: [{ id: SERVED_MODEL, object: 'model', root, owned_by: 'vllm' }] } }
      : script(call)
  })
  try {
    const own = await engine()
    const asked = { ...spec, policies: [server.url], budgets: [4], problems: { limit: 200 } }
    const { id } = await own.call('experiments.start', { spec: asked })
    const progress = async () => (await own.call('experiments.list', {})).experiments.find((one) => one.id === id)!
    await expect.poll(async () => (await progress()).state, { timeout: 30_000 }).toBe('failed')
    const { error, done, units } = await progress()
    expect(error?.message).toBe(`The model “${SERVED_MODEL}” is not the one that the experiment was begun with.`)
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(units)
  } finally {
    await server.close()
  }
})
