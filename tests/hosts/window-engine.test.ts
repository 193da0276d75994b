// The window's end of the channel against the real web host and real message ports, without a browser.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { DATASET_BYTES } from '../../src-main/contract/dataset.ts'
import type { Message } from '../../src-main/contract/channel.ts'
import { serveEngine } from '../../src-main/hosts/serve-engine.ts'
import type { WebHost } from '../../src-main/hosts/web/web-host.ts'
import { startWebHost } from '../../src-main/hosts/web/web-host.ts'
import type { ConnectionState } from '../../src-renderer/engine.ts'
import { connectEngine } from '../../src-renderer/engine.ts'
import type { EngineDouble } from '../doubles/engine.ts'
import { engineDouble } from '../doubles/engine.ts'

let engine: EngineDouble
beforeEach(() => {
  engine = engineDouble()
})
afterEach(() => vi.unstubAllGlobals())

describe('in a browser', () => {
  let folder: string
  let host: WebHost
  let sockets: WebSocket[]

  /** A browser's globals for a page at this address; a page's socket sends its origin. */
  function openPage(url: string, stored = new Map<string, string>()) {
    const { host: name, origin, hash, pathname } = new URL(url)
    sockets = []
    class PageSocket extends WebSocket {
      constructor(address: string) {
        // Connections of earlier tests try on; theirs is another address.
        if (!address.includes(name)) throw new Error('another page')
        super(address, { origin })
        // A browser tells its page of an error by an event and goes on.
        this.on('error', () => undefined)
        sockets.push(this)
      }
    }
    const replaceState = vi.fn()
    const reload = vi.fn()
    const heard: (() => void)[] = []
    vi.stubGlobal('window', {})
    const location = { host: name, hash, pathname, reload }
    vi.stubGlobal('location', location)
    vi.stubGlobal('addEventListener', (_: string, listener: () => void) => void heard.push(listener))
    /** Opens an address of the same page, which changes its fragment alone. */
    const goTo = (fragment: string): void => {
      location.hash = fragment
      for (const listener of heard) listener()
    }
    vi.stubGlobal('history', { replaceState })
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    })
    vi.stubGlobal('WebSocket', PageSocket)
    return { stored, replaceState, reload, goTo }
  }
  /** Resolves when the connection is in this state. */
  const reach = (connection: ReturnType<typeof connectEngine>, state: ConnectionState) =>
    expect.poll(() => connection.state).toBe(state)

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-page-'))
    await writeFile(join(folder, 'index.html'), '')
    host = await startWebHost({ engine, rendererFolder: folder })
  })
  afterEach(async () => {
    for (const socket of sockets) socket.terminate()
    await host.close()
    await rm(folder, { recursive: true })
  })

  test('a call made at once waits for the line', async () => {
    openPage(host.url)
    const connection = connectEngine()
    expect(connection.state).toBe('connecting')
    expect(await connection.call('engine.info', {})).toMatchObject({ cores: 2 })
    expect(connection.state).toBe('open')
  })

  test('an address with another token that is opened in the same tab is taken', async () => {
    const { goTo, reload, stored } = openPage(host.url.replace(/#.*/, '#token=old'))
    const connection = connectEngine()
    await reach(connection, 'refused')
    goTo(new URL(host.url).hash)
    await reach(connection, 'open')
    expect([...stored.values()]).toEqual([new URL(host.url).hash.replace('#token=', '')])
    goTo(new URL(host.url).hash)
    expect(reload).not.toHaveBeenCalled()
    goTo('#token=new')
    expect(reload).toHaveBeenCalledOnce()
    expect([...stored.values()]).toEqual(['new'])
  })

  test('the token leaves the address and is kept for a reload', async () => {
    const { stored, replaceState } = openPage(host.url)
    await reach(connectEngine(), 'open')
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/')
    sockets[0]!.terminate()
    openPage(host.url.replace(/#.*/, ''), stored)
    await reach(connectEngine(), 'open')
  })

  test('a refused token is not tried again; a call waits until another one is offered', async () => {
    openPage(host.url.replace(/token=.*/, 'token=of-an-earlier-start'))
    const connection = connectEngine()
    const answer = connection.call('engine.info', {})
    await reach(connection, 'refused')
    expect(connection.refusal).toBe('wrong-token')
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(sockets).toHaveLength(1)
    connection.offer('guess')
    expect([connection.state, connection.refusal]).toEqual(['refused', null])
    await expect.poll(() => connection.refusal).toBe('wrong-token')
    connection.offer(`Open ${host.url}`)
    expect(await answer).toMatchObject({ cores: 2 })
    expect(connection.state).toBe('open')
  })

  test('a page without a token opens no socket until one is offered', async () => {
    const { stored } = openPage(host.url.replace(/#.*/, ''))
    const connection = connectEngine()
    expect([connection.state, connection.refusal, sockets.length]).toEqual(['refused', 'no-token', 0])
    connection.offer(new URL(host.url).hash.replace('#token=', ''))
    await reach(connection, 'open')
    expect([...stored.values()]).toEqual([new URL(host.url).hash.replace('#token=', '')])
  })

  test('a short break is nobody’s business: nothing is missed, nothing comes twice', async () => {
    openPage(host.url)
    const connection = connectEngine()
    const states: ConnectionState[] = []
    const renewed = vi.fn()
    connection.onState((state) => states.push(state))
    connection.onRenewed(renewed)
    const heard: unknown[] = []
    connection.listen('run.deleted', ({ id }) => heard.push(id))
    await reach(connection, 'open')
    engine.post('run.deleted', { id: 'before' })
    await expect.poll(() => heard).toEqual(['before'])
    sockets[0]!.terminate()
    engine.post('run.deleted', { id: 'at the break' })
    await expect.poll(() => host.connections()).toBe(0)
    engine.post('run.deleted', { id: 'meanwhile' })
    await expect.poll(() => heard).toEqual(['before', 'at the break', 'meanwhile'])
    engine.post('run.deleted', { id: 'after' })
    await expect.poll(() => heard).toEqual(['before', 'at the break', 'meanwhile', 'after'])
    expect(sockets).toHaveLength(2)
    expect(states).toEqual(['open'])
    expect(renewed).not.toHaveBeenCalled()
  })

  test('a longer break is told, and what was missed comes after it', async () => {
    openPage(host.url)
    const connection = connectEngine()
    const states: ConnectionState[] = []
    connection.onState((state) => states.push(state))
    const heard: unknown[] = []
    connection.listen('run.deleted', ({ id }) => heard.push(id))
    await reach(connection, 'open')
    const Working = globalThis.WebSocket
    vi.stubGlobal('WebSocket', () => undefined)
    sockets[0]!.terminate()
    await expect.poll(() => states, { timeout: 5000 }).toEqual(['open', 'lost'])
    engine.post('run.deleted', { id: 'meanwhile' })
    vi.stubGlobal('WebSocket', Working)
    await expect.poll(() => states, { timeout: 10_000 }).toEqual(['open', 'lost', 'open'])
    await expect.poll(() => heard).toEqual(['meanwhile'])
  })

  test('a socket that says nothing for 40 seconds counts as broken, whatever it says itself', async () => {
    openPage(host.url)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
    try {
      const connection = connectEngine()
      await vi.waitFor(() => expect(connection.state).toBe('open'))
      // The host’s end has gone without a word.
      const silent = sockets[0]!
      silent.pause()
      await vi.advanceTimersByTimeAsync(40_000)
      expect(sockets).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(6_000)
      expect(sockets).toHaveLength(2)
      await vi.waitFor(() => expect(host.connections()).toBe(1))
      vi.useRealTimers()
      expect(await connection.call('engine.info', {})).toMatchObject({ cores: 2 })
    } finally {
      vi.useRealTimers()
    }
  })

  test('a call under way when the line breaks is answered after it, and was made once', async () => {
    const answer = Promise.withResolvers<object>()
    engine = engineDouble({
      'runs.pause': () => {
        sockets[0]!.terminate()
        return answer.promise
      },
    })
    const slow = await startWebHost({ engine, rendererFolder: folder })
    openPage(slow.url)
    const connection = connectEngine()
    await reach(connection, 'open')
    const called = connection.call('runs.pause', { id: 'a' })
    await expect.poll(() => slow.connections()).toBe(0)
    answer.resolve({})
    expect(await called).toEqual({})
    expect(engine.calls.map(({ name }) => name)).toEqual(['runs.pause'])
    for (const socket of sockets) socket.terminate()
    await slow.close()
  })

  test('a host that was started again is another one: calls under way reject, and what is shown must be loaded anew', async () => {
    const token = new URL(host.url).hash.replace('#token=', '')
    engine = engineDouble({ 'runs.pause': () => new Promise(() => undefined) })
    const first = await startWebHost({ engine, rendererFolder: folder, token })
    openPage(first.url)
    const connection = connectEngine()
    const renewed = vi.fn()
    connection.onRenewed(renewed)
    await reach(connection, 'open')
    const called = connection.call('runs.pause', { id: 'a' })
    called.catch(() => undefined)
    await expect.poll(() => engine.calls).toHaveLength(1)
    await first.close()
    const second = await startWebHost({ engine, rendererFolder: folder, token, port: first.port })
    await expect(called).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    await expect.poll(() => renewed.mock.calls.length).toBe(1)
    expect(await connection.call('engine.info', {})).toMatchObject({ cores: 2 })
    for (const socket of sockets) socket.terminate()
    await second.close()
  })

  test('a call that is more than the host takes is refused before it is sent', async () => {
    openPage(host.url)
    const connection = connectEngine()
    await reach(connection, 'open')
    const bytes = new Uint8Array(DATASET_BYTES + 200_000)
    await expect(connection.call('problems.preview', { file: 'x', bytes })).rejects.toMatchObject({
      report: { code: 'bad-input', message: 'This has 64.2 MB, and the engine takes 64.1 MB at once.' },
    })
    expect(await connection.call('engine.info', {})).toMatchObject({ cores: 2 })
    expect(sockets).toHaveLength(1)
  })

  test('ended listening hears nothing, and one function may listen twice', async () => {
    openPage(host.url)
    const connection = connectEngine()
    const listener = vi.fn()
    const end = connection.listen('run.deleted', listener)
    connection.listen('run.deleted', listener)
    await reach(connection, 'open')
    end()
    engine.post('run.deleted', { id: 'a' })
    await expect.poll(() => listener.mock.calls).toEqual([[{ id: 'a' }]])
  })
})

test('in Electron the line is a port that the preload script passes on', async () => {
  const pageListeners = new Set<(event: unknown) => void>()
  const asked: MessagePort[] = []
  const page = {
    espalier: {
      connect() {
        const { port1, port2 } = new MessageChannel()
        asked.push(port1)
        serveEngine({
          engine,
          port: {
            send: (message) => port1.postMessage(message),
            receive: (listener) => (port1.onmessage = ({ data }) => listener(data as Message)),
            closed: (listener) => port1.addEventListener('close', () => listener()),
          },
        })
        const deliver = (event: object) => pageListeners.forEach((listener) => listener(event))
        // A message of another frame with the same words is not the preload script's.
        deliver({ source: {}, data: 'espalier:port', ports: [port1] })
        deliver({ source: page, data: 'espalier:port', ports: [port2] })
      },
    },
    addEventListener: (_: string, listener: (event: unknown) => void) => pageListeners.add(listener),
    removeEventListener: (_: string, listener: (event: unknown) => void) => pageListeners.delete(listener),
  }
  vi.stubGlobal('window', page)
  const connection = connectEngine()
  const states: ConnectionState[] = []
  const renewed = vi.fn()
  connection.onState((state) => states.push(state))
  connection.onRenewed(renewed)
  expect(await connection.call('engine.info', {})).toMatchObject({ cores: 2 })
  expect(pageListeners.size).toBe(0)
  asked[0]!.close()
  await expect.poll(() => states).toEqual(['open', 'lost', 'open'])
  expect(renewed, 'another engine’s port: what is shown must be loaded anew').toHaveBeenCalledOnce()
  expect(asked).toHaveLength(2)
  page.espalier.connect = () => undefined
  asked[1]!.close()
  await expect.poll(() => states.at(-1)).toBe('lost')
})
