// Who comes in by the web host: address, Host, Origin, token, tries; and what may be said over a socket.
import { weakeningsOf } from '../weakening.ts'

const WEB = 'tests/hosts/web-host.test.ts'
const DOOR = 'tests/hosts/door.test.ts'
const CONVERSATIONS = 'tests/hosts/conversations.test.ts'
const host = weakeningsOf('src-main/hosts/web/web-host.ts', WEB)
const door = weakeningsOf('src-main/hosts/web/door.ts', DOOR)
const opened = weakeningsOf('src-main/hosts/web/door.ts', WEB)
const tries = weakeningsOf('src-main/hosts/web/tries.ts', DOOR)
const reach = weakeningsOf('src-main/hosts/web/reach.ts', DOOR)
const greeting = weakeningsOf('src-main/contract/door.ts', WEB)
const life = weakeningsOf('src-main/hosts/web/socket-life.ts', CONVERSATIONS)
const conversations = weakeningsOf('src-main/hosts/web/conversations.ts', CONVERSATIONS)
const ORIGIN = "origin === `${scheme}://${header ?? ''}`"

export const DOORS = [
  host('the host on 0.0.0.0', "bind = '127.0.0.1'", "bind = '0.0.0.0'"),
  host(
    'the host on all addresses, whatever is said',
    "bind.replace(/^\\[(.*)\\]$/, '$1'), resolve)",
    "'0.0.0.0', resolve)",
  ),
  host('any Host', 'if (!door.host(request.headers.host)) {', 'if (request.headers.host === undefined) {'),
  host('any Origin', ' && door.origin(host, origin)', ' && (door.origin(host, origin) || true)'),
  host('a socket at any path', '?.pathname === SOCKET_PATH', '?.pathname !== undefined'),
  host('any method', "request.method !== 'GET' && request.method !== 'HEAD'", 'request.method === undefined'),
  host('no end to the wait for a token', 'const TOKEN_WAIT = 5_000', 'const TOKEN_WAIT = 5_000_000'),
  host('a wait for a token that ends in nothing', "socket.close(TOKEN_REFUSED, 'no token')", 'undefined'),
  host('any number of silent sockets', ' && waiting < WAITING', ''),
  host('more than a greeting before the token', '(bytes += length) > GREETING_BYTES', '(bytes += length) > Infinity'),
  host('messages of any length', 'maxPayload: MESSAGE_BYTES', 'maxPayload: 0'),
  host(
    'no token',
    'tokenMatches(token, greeting.token)',
    "(tokenMatches(token, greeting.token) || greeting.token === '')",
  ),
  host('a known conversation without the token', 'else if (tokenMatches', 'else if (known || tokenMatches'),
  host('the token as bytes', "isBinary ? '' : (data as Buffer).toString()", '(data as Buffer).toString()'),
  host('wrong tokens are not counted', '        tries.wrong(address)\n', ''),
  host(
    'counted tries are no hindrance',
    'if (!known && tries.spent(address))',
    'if (tries.spent(address) && known && false)',
  ),
  host('the same token at each start', 'options.token ?? newToken()', "options.token ?? 'A'.repeat(43)"),
  host('the token where servers see it', '/#${TOKEN_NAME}=', '/?${TOKEN_NAME}='),

  opened('a short token', 'randomBytes(32)', 'randomBytes(4)'),
  door(
    'a token compared as text',
    'given.length === expected.length && timingSafeEqual(expected, given)',
    'offered === token',
  ),
  door('a token that only begins right', 'given.length === expected.length &&', 'token.startsWith(offered) ||'),
  door('a name with anything behind it', '(?::\\d{1,5})?$/i', '(?::\\d{1,5})?/i'),
  door('a name with anything before it', '= /^(\\[', '= /(\\['),
  door('any address on the loopback', '!== 0) return !loopback', '!== 0) return true'),
  door(
    'names below localhost',
    'if (own.has(name)) return true',
    "if (own.has(name) || name.endsWith('.localhost')) return true",
  ),
  door(
    'any name beyond the loopback',
    'return certificate !== null && certificate.checkHost(name) !== undefined',
    'return !loopback',
  ),
  door('an origin of the same name with another scheme', ORIGIN, "origin?.endsWith(`://${header ?? ''}`) === true"),
  door('an origin that begins alike', ORIGIN, "`${origin}:`.startsWith(`${scheme}://${header?.split(':')[0]}:`)"),
  door('no origin at all', `host(header) && schemes.some`, `origin === undefined || host(header) && schemes.some`),
  door('plain HTTP beside TLS', "certificate ? ['https']", "certificate ? ['http', 'https']"),
  tries('a thousand tries', 'const LIMIT = 10', 'const LIMIT = 1000'),
  tries(
    'tries for each address of a network',
    "addressBytes(plain).toString('hex', 0, 8)",
    "addressBytes(plain).toString('hex')",
  ),
  tries('tries anew by another notation', "address.replace(/^::ffff:(?=\\d+\\.)/i, '')", 'address'),
  reach('every address counts as loopback', "addSubnet('127.0.0.0', 8, 'ipv4')", "addSubnet('0.0.0.0', 0, 'ipv4')"),
  weakeningsOf('src-main/hosts/web/certificate.ts', 'tests/hosts/certificate.test.ts')(
    'a key that others read',
    'mode: 0o600',
    'mode: 0o644',
  ),
  weakeningsOf('src-main/hosts/web/certificate.ts', 'tests/hosts/certificate.test.ts')(
    'a certificate past its end',
    'left < DAYS_BEFORE * 86_400_000',
    'left < -Infinity',
  ),

  life('no heartbeat', '!alive || socket.bufferedAmount', 'socket.bufferedAmount'),
  life('no limit to congestion', ' || socket.bufferedAmount > CONGESTION', ''),
  life('congestion without an end', '256 * 1024 * 1024', '256 * 1024 ** 4'),
  greeting('a greeting of any length', 'GREETING_BYTES = 1024', 'GREETING_BYTES = 2 ** 24'),
  weakeningsOf('src-main/contract/door.ts', CONVERSATIONS)(
    'a slow heartbeat',
    'HEARTBEAT = 15_000',
    'HEARTBEAT = 15_000_000',
  ),
  conversations('messages of a socket are not checked', 'check: messageOfWindow', 'check: (value) => value as never'),
  conversations('conversations without end', 'const KEPT_FOR = 10 * 60_000', 'const KEPT_FOR = 10 * 3_600_000'),
  conversations('any number of conversations', 'const KEPT_AT_ONCE = 4', 'const KEPT_AT_ONCE = 400'),
  weakeningsOf('src-main/hosts/web/conversations.ts', WEB)(
    'names of conversations that can be guessed',
    'id: randomUUID()',
    'id: String(all.size)',
  ),
]
