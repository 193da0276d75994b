// Who may come in: names, origins, tokens and the number of tries.
import { timingSafeEqual, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { describe, expect, test, vi } from 'vitest'
import { greetingText, readGreeting, readWelcome, tokenIn, welcomeText } from '../../src-main/contract/door.ts'
import { openDoor, tokenMatches } from '../../src-main/hosts/web/door.ts'
import { isLoopback, urlHost } from '../../src-main/hosts/web/reach.ts'
import { makeSelfSigned } from '../../src-main/hosts/web/self-signed.ts'
import { createTries, networkOf } from '../../src-main/hosts/web/tries.ts'

// Watched, not changed.
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>()
  return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) }
})

const loopback = openDoor({ loopback: true })
const { certificate } = makeSelfSigned({ names: ['box.example', '192.0.2.7'], from: new Date(), days: 30 })
const secure = openDoor({ loopback: false, certificate: new X509Certificate(certificate) })
const plain = openDoor({ loopback: false, names: ['Lab.example'] })

describe('the name that a request asks for', () => {
  test.each<[host: string | undefined, allowed: boolean]>([
    ['127.0.0.1', true],
    ['127.0.0.1:8080', true],
    ['localhost', true],
    ['localhost:1', true],
    ['[::1]:65535', true],
    [undefined, false],
    ['', false],
    ['127x0x0x1', false],
    ['127.0.0.10', false],
    ['1127.0.0.1', false],
    ['evil.localhost', false],
    ['localhost.evil.example', false],
    ['localhost:', false],
    ['localhost:123456', false],
    ['localhost:80:80', false],
    ['evil.example/localhost', false],
    ['LOCALHOST\nevil.example', false],
    ['::1', false],
  ])('%j may come in: %s', (host, allowed) => {
    expect(loopback.host(host)).toBe(allowed)
  })
})

describe('the page that opens a socket', () => {
  test.each<[host: string | undefined, origin: string | undefined, allowed: boolean]>([
    ['localhost:80', 'http://localhost:80', true],
    ['localhost:80', 'https://localhost:80', false],
    ['localhost:80', 'http://localhost', false],
    ['localhost:80', 'http://127.0.0.1:80', false],
    ['localhost:80', undefined, false],
    ['evil.example', 'http://evil.example', false],
    [undefined, 'http://', false],
    [undefined, undefined, false],
  ])('at %j from %j may come in: %s', (host, origin, allowed) => {
    expect(loopback.origin(host, origin)).toBe(allowed)
  })
})

describe('beyond the loopback', () => {
  test.each<[host: string, secure: boolean, plain: boolean]>([
    ['localhost:80', true, true],
    ['192.0.2.7:80', true, true],
    ['203.0.113.9', true, true],
    ['[2001:db8::1]:80', true, true],
    [hostname(), true, true],
    ['box.example:80', true, false],
    ['lab.example', false, true],
    ['LAB.example', false, true],
    ['evil.example', false, false],
    ['box.example.evil.example', false, false],
    ['[evil]', false, false],
  ])('%s may come in with TLS: %s, without: %s', (host, withTls, without) => {
    expect([secure.host(host), plain.host(host)]).toEqual([withTls, without])
  })

  test.each<[origin: string, secure: boolean, plain: boolean]>([
    ['https://192.0.2.7:80', true, true],
    ['http://192.0.2.7:80', false, true],
    ['https://192.0.2.7', false, false],
    ['https://evil.example', false, false],
  ])('a page of %s may open a socket with TLS: %s, without: %s', (origin, withTls, without) => {
    const host = '192.0.2.7:80'
    expect([secure.origin(host, origin), plain.origin(host, origin)]).toEqual([withTls, without])
  })

  test.each([
    ['127.0.0.1', true],
    ['127.3.2.1', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.0.7', false],
    ['127.0.0.1.evil.example', false],
  ])('%s is of this machine alone: %s', (address, alone) => {
    expect(isLoopback(address)).toBe(alone)
  })

  test('the printed address is one that a browser can open', () => {
    expect(urlHost('::1')).toBe('[::1]')
    expect(urlHost('192.0.2.7')).toBe('192.0.2.7')
    expect(urlHost('0.0.0.0')).not.toBe('0.0.0.0')
  })
})

describe('greeting and welcome', () => {
  test.each([
    { token: 'secret', conversation: null },
    { token: 'secret', conversation: { id: 'a-b', seen: 12 } },
  ])('%j is read as it was written', (greeting) => {
    expect(readGreeting(greetingText(greeting))).toEqual(greeting)
  })

  test.each(['secret a', 'secret a -1', 'secret a x', 'secret a 1e3', 'secret a 9999999999999999'])(
    '%j begins a new conversation',
    (text) => {
      expect(readGreeting(text)).toEqual({ token: 'secret', conversation: null })
    },
  )

  test('a welcome is read as it was written', () => {
    expect(readWelcome(welcomeText({ id: 'a-b', seen: 3 }))).toEqual({ id: 'a-b', seen: 3 })
  })

  test.each([
    ['abc', 'abc'],
    ['  abc\n', 'abc'],
    ['https://box:1/#token=abc', 'abc'],
    ['Open http://127.0.0.1:1/#token=a-_c now', 'a-_c'],
    ['#x=1&token=abc&y=2', 'abc'],
    ['', ''],
  ])('in %j the token is %j', (text, token) => {
    expect(tokenIn(text)).toBe(token)
  })
})

describe('the token that is shown', () => {
  test.each([
    ['secret', true],
    ['secreT', false],
    ['secre', false],
    ['secrets', false],
    ['', false],
    ['sécret', false],
  ])('%j opens the door: %s', (offered, opens) => {
    expect(tokenMatches('secret', offered)).toBe(opens)
  })

  test('is compared in constant time', () => {
    vi.mocked(timingSafeEqual).mockClear()
    tokenMatches('secret', 'Secret')
    expect(timingSafeEqual).toHaveBeenCalledOnce()
  })
})

describe('wrong tokens', () => {
  test('ten a minute are heard, then none, and in the next minute again', () => {
    let clock = 0
    const tries = createTries(() => clock)
    for (let wrong = 0; wrong < 10; wrong++) {
      expect(tries.spent('192.0.2.7')).toBe(false)
      tries.wrong('192.0.2.7')
      clock += 1000
    }
    expect(tries.spent('192.0.2.7')).toBe(true)
    expect(tries.spent('::ffff:192.0.2.7')).toBe(true)
    expect(tries.spent('192.0.2.8')).toBe(false)
    clock = 60_000
    expect(tries.spent('192.0.2.7')).toBe(false)
  })

  test('ever new addresses take no memory for ever, and the newest are known', () => {
    const tries = createTries(() => 0)
    for (let wrong = 0; wrong < 9; wrong++) tries.wrong('192.0.2.7')
    for (let place = 0; place < 10_000; place++) tries.wrong(`10.0.${place >> 8}.${place & 255}`)
    tries.wrong('192.0.2.7')
    expect(tries.spent('192.0.2.7'), 'the oldest was forgotten').toBe(false)
    for (let wrong = 0; wrong < 9; wrong++) tries.wrong('10.0.39.15')
    expect(tries.spent('10.0.39.15')).toBe(true)
  })

  test.each([
    ['192.0.2.7', '192.0.2.8', false],
    ['2001:db8:1:2:3::4', '2001:db8:1:2::5', true],
    ['2001:db8:1:2::4', '2001:db8:1:3::4', false],
    ['fe80::1%eth0', 'fe80::2', true],
    ['::1', '::2', true],
  ])('%s and %s are one: %s', (first, second, one) => {
    expect(networkOf(first) === networkOf(second)).toBe(one)
  })
})
