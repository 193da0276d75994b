// Connections in the engine: what is kept of one, what it is opened as, where its key may be, and where it may not.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rewardPreset } from '../../../../src-main/contract/reward-presets.ts'
import type { RewardRecord } from '../../../../src-main/contract/reward-record.ts'
import { isSameModel } from '../../../../src-main/contract/run.ts'
import type { ConnectionCard, ServerLoad } from '../../../../src-main/contract/connection.ts'
import type { ErrorReport } from '../../../../src-main/contract/errors.ts'
import { createConnectionKeys } from '../../../../src-main/engine/library/connection-keys.ts'
import type { Keychain } from '../../../../src-main/engine/library/connection-keys.ts'
import { openConnectionsFile } from '../../../../src-main/engine/library/connections-file.ts'
import { createConnections } from '../../../../src-main/engine/library/connections.ts'
import { scriptedModels, SERVED_MODEL, startModelServer } from '../../../doubles/model-server.ts'
import type { ModelServer } from '../../../doubles/model-server.ts'

const KEY = 'sesame-open-0123456789'
const NEVER = new AbortController().signal
const CHAT = `{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}{% endfor %}<assistant>`

let folder: string
let server: ModelServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-connections-'))
  server = await startModelServer(scriptedModels())
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await server.close()
})

/** A keychain that only turns keys around, so that a test sees what came through it. */
const KEYCHAIN: Keychain = {
  refusal: () => Promise.resolve(null),
  seal: (key) => Promise.resolve(Buffer.from(Array.from(key).reverse().join('')).toString('base64')),
  unseal: (sealed) => Promise.resolve(Array.from(Buffer.from(sealed, 'base64').toString()).reverse().join('')),
}

interface Surroundings {
  keychain?: Keychain | null
  environment?: Record<string, string>
}

/** The connections of a program that has just started. */
function open({ keychain = null, environment = {} }: Surroundings = {}) {
  const notices: ErrorReport[] = []
  const loads: ServerLoad[][] = []
  const rewards = new Map<string, RewardRecord>()
  const file = openConnectionsFile(folder, (notice) => notices.push(notice))
  const keys = createConnectionKeys({ file, keychain, environment })
  const connections = createConnections({
    file,
    keys,
    taken: () => Promise.resolve(['arithmetic-policy-1m']),
    rewardOf: (id) => rewards.get(id) ?? null,
    changed: () => undefined,
    load: (told) => loads.push(told),
  })
  const add = async (more: object = {}) => {
    const usual = {
      addresses: [server.url],
      role: 'policy',
      model: null,
      key: { kind: 'none' },
      atOnce: null,
      size: null,
    }
    return (await connections.calls['connections.add']({ ...usual, ...more } as never)).card
  }
  return { ...connections, add, notices, loads, rewards }
}

/** All that lies in the data folder. */
const written = () =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')

describe('what is kept', () => {
  it('is there after a restart, with what the look has found, and a run can name it', async () => {
    const card = await open().add({ atOnce: 3 })
    expect(card).toMatchObject({
      id: SERVED_MODEL,
      name: SERVED_MODEL,
      addresses: [`${server.url}/v1`],
      model: SERVED_MODEL,
      atOnce: 3,
      size: null,
      state: 'ready',
      probe: {
        models: [{ id: SERVED_MODEL, context: null, parameters: null }],
        addresses: [{ url: `${server.url}/v1`, error: null }],
        abilities: {
          completions: { able: true },
          choices: { able: false },
          stopReason: { able: true },
          logProbabilities: { able: true },
          tokenCounts: { able: true },
          cachedTokens: { able: false },
        },
      },
    })
    const again = open()
    expect(again.cards()).toEqual([card])
    expect(again.infos()).toMatchObject([{ id: SERVED_MODEL, role: 'policy', origin: 'server', parameters: null }])
    const { facts, model } = await again.open(again.find(SERVED_MODEL)!, 'policy', NEVER)
    expect(facts.atOnce).toEqual({ start: 3, most: 3 })
    expect(model).toMatchObject({ id: SERVED_MODEL, name: SERVED_MODEL, sha256: null, device: 'server', shape: null })
    expect(model).not.toHaveProperty('sizeFrom')
  })

  it('runs under the name that it has here, and is the same model under another one', async () => {
    const connections = open()
    const { id } = await connections.add({ name: 'Ours' })
    const opened = async () => (await connections.open(connections.find(id)!, 'policy', NEVER)).model
    const before = await opened()
    expect(before).toMatchObject({ name: 'Ours', version: SERVED_MODEL })
    await connections.calls['connections.change']({ id, name: 'The small one' })
    const after = await opened()
    expect(after.name).toBe('The small one')
    expect(isSameModel(before, after)).toBe(true)
    expect(isSameModel(before, { ...after, version: 'another' })).toBe(false)
  })

  it('has an id of its own, whatever the models are called', async () => {
    const connections = open()
    const names = [{}, {}, { name: 'Arithmetic policy 1M' }].map((more) => connections.add(more))
    for (const name of names) await name
    expect(
      connections
        .cards()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([SERVED_MODEL, `${SERVED_MODEL}-2`, 'Arithmetic-policy-1M-2'].sort())
  })

  it('is the model that was chosen, and says where the list lacks it', async () => {
    await server.close()
    server = await startModelServer((call) =>
      call.path === '/v1/models' ? { json: { data: [{ id: 'one' }, { id: 'two' }] } } : scriptedModels()(call),
    )
    const connections = open()
    expect(await connections.add({ model: 'two' })).toMatchObject({ id: 'two', model: 'two' })
    expect(server.calls.flatMap(({ body }) => body?.['model'] ?? [])).toEqual(['two', 'two', 'two'])
    await expect(connections.add({ model: 'three' })).rejects.toThrow(/serves no model “three”/)
    const { facts, model } = await connections.open(connections.find('two')!, 'policy', NEVER)
    expect([facts.model, model.name]).toEqual(['two', 'two'])
  })

  it('is changed part by part; other addresses are looked at before', async () => {
    const connections = open()
    await connections.add()
    const change = (what: object) => connections.calls['connections.change']({ id: SERVED_MODEL, ...what })
    const before = server.calls.length
    await change({
      atOnce: 7,
      name: 'Other',
      size: { parameters: 7e9, layers: null, attentionWidth: null, from: 'typed' },
    })
    expect(server.calls.length).toBe(before)
    expect(connections.card(SERVED_MODEL)).toMatchObject({
      name: 'Other',
      atOnce: 7,
      size: { parameters: 7e9, from: 'typed' },
    })
    await expect(change({ addresses: [server.url, 'http://127.0.0.1:1'] })).rejects.toThrow(
      /127\.0\.0\.1:1 cannot be reached/,
    )
    expect(connections.card(SERVED_MODEL).addresses).toEqual([`${server.url}/v1`])
    const { model } = await connections.open(connections.find(SERVED_MODEL)!, 'policy', NEVER)
    expect(model).toMatchObject({ shape: { parameters: 7e9, layers: null, attentionWidth: null }, sizeFrom: 'typed' })
    await change({ size: null })
    expect(connections.card(SERVED_MODEL).size).toBeNull()
  })

  it('opens where nothing was ever kept, and keeps what is good of a damaged list', async () => {
    expect(open().cards()).toEqual([])
    await open().add()
    const path = join(folder, 'connections.json')
    const content = JSON.parse(readFileSync(path, 'utf8')) as { connections: object[] }
    content.connections.push({ id: 'broken' })
    writeFileSync(path, JSON.stringify(content))
    const after = open()
    expect(after.cards().map(({ id }) => id)).toEqual([SERVED_MODEL])
    expect(after.notices).toMatchObject([{ code: 'store-failed' }])
    expect(readdirSync(folder).some((name) => name.startsWith('connections.json.damaged'))).toBe(true)
  })

  it('is forgotten with its key', async () => {
    const connections = open({ keychain: KEYCHAIN })
    await connections.add({ key: { kind: 'typed', value: KEY, keep: 'keychain' } })
    await connections.remove(SERVED_MODEL)
    expect(JSON.parse(readFileSync(join(folder, 'connections.json'), 'utf8'))).toMatchObject({
      connections: [],
      sealed: {},
    })
  })
})

describe('how it is asked', () => {
  const serveChat = async () => {
    await server.close()
    server = await startModelServer((call) => {
      if (call.path === '/props') return { json: { build_info: 'b1', chat_template: CHAT, total_slots: 2 } }
      if (call.path === '/v1/models')
        return { json: { data: [{ id: 'chat', owned_by: 'llamacpp', meta: { n_params: 1000 } }] } }
      return { json: { content: 'x', stop_type: 'eos', tokens_predicted: 1, tokens_evaluated: 1 } }
    })
  }

  it('is what its chat template suggests, until it is changed, and again when that is given up', async () => {
    await serveChat()
    const connections = open()
    const card = await connections.add()
    expect(card.prompt).toMatchObject({ layout: { kind: 'chat', template: CHAT } })
    expect(card.size).toEqual({ parameters: 1000, layers: null, attentionWidth: null, from: 'server' })
    const changed = { ...card.prompt!, system: 'Be brief.' }
    expect(await connections.ask('chat', changed)).toMatchObject({
      promptChanged: true,
      prompt: { system: 'Be brief.' },
    })
    const again = open()
    const { model } = await again.open(again.find('chat')!, 'policy', NEVER)
    expect(model).toMatchObject({ prompt: { system: 'Be brief.' }, sizeFrom: 'server', software: 'llama.cpp b1' })
    expect(await again.ask('chat', null)).toMatchObject({ promptChanged: false, prompt: card.prompt })
  })
})

describe('a PRM', () => {
  it('is tried by what it scores, and asked without a prompt', async () => {
    const connections = open()
    const card = await connections.add({ role: 'verifier' })
    expect(card).toMatchObject({
      addresses: [server.url],
      prompt: null,
      probe: { abilities: { pooling: { able: true } } },
    })
    const { facts, model } = await connections.open(connections.find(card.id)!, 'verifier', NEVER)
    expect([facts.url, model.prompt]).toEqual([server.url, undefined])
  })

  it('is asked as its server’s name for it suggests, until somebody says otherwise; a policy is not', async () => {
    await server.close()
    const script = scriptedModels()
    const listed = { json: { data: [{ id: 'peiyi9979/math-shepherd-mistral-7b-prm' }] } }
    server = await startModelServer((call) => (call.path === '/v1/models' ? listed : script(call)))
    const connections = open()
    const family = (id: string) => rewardPreset(id)!.record
    const { id } = await connections.add({ role: 'verifier' })
    expect(connections.card(id)).toMatchObject({ reward: family('math-shepherd'), rewardChanged: false })
    connections.rewards.set(id, family('qwen-math'))
    expect(connections.card(id)).toMatchObject({ reward: family('qwen-math'), rewardChanged: true })
    const policy = await connections.add()
    expect(policy).toMatchObject({ reward: null, rewardChanged: false })
  })
})

describe('a key', () => {
  const places: [string, object, Surroundings, ConnectionCard['key']][] = [
    [
      'in a variable',
      { kind: 'variable', name: 'SERVER_KEY' },
      { environment: { SERVER_KEY: ` ${KEY}\n` } },
      { kind: 'variable', name: 'SERVER_KEY' },
    ],
    ['in memory', { kind: 'typed', value: KEY, keep: 'memory' }, {}, { kind: 'memory' }],
    ['in the keychain', { kind: 'typed', value: KEY, keep: 'keychain' }, { keychain: KEYCHAIN }, { kind: 'keychain' }],
  ]
  it.each(places)('%s goes to the server and into no file', async (_, key, surroundings, place) => {
    const connections = open(surroundings)
    const card = await connections.add({ key })
    expect(card).toMatchObject({ key: place, state: 'ready' })
    const { facts, model } = await connections.open(connections.find(card.id)!, 'policy', NEVER)
    expect(facts.access?.key).toBe(KEY)
    expect(server.calls.every((call) => call.key === KEY)).toBe(true)
    for (const text of [written(), JSON.stringify(model), JSON.stringify(connections.cards())])
      expect(text).not.toContain(KEY)
  })

  it('of the keychain and of a variable is there after a restart; one in memory is asked for anew', async () => {
    const first = open({ keychain: KEYCHAIN })
    await first.add({ name: 'sealed', key: { kind: 'typed', value: KEY, keep: 'keychain' } })
    await first.add({ name: 'typed', key: { kind: 'typed', value: KEY, keep: 'memory' } })
    const again = open({ keychain: KEYCHAIN })
    expect((await again.open(again.find('sealed')!, 'policy', NEVER)).facts.access?.key).toBe(KEY)
    expect(again.card('typed')).toMatchObject({
      state: 'missing',
      error: { advice: expect.stringMatching(/^Type it in again/) as string },
    })
    await expect(again.open(again.find('typed')!, 'policy', NEVER)).rejects.toThrow(/kept until the program ended/)
    // The same folder at the command line, which reaches no keychain.
    expect(open().card('sealed').state).toBe('missing')
  })

  it('cannot be kept where no keychain is, which is said without the key', async () => {
    const key = { kind: 'typed', value: KEY, keep: 'keychain' }
    const refusing = { ...KEYCHAIN, refusal: () => Promise.resolve('No keychain is unlocked.') }
    for (const keychain of [null, refusing]) {
      const error = await open({ keychain })
        .add({ key })
        .catch((thrown: unknown) => thrown)
      expect(String(error)).toMatch(/cannot be kept in a keychain/)
      expect(JSON.stringify(error)).not.toContain(KEY)
    }
  })

  it('whose variable is not set stops a look before anything is asked', async () => {
    await expect(open().add({ key: { kind: 'variable', name: 'SERVER_KEY' } })).rejects.toThrow(
      /SERVER_KEY, which holds the server’s key, is not set/,
    )
    expect(server.calls).toEqual([])
  })

  it('that is kept is meant by a look at what is changed', async () => {
    const connections = open()
    const { id } = await connections.add({ key: { kind: 'typed', value: KEY, keep: 'memory' } })
    const before = server.calls.length
    const asked = { addresses: [server.url], role: 'policy' as const, model: null, key: { kind: 'kept' as const } }
    await connections.calls['connections.look']({ ...asked, of: id })
    expect(server.calls.slice(before).every((call) => call.key === KEY)).toBe(true)
    await expect(connections.calls['connections.look']({ ...asked, of: null })).rejects.toThrow(/No key is kept yet/)
  })
})

it('a server that loads its model is waited for, and that is told', async () => {
  const connections = open()
  await connections.add()
  let left = 5
  await server.close()
  const port = new URL(server.url).port
  server = await startModelServer(
    (call) => (left-- > 0 ? { status: 503, json: { error: { message: 'Loading model' } } } : scriptedModels()(call)),
    Number(port),
  )
  const { model } = await connections.open(connections.find(SERVED_MODEL)!, 'policy', NEVER)
  expect(model.name).toBe(SERVED_MODEL)
  expect(connections.loads[0]).toMatchObject([{ model: SERVED_MODEL, addresses: [{ waitsFor: 'loading' }] }])
  expect(connections.loads.at(-1)).toEqual([])
})
