import { describe, expect, test } from 'vitest'
import { hostAllowed, originAllowed, tokenMatches } from '../../src-main/hosts/web/door.ts'

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
    expect(hostAllowed(host)).toBe(allowed)
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
    expect(originAllowed(host, origin)).toBe(allowed)
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
})
