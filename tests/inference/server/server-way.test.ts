// The way to a model at several addresses: which one a request goes to, what becomes of one that fails, what is told of the load, and
// where its key goes.
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EspalierError, reportOf } from '../../../src-main/contract/errors.ts'
import type { ServerFacts } from '../../../src-main/inference/server/server-facts.ts'
import { serverLoads, wayTo } from '../../../src-main/inference/server/server-way.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerReply } from '../../doubles/model-server.ts'

/** Of no form that is taken for a key by itself. */
const KEY = 'sesame0123456789nobody'
const NEVER = new AbortController().signal

const servers: ModelServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(answer: (index: number) => ServerReply): Promise<ModelServer> {
  const server = await startModelServer((_, index) => answer(index))
  servers.push(server)
  return server
}

const loadOf = (...of: ModelServer[]) => serverLoads().find(({ model }) => model === of.map(({ url }) => url).join(' '))

const good = (text: string) => () => ({ json: { text } })
const facts = (urls: string[], most = 4): Pick<ServerFacts, 'url' | 'atOnce' | 'access'> => ({
  url: urls[0]!,
  atOnce: { start: most, most },
  access: { connection: urls.join(' '), others: urls.slice(1), key: KEY },
})
const call = (url: string, signal = NEVER) => ({
  url: `${url}/it`,
  body: {},
  reply: z.object({ text: z.string() }),
  signal,
})

/** Asks so many times at once, and returns what came back. */
async function ask(way: ReturnType<typeof wayTo>, times: number): Promise<string[]> {
  const replies = await Promise.all(Array.from({ length: times }, () => way.ask((url) => call(url))))
  return replies.map(({ text }) => text)
}

describe('several addresses', () => {
  it('share the requests, each as many as it has in hand', async () => {
    const [a, b] = [await start(good('a')), await start(good('b'))]
    const texts = await ask(wayTo(facts([a.url, b.url])), 40)
    expect(texts).toHaveLength(40)
    expect([...new Set(texts)].sort()).toEqual(['a', 'b'])
  })

  it('leave a slow one to what it has, and give the rest to the other', async () => {
    const [slow, quick] = [await start(() => 'silence'), await start(good('quick'))]
    const way = wayTo(facts([slow.url, quick.url], 2))
    const stop = new AbortController()
    const asked = Array.from({ length: 24 }, () => way.ask((url) => call(url, stop.signal)))
    asked.forEach((one) => void one.catch(() => undefined))
    await expect.poll(() => quick.calls.length).toBeGreaterThanOrEqual(20)
    // Twice as many as it works on at once, of which half waits in its lane.
    expect(slow.calls.length).toBe(2)
    expect(loadOf(slow, quick)!.addresses[0]).toMatchObject({ url: slow.url, running: 2, waiting: 2, limit: 2 })
    stop.abort(new Error('enough'))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4)
  })

  it('go on without one that is gone, which is told and left alone for a while', async () => {
    const [gone, there] = [await start(good('gone')), await start(good('there'))]
    await gone.close()
    const way = wayTo(facts([gone.url, there.url]))
    expect(await ask(way, 12)).toEqual(Array.from({ length: 12 }, () => 'there'))
    way.came(30)
    const load = loadOf(gone, there)
    expect(load!.addresses[0]!.error?.code).toBe('server-unreachable')
    expect(load!.addresses[1]!.error).toBeNull()
    expect(load!.tokensPerSecond).toBeGreaterThan(0)
    const before = there.calls.length
    await ask(way, 3)
    expect(there.calls.length).toBe(before + 3)
  })

  it('take what one is too busy for, without a pause', async () => {
    const busy = await start(() => ({ status: 503, json: { error: { message: 'Loading model' } } }))
    const there = await start(good('there'))
    const begun = performance.now()
    expect(await ask(wayTo(facts([busy.url, there.url])), 1)).toEqual(['there'])
    expect(performance.now() - begun).toBeLessThan(5000)
    expect(busy.calls.length).toBeLessThanOrEqual(1)
  })

  it('wait for a busy one where the others are gone', async () => {
    const gone = await start(good('gone'))
    const busy = await start((index) => (index < 2 ? { status: 503, json: {} } : { json: { text: 'late' } }))
    await gone.close()
    expect(await ask(wayTo(facts([gone.url, busy.url])), 1)).toEqual(['late'])
  })

  it('tell the fault of the first that was asked where none can answer', async () => {
    const [a, b] = [await start(good('a')), await start(good('b'))]
    await Promise.all([a.close(), b.close()])
    await expect(ask(wayTo(facts([a.url, b.url])), 1)).rejects.toThrow(/cannot be reached/)
  })

  it('do not carry a request on that the server refuses', async () => {
    const refusing = () => ({ status: 400, json: { error: { message: 'too long' } } })
    const [a, b] = [await start(refusing), await start(refusing)]
    await expect(ask(wayTo(facts([a.url, b.url])), 1)).rejects.toThrow(/too long/)
    expect(a.calls.length + b.calls.length).toBe(1)
  })
})

describe('what is told', () => {
  it('names what is waited for while a server loads its model', async () => {
    const loading = await start((index) =>
      index < 2 ? { status: 503, json: { error: { message: 'Loading model' } } } : { json: { text: 'loaded' } },
    )
    const way = wayTo(facts([loading.url]))
    const asked = ask(way, 1)
    await expect
      .poll(() => serverLoads().find(({ model }) => model === loading.url)?.addresses[0]?.waitsFor)
      .toBe('loading')
    expect(await asked).toEqual(['loaded'])
    expect(serverLoads().some(({ model }) => model === loading.url)).toBe(false)
  })
})

describe('a key', () => {
  it('goes with every request as a bearer, and into nothing else', async () => {
    const server = await start(good('a'))
    await ask(wayTo(facts([server.url])), 2)
    expect(server.calls.map(({ key }) => key)).toEqual([KEY, KEY])
    await ask(wayTo({ ...facts([server.url]), access: { connection: 'none', others: [], key: null } }), 1)
    expect(server.calls.at(-1)).not.toHaveProperty('key')
  })

  it.each([
    ['in its words', () => ({ status: 401, json: { error: { message: `Bad key: ${KEY}.` } } })],
    ['in what is no JSON', () => ({ text: `<p>${KEY}</p>` })],
    ['in a field that has another form', () => ({ json: { text: [KEY] } })],
  ] as [string, () => ServerReply][])('stands in no error where the server repeats it %s', async (_, answer) => {
    const server = await start(answer)
    const error = await ask(wayTo(facts([server.url])), 1).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(EspalierError)
    expect(JSON.stringify(reportOf(error))).not.toContain(KEY)
  })
})
