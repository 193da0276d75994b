// Requests to a hub: who gets the token, and which way they take.
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { hubAddress } from '../../../src-main/engine/hub/hub-address.ts'
import { FILES, holds, openDesk } from './desk.ts'
import type { Desk } from './desk.ts'

let desk: Desk | null = null
const servers: Server[] = []
afterEach(async () => {
  await desk?.close()
  desk = null
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const TOKEN = 'hf_secret'

it('give the token to the hub alone, and keep it out of everything that is kept', async () => {
  desk = await openDesk({}, { token: () => Promise.resolve(TOKEN) })
  await desk.start()
  const done = await desk.settled()
  const tokens = desk.hub.asked.map(({ server, headers }) => [server, headers.authorization] as const)
  expect(new Set(tokens.filter(([server]) => server === 'hub').map(([, token]) => token))).toEqual(
    new Set([`Bearer ${TOKEN}`]),
  )
  const elsewhere = tokens.filter(([server]) => server === 'store')
  expect(elsewhere.length).toBeGreaterThan(0)
  expect(elsewhere.every(([, token]) => token === undefined)).toBe(true)
  expect(JSON.stringify([done, desk.told])).not.toContain(TOKEN)
})

it('take the token from HF_TOKEN, and none where it is empty', async () => {
  for (const [token, sent] of [
    [TOKEN, `Bearer ${TOKEN}`],
    ['', undefined],
  ] as const) {
    desk = await openDesk()
    const { calls } = desk.neighbour({ environment: { HF_ENDPOINT: desk.hub.url, HF_TOKEN: token } })
    await calls['hub.start']({ repository: 'some/model', revision: 'main', file: null })
    await desk.settled()
    expect(desk.hub.asked[0]?.headers.authorization).toBe(sent)
    await desk.close()
    desk = null
  }
})

/** A proxy that counts what goes through it. */
async function openProxy() {
  const through: string[] = []
  const proxy = createServer((request, response) => {
    through.push(request.url ?? '')
    const { hostname, port, pathname, search } = new URL(request.url ?? '')
    const upstream = connect(Number(port), hostname, () => {
      const headers = Object.entries({ ...request.headers, connection: 'close' })
      upstream.write(
        `GET ${pathname}${search} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${String(value)}`).join('\r\n')}\r\n\r\n`,
      )
    })
    // What comes from there goes on as it is.
    upstream.pipe(response.socket!)
  })
  proxy.on('connect', (request, socket) => {
    through.push(`CONNECT ${request.url}`)
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  servers.push(proxy)
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, through }
}

it('go through the proxy of the environment, but for hosts that NO_PROXY names', async () => {
  const { url, through } = await openProxy()
  for (const noProxy of ['', '127.0.0.1']) {
    desk = await openDesk()
    const environment = { HF_ENDPOINT: desk.hub.url, HTTP_PROXY: url, NO_PROXY: noProxy }
    const { calls } = desk.neighbour({ environment })
    await calls['hub.start']({ repository: 'some/model', revision: 'main', file: null })
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
    expect(through.length > 0).toBe(noProxy === '')
    through.length = 0
    await desk.close()
    desk = null
  }
})

it('say that a proxy does not let them through, without its password', async () => {
  const { url, through } = await openProxy()
  desk = await openDesk()
  const environment = { HF_ENDPOINT: 'https://hub.invalid', HTTPS_PROXY: url.replace('//', '//name:password@') }
  const { calls } = desk.neighbour({ environment })
  const asked = calls['hub.start']({ repository: 'some/model', revision: 'main', file: null })
  const report = await Promise.resolve(asked).then(
    () => null,
    (error: unknown) => (error as { report: object }).report,
  )
  expect(report).toMatchObject({ code: 'server-unreachable', message: expect.stringContaining('proxy') as string })
  expect(JSON.stringify(report)).not.toContain('password@')
  expect(through).toEqual(['CONNECT hub.invalid:443'])
})

it.each([
  ['https://hub.example', 'https://hub.example'],
  ['https://hub.example/', 'https://hub.example'],
  ['http://localhost:8080/mirror//', 'http://localhost:8080/mirror'],
])('the address %s is %s', (given, address) => {
  expect(hubAddress({ HF_ENDPOINT: given })).toBe(address)
})

it('without an address there is one', () => {
  expect(hubAddress({ HF_ENDPOINT: ' ' })).toMatch(/^https:\/\/[\w.]+$/)
})
