// Requests to a hub: redirects, the token, the proxy of the environment, and limits on silence.
// Knows HTTP. Does not know what is asked for, nor what an answer means. The token goes to the hub alone, never to a server that the
// hub names, and into no error.
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { EspalierError } from '../../contract/errors.ts'
import type { Environment } from './hub-address.ts'
import { brokenOf, HubFault, refusalOf, slowOf, strangeOf } from './hub-fault.ts'

const REDIRECTS = [301, 302, 303, 307, 308]
const MOST_REDIRECTS = 8

/** Milliseconds that a hub may be silent. */
export interface Silence {
  /** Before it answers. */
  answer: number
  /** Between two parts of its answer. */
  idle: number
}

export interface HubAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** What the content is known by: the hub's own word, which goes before that of a server which it names. */
  etag: string | null
  /** Where it came from in the end. */
  url: URL
  /** Throws a HubFault when it breaks off or stalls, or the signal's reason. Whoever does not read it to its end destroys `message`. */
  parts(): AsyncGenerator<Buffer>
  message: IncomingMessage
}

export interface HubRequests {
  /** Any status below 300, and 416. Throws a HubFault for the others, or the signal's reason. */
  get(address: string, options: { signal: AbortSignal; range?: string }): Promise<HubAnswer>
  close(): void
}

export function createHubRequests(options: {
  hub: string
  token: () => Promise<string | null>
  environment: Environment
  silence: Silence
}): HubRequests {
  const { hub, token, environment, silence } = options
  checkProxy(environment)
  // A connection for each request: the few that a download makes are not worth one that the hub may have closed meanwhile.
  const shared = { proxyEnv: { ...environment } }
  const [plain, secure] = [new PlainAgent(shared), new SecureAgent(shared)]
  const { origin } = new URL(hub)

  /** One request, no redirect followed. */
  const ask = (url: URL, headers: Record<string, string>, signal: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const isSecure = url.protocol === 'https:'
      const send = isSecure ? secureRequest : plainRequest
      const request = send(url, { agent: isSecure ? secure : plain, headers, signal })
      const limit = setTimeout(() => request.destroy(slowOf(url, silence.answer, { begun: false })), silence.answer)
      request.once('response', (message) => {
        clearTimeout(limit)
        request.setTimeout(silence.idle, () => message.destroy(slowOf(url, silence.idle, { begun: true })))
        resolve(message)
      })
      request.on('error', (error) => {
        clearTimeout(limit)
        reject(error instanceof HubFault ? error : brokenOf(url, error, { begun: false }))
      })
      request.end()
    })

  return {
    async get(address, { signal, range }) {
      signal.throwIfAborted()
      const secret = await token()
      if (secret !== null && !/^[!-~]+$/.test(secret)) throw noToken()
      let url = new URL(address)
      let etag: string | null = null
      for (let hop = 0; ; hop++) {
        const isHub = url.origin === origin
        const message = await ask(
          url,
          {
            'user-agent': 'espalier',
            'accept-encoding': 'identity',
            ...(range === undefined ? {} : { range }),
            ...(isHub && secret ? { authorization: `Bearer ${secret}` } : {}),
          },
          signal,
        ).catch((error: unknown) => {
          signal.throwIfAborted()
          throw error
        })
        const { statusCode: status = 0, headers } = message
        etag ??= plainEtag(headers['x-linked-etag']) ?? (status < 300 ? plainEtag(headers.etag) : null)
        if (!REDIRECTS.includes(status) || headers.location === undefined) {
          if (status >= 200 && (status < 300 || status === 416)) {
            return { status, headers, etag, url, message, parts: () => partsOf(message, url, signal) }
          }
          message.destroy()
          throw refusalOf({ url, status, headers, isHub, hasToken: Boolean(secret) })
        }
        message.destroy()
        const next = URL.parse(headers.location, url.href)
        if (hop === MOST_REDIRECTS)
          throw strangeOf(url, 'sends from one address to the next without an end', 'redirects')
        if (next === null || !isAllowed(url, next)) {
          throw strangeOf(url, 'sends to an address that Espalier does not follow', next?.origin ?? 'no address')
        }
        url = next
      }
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

function noToken(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The token for the hub holds characters that no token has.',
    advice: 'Copy it anew from your page of the hub.',
  })
}

/** From a secure address no plain one is followed. */
function isAllowed(from: URL, to: URL): boolean {
  return to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')
}

async function* partsOf(message: IncomingMessage, url: URL, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const part of message) yield part as Buffer
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof HubFault ? error : brokenOf(url, error, { begun: true })
  } finally {
    message.destroy()
  }
}

/** Without the quotes, and without the mark of a weak one. */
function plainEtag(header: string | string[] | undefined): string | null {
  const text = typeof header === 'string' ? header.replace(/^W\//, '').replaceAll('"', '') : ''
  return text === '' ? null : text
}

/** Node passes over a proxy that it does not know and goes without one; whoever names a proxy does not want that. */
function checkProxy(environment: Environment): void {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
    const given = environment[name]
    if (!given || /^https?:$/.test(URL.parse(given)?.protocol ?? '')) continue
    throw new EspalierError({
      code: 'bad-input',
      message: `${name} is not the address of a proxy that Espalier can use.`,
      advice: 'Give it as http://HOST:PORT, or leave it out.',
    })
  }
}
