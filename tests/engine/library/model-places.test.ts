// Sessions move to another place between runs: the library over doubles of sessions and of the devices' rules.
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import type { Device } from '../../../src-main/contract/device.ts'
import { openAddedModels } from '../../../src-main/engine/library/added-models.ts'
import { readCatalog } from '../../../src-main/engine/library/catalog-file.ts'
import { createKnownModels } from '../../../src-main/engine/library/known-models.ts'
import { createModelLibrary } from '../../../src-main/engine/library/model-library.ts'
import { NO_CONNECTIONS } from '../../doubles/no-connections.ts'
import type { openSession, Session } from '../../../src-main/inference/session/session-client.ts'

const MODELS = resolve('models')
const [POLICY, PRM] = ['arithmetic-policy-1m', 'arithmetic-prm-2m']

/** A library whose sessions take a moment to close; `place` is where sessions go. */
async function libraryOf(place: { device: Device; outdated: string[] }) {
  const { models } = await readCatalog(MODELS)
  const said: string[] = []
  const open: typeof openSession = ({ folder, role, device = 'cpu' }) => {
    const { id, name, sha256 } = models.find((model) => folder.endsWith(model.folder))!
    said.push(`open ${id} ${device}`)
    let ended = () => {}
    const closed = new Promise<null>((settle) => (ended = () => settle(null)))
    const facts = { name, role, device, sha256, shape: { parameters: 1, layers: 1, attentionWidth: 1 } }
    const close = async () => {
      await new Promise((settle) => setTimeout(settle, 20))
      said.push(`closed ${id}`)
      ended()
    }
    return Promise.resolve({ facts, closed, close } as unknown as Session)
  }
  const reader = { look: () => Promise.reject(new Error('Nothing is looked at.')) }
  const store = openAddedModels(null, () => undefined)
  const library = createModelLibrary({
    byAddress: true,
    known: createKnownModels({ modelsFolder: MODELS, store, reader }),
    connections: NO_CONNECTIONS,
    forms: { fileOf: () => Promise.resolve(null) },
    store,
    threads: 1,
    open,
    places: { open: (_, openOn) => openOn(place.device), outdated: () => place.outdated },
    changed: () => undefined,
  })
  return { library, said }
}

it('opens a session anew where its place has changed, only after the old one has ended', async () => {
  const place = { device: 'cpu' as Device, outdated: [] as string[] }
  const { library, said } = await libraryOf(place)
  await library.open(POLICY, 'policy')
  await library.open(PRM, 'verifier')
  await library.makeReady([POLICY, PRM])
  await library.open(POLICY, 'policy')
  expect(said).toEqual([`open ${POLICY} cpu`, `open ${PRM} cpu`])

  place.device = 'webgpu'
  place.outdated = [POLICY]
  // Another run asks at the same time, and must not get the session that is going.
  const ready = library.makeReady([POLICY, PRM])
  const [again, prm] = await Promise.all([library.open(POLICY, 'policy'), library.open(PRM, 'verifier'), ready])
  expect(said.slice(2)).toEqual([`closed ${POLICY}`, `open ${POLICY} webgpu`])
  expect([again.model.device, prm.model.device]).toEqual(['webgpu', 'cpu'])
  await library.close()
  expect(said.slice(4).sort()).toEqual([`closed ${POLICY}`, `closed ${PRM}`])
})
