// The engine as a page has it: what a command may, which a person has typed, and a page may not, whoever runs in it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolve } from 'node:path'
import { reportOf } from '../../src-main/contract/errors.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Engine } from '../../src-main/engine/engine.ts'
import { scriptedModels, startModelServer } from '../doubles/model-server.ts'
import type { ModelServer } from '../doubles/model-server.ts'

let server: ModelServer
let engine: Engine
beforeAll(async () => {
  server = await startModelServer(scriptedModels())
  engine = await createEngine({ host: 'web', dataFolder: null, modelsFolder: resolve('models'), version: '0' })
})
afterAll(async () => {
  await engine.close()
  await server.close()
})

const faultOf = (promise: Promise<unknown>) => promise.then(() => null, reportOf)

describe('a page', () => {
  const start = (models: { policy: string; verifier?: string }) =>
    engine.call('runs.start', {
      problem: { id: 'own', question: '1 + 1?' },
      method: models.verifier ? 'best-of-n' : 'majority',
      ...models,
    })

  test.each<[what: string, models: (url: string) => { policy: string; verifier?: string }]>([
    ['policy', (url) => ({ policy: url })],
    ['policy without a scheme', (url) => ({ policy: url.replace('http://', '') })],
    ['PRM', (url) => ({ policy: 'arithmetic-policy-400k', verifier: url })],
    ['judge', (url) => ({ policy: 'arithmetic-policy-400k', verifier: `judge:${url}` })],
  ])('names no server as %s that nobody has added, and it is not asked', async (_, models) => {
    const report = await faultOf(start(models(server.url)))
    expect(report).toMatchObject({
      code: 'bad-input',
      advice: expect.stringMatching(/Add it on the Models screen/) as string,
    })
    expect(server.calls).toEqual([])
  })

  test('has its arguments checked', async () => {
    expect(await faultOf(engine.call('runs.list', { limit: 1e9 }))).toMatchObject({ code: 'bad-input' })
    expect(await faultOf(engine.call('runs.open', { id: 4 } as never))).toMatchObject({ code: 'bad-input' })
  })

  test('downloads nothing that the program runs', async () => {
    const { cuda } = await engine.call('devices.list', {})
    if (cuda) expect(cuda.command).toBe('espalier devices --get-cuda')
    expect((await faultOf(engine.call('devices.cuda.get', { sha512: '0'.repeat(128) })))?.code).toBe('not-found')
  })
})
