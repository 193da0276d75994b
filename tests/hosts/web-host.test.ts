// The web host over HTTP and sockets: what it gives, whom it refuses, and conversations that go on after a break.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { X509Certificate } from 'node:crypto'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Packr } from 'msgpackr'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { DATASET_BYTES } from '../../src-main/contract/dataset.ts'
import type { Message } from '../../src-main/contract/channel.ts'
import type { WebHost } from '../../src-main/hosts/web/web-host.ts'
import { makeSelfSigned } from '../../src-main/hosts/web/self-signed.ts'
import { startWebHost } from '../../src-main/hosts/web/web-host.ts'
import { SECURITY_HEADERS } from '../../src-main/hosts/window-files.ts'
import { engineDouble } from '../doubles/engine.ts'

const packr = new Packr({ useRecords: false })
const engine = engineDouble()
let folder: string
let host: WebHost
let token: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-window-'))
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Espalier</title>')
  await writeFile(join(folder, 'renderer', 'assets', 'index-abc.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'not for the window')
  host = await startWebHost({ engine, rendererFolder: join(folder, 'renderer') })
  token = new URL(host.url).hash.replace('#token=', '')
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

/** A request with the path exactly as written, which fetch would tidy up. */
function ask(path: string, { host: name = `127.0.0.1:${host.port}`, method = 'GET' } = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request({ port: host.port, host: '127.0.0.1', path, method, headers: { host: name } }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part: string) => (body += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    sent.on('error', reject).end()
  })
}

/** What becomes of a socket: `ready`, or the code it was closed with, or `refused` before it opened. */
function knock(options: { path?: string; name?: string; origin?: string; say?: string | Buffer } = {}) {
  const { path = '/engine', name = `127.0.0.1:${host.port}`, say = token } = options
  const { origin = `http://${name}` } = options
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, {
    headers: { host: name, ...(origin && { origin }) },
  })
  const fate = new Promise<'ready' | 'refused' | number>((resolve) => {
    socket.on('open', () => socket.send(say))
    socket.on('message', () => resolve('ready'))
    socket.on('close', (code) => resolve(code))
    socket.on('error', () => resolve('refused'))
  })
  return { socket, fate }
}

describe('files', () => {
  test('the page comes under a strict policy', async () => {
    const { status, headers, body } = await ask('/')
    expect(status).toBe(200)
    expect(body).toContain('Espalier')
    expect(headers).toMatchObject({
      ...SECURITY_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    })
  })

  const paths: [path: string, status: number][] = [
    ['/index.html', 200],
    ['/assets/index-abc.js', 200],
    ['/?from=somewhere', 200],
    ['/assets', 404],
    ['/assets/', 404],
    ['/../secret.txt', 404],
    ['/assets/../../secret.txt', 404],
    ['/%2e%2e/secret.txt', 404],
    ['/..%2fsecret.txt', 404],
    ['/%2e%2e%2fsecret.txt', 404],
    ['/..\\secret.txt', 404],
    ['//127.0.0.1/../secret.txt', 404],
    ['/index.html%00', 404],
    ['/%', 404],
    ['/__proto__', 404],
  ]
  test.each(paths)('%s gives %i', async (path, status) => {
    const answer = await ask(path)
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('not for the window')
    expect(answer.headers).toMatchObject(SECURITY_HEADERS)
  })

  test.each([
    ['127.0.0.1', 200],
    ['localhost:4000', 200],
    ['[::1]:4000', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost:4000@evil.example', 403],
    ['192.168.0.7:80', 403],
  ])('a request for host %s gives %i', async (name, status) => {
    const answer = await ask('/', { host: name })
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject(SECURITY_HEADERS)
  })

  test('nothing but reading', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405)
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })
})

describe('sockets', () => {
  type Knock = NonNullable<Parameters<typeof knock>[0]>
  test.each<[what: string, knock: () => Knock, fate: 'ready' | 'refused' | number]>([
    ['the page itself', () => ({}), 'ready'],
    ['the page through a tunnel on another port', () => ({ name: 'localhost:8000' }), 'ready'],
    ['another page of this machine', () => ({ origin: 'http://127.0.0.1:9' }), 'refused'],
    ['a page of the web', () => ({ origin: 'https://evil.example' }), 'refused'],
    ['a sandboxed page', () => ({ origin: 'null' }), 'refused'],
    ['no page at all', () => ({ origin: '' }), 'refused'],
    ['a rebound name', () => ({ name: 'evil.example' }), 'refused'],
    ['another path', () => ({ path: '/other' }), 'refused'],
    ['no token', () => ({ say: '' }), 4401],
    ['a wrong token', () => ({ say: token.replace(/./, (first) => (first === 'A' ? 'B' : 'A')) }), 4401],
    ['a longer token', () => ({ say: `${token}A` }), 4401],
    ['the token as bytes', () => ({ say: Buffer.from(token) }), 4401],
    [
      'a call before the token',
      () => ({ say: packr.pack({ kind: 'call', id: 0, name: 'engine.info', argument: {} }) }),
      4401,
    ],
  ])('%s', async (_, options, expected) => {
    const { socket, fate } = knock(options())
    expect(await fate).toBe(expected)
    socket.terminate()
  })

  test('the token has 256 bits and differs from host to host', async () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const other = await startWebHost({ engine, rendererFolder: join(folder, 'renderer') })
    expect(other.url).not.toContain(token)
    await other.close()
  })

  test('a call goes in and its result comes out', async () => {
    const { socket, fate } = knock()
    await fate
    const answer = new Promise<[number, Message]>((resolve) => {
      socket.on('message', (data) => resolve(packr.unpack(data as Buffer) as [number, Message]))
    })
    socket.send(packr.pack([1, { kind: 'call', id: 3, name: 'engine.info', argument: {} }]))
    expect(await answer).toEqual([
      1,
      { kind: 'reply', id: 3, result: { version: '0.0.0', host: 'web', cores: 2, notice: null, dataFolder: null } },
    ])
    socket.terminate()
  })

  test.each([
    ['text', 'hello', 1003],
    ['what is no MessagePack', Buffer.from([0xc1]), 1003],
    ['a message of another kind', packr.pack([1, { kind: 'reply', id: 0, result: {} }]), 1003],
    ['a message without a number', packr.pack({ kind: 'cancel', id: 0 }), 1003],
    ['a message after one that is missing', packr.pack([2, { kind: 'cancel', id: 0 }]), 1003],
    ['a number of messages that were never sent', packr.pack(1), 1003],
    ['a message that is longer than any file may be', Buffer.alloc(DATASET_BYTES + 100_000), 1009],
  ])('%s ends the connection', async (_, frame, code) => {
    const { socket, fate } = knock()
    await fate
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => undefined)
    socket.send(frame)
    expect(await closed).toBe(code)
  })

  describe('that are in no hurry', () => {
    afterEach(() => vi.useRealTimers())

    /** A socket that is open and has said nothing, on a clock that stands still. */
    async function silent() {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const name = `127.0.0.1:${host.port}`
      const socket = new WebSocket(`ws://${name}/engine`, { origin: `http://${name}` })
      const closed = new Promise<[code: number, reason: string]>((resolve) =>
        socket.on('close', (code, reason) => resolve([code, reason.toString()])),
      )
      await new Promise((resolve) => socket.on('open', resolve))
      /** Resolves when the host has answered, as it does while the socket is open. */
      const answered = () => new Promise((resolve) => socket.once('pong', resolve).ping())
      return { socket, closed, answered }
    }

    test('and never show a token are closed after five seconds', async () => {
      const { closed, answered } = await silent()
      vi.advanceTimersByTime(4_999)
      await answered()
      vi.advanceTimersByTime(1)
      expect(await closed).toEqual([4401, 'no token'])
      expect(host.connections()).toBe(0)
    })

    test('and show it in time stay', async () => {
      const { socket, answered } = await silent()
      vi.advanceTimersByTime(4_999)
      const ready = new Promise((resolve) => socket.once('message', (data) => resolve((data as Buffer).toString())))
      socket.send(token)
      expect(await ready).toMatch(/^[\da-f-]{36} 0$/)
      vi.advanceTimersByTime(60_000)
      await answered()
      expect(host.connections()).toBe(1)
      socket.terminate()
    })

    test('and go before leave no timer behind', async () => {
      const { socket, closed } = await silent()
      const waiting = vi.getTimerCount()
      socket.terminate()
      await closed
      await expect.poll(() => vi.getTimerCount()).toBe(waiting - 1)
    })
  })

  test('connections are counted', async () => {
    await expect.poll(() => host.connections()).toBe(0)
    const { socket, fate } = knock()
    await fate
    expect(host.connections()).toBe(1)
    socket.terminate()
    await expect.poll(() => host.connections()).toBe(0)
  })

  test('more than a greeting before the token ends the connection', async () => {
    const { fate } = knock({ say: 'x'.repeat(2 ** 21) })
    expect(await fate).toBe(1006)
  })

  test('sockets that say nothing leave no room for more of them', async () => {
    const other = await startWebHost({ engine, rendererFolder: join(folder, 'renderer') })
    const origin = `http://127.0.0.1:${other.port}`
    const sockets = Array.from(
      { length: 65 },
      () => new WebSocket(`${origin.replace('http', 'ws')}/engine`, { origin }),
    )
    const fates = sockets.map(
      (socket) =>
        new Promise((resolve) => socket.on('open', () => resolve('open')).on('error', () => resolve('refused'))),
    )
    const found = await Promise.all(fates)
    expect(found.filter((fate) => fate === 'refused')).toHaveLength(1)
    for (const socket of sockets) socket.terminate()
    await other.close()
  })

  test('ten wrong tokens from one address are heard, then none, not even the right one; a window that is known is', async () => {
    const other = await startWebHost({ engine, rendererFolder: join(folder, 'renderer') })
    const right = new URL(other.url).hash.replace('#token=', '')
    const origin = `http://127.0.0.1:${other.port}`
    const say = (text: string) => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/engine`, { origin })
      return new Promise<string | number>((resolve) => {
        socket.on('open', () => socket.send(text))
        socket.on('message', (data) => {
          resolve((data as Buffer).toString())
          socket.terminate()
        })
        socket.on('close', (code) => resolve(code))
      })
    }
    const welcome = await say(right)
    const codes: unknown[] = []
    for (let wrong = 0; wrong < 11; wrong++) codes.push(await say('guess'))
    expect(codes).toEqual([...Array<number>(10).fill(4401), 4429])
    expect(await say(right)).toBe(4429)
    expect(await say(`${right} ${String(welcome)}`)).toBe(welcome)
    expect(await say(`guess ${String(welcome)}`)).toBe(4401)
    await other.close()
  })
})

describe('over TLS', () => {
  let secure: WebHost
  let origin: string
  const certificate = (() => {
    const made = makeSelfSigned({ names: ['localhost', '127.0.0.1'], from: new Date(), days: 3 })
    return { ...made, x509: new X509Certificate(made.certificate), made: 'now' as const }
  })()
  beforeAll(async () => {
    secure = await startWebHost({ engine, rendererFolder: join(folder, 'renderer'), bind: '0.0.0.0', certificate })
    origin = `https://127.0.0.1:${secure.port}`
  })
  afterAll(() => secure.close())

  test('the page and the socket come under a certificate that a client can check', async () => {
    const page = await new Promise<number | undefined>((resolve, reject) => {
      secureRequest(`${origin}/`, { ca: certificate.certificate }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(page).toBe(200)
    const socket = new WebSocket(`${origin.replace('https', 'wss')}/engine`, { origin, ca: certificate.certificate })
    socket.on('open', () => socket.send(new URL(secure.url).hash.replace('#token=', '')))
    const welcome = await new Promise((resolve) =>
      socket.once('message', (data) => resolve((data as Buffer).toString())),
    )
    expect(welcome).toMatch(/ 0$/)
    socket.close()
    expect(secure.url).toMatch(/^https:\/\/(?!0\.0\.0\.0)/)
  })

  test('plain HTTP gets no answer', async () => {
    await expect(fetch(`http://127.0.0.1:${secure.port}/`)).rejects.toThrow()
  })
})

test('an address that this machine has not is named', async () => {
  const started = startWebHost({ engine, rendererFolder: join(folder, 'renderer'), bind: '192.0.2.77' })
  await expect(started).rejects.toMatchObject({ report: { code: 'bad-input', message: /no address 192\.0\.2\.77/ } })
})

test.runIf(process.platform === 'linux')('it listens on one address, and on no other of this machine', async () => {
  const far = new Socket()
  const fate = new Promise((resolve) => {
    far.on('connect', () => resolve('connected')).on('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
  })
  // On Linux all of 127.0.0.0/8 is this machine.
  far.connect(host.port, '127.0.0.2')
  expect(await fate).toBe('ECONNREFUSED')
  far.destroy()
})

test('a port in use is named, with what to do', async () => {
  const again = startWebHost({ engine, rendererFolder: join(folder, 'renderer'), port: host.port })
  await expect(again).rejects.toMatchObject({
    report: { code: 'port-in-use', message: `Port ${host.port} is in use by another program.`, advice: /another port/ },
  })
})

test('a window that was not built is named, with what to do', async () => {
  const started = startWebHost({ engine, rendererFolder: join(folder, 'nothing') })
  await expect(started).rejects.toMatchObject({ report: { code: 'not-found', advice: /npm run build/ } })
})

test('closing ends open sockets', async () => {
  const other = await startWebHost({ engine, rendererFolder: join(folder, 'renderer') })
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/engine`, { origin: `http://127.0.0.1:${other.port}` })
  const closed = new Promise((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('open', resolve))
  await other.close()
  expect(await closed).toBe(1001)
})
