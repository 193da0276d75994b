// The web host: the window's files and the engine behind a WebSocket, on the loopback of this machine, or further where somebody says so.
// Knows HTTP and the order of the checks. Does not know the rules (door.ts, tries.ts), the files' headers or what is said over a socket.
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { EngineApi } from '../../contract/api.ts'
import {
  GREETING_BYTES,
  MESSAGE_BYTES,
  readGreeting,
  SOCKET_PATH,
  TOKEN_NAME,
  TOKEN_REFUSED,
  TRIES_REFUSED,
} from '../../contract/door.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { WindowFiles } from '../window-files.ts'
import { openWindowFiles, SECURITY_HEADERS } from '../window-files.ts'
import type { DoorCertificate } from './certificate.ts'
import { createConversations } from './conversations.ts'
import type { Door } from './door.ts'
import { newToken, openDoor, tokenMatches } from './door.ts'
import { isLoopback, urlHost } from './reach.ts'
import { createTries } from './tries.ts'

/** Milliseconds a new socket has to show its token, and how many may be about to. */
const TOKEN_WAIT = 5_000
const WAITING = 64

export interface WebHost {
  /** Opens the window; the token is in the fragment, which browsers send to no server. */
  url: string
  port: number
  /** Windows connected now. */
  connections: () => number
  close: () => Promise<void>
}

export interface WebHostOptions {
  engine: EngineApi
  rendererFolder: string
  /** A free one if left out. */
  port?: number
  /** A fresh one if left out. */
  token?: string
  /** The address that is listened on; 127.0.0.1 if left out. */
  bind?: string
  /** Without it the host speaks plain HTTP. */
  certificate?: DoorCertificate | null
  /** Names under which it is reached, beside those of this machine and of the certificate. */
  names?: readonly string[]
}

/**
 * Serves. Throws `port-in-use` where the port is taken, `bad-input` where this machine has no such address, and `not-found` where the
 * window was not built.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { bind = '127.0.0.1', certificate = null, names } = options
  const files = await openWindowFiles(options.rendererFolder)
  const token = options.token ?? newToken()
  const door = openDoor({ loopback: isLoopback(bind), certificate: certificate?.x509, names })
  const server = createHttpServer(certificate, (request, response) => void answer({ files, door, request, response }))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES, perMessageDeflate: false })
  const conversations = createConversations({ engine: options.engine })
  const tries = createTries()
  let waiting = 0

  /** Waits for the greeting. Until it is there, a socket may say no more than one takes. */
  const receive = (socket: WebSocket, request: IncomingMessage) => {
    const address = request.socket.remoteAddress ?? ''
    let bytes = 0
    const count = ({ length }: Buffer) => {
      if ((bytes += length) > GREETING_BYTES) socket.terminate()
    }
    const impatience = setTimeout(() => socket.close(TOKEN_REFUSED, 'no token'), TOKEN_WAIT)
    let settled = false
    const settle = () => {
      if (settled) return
      settled = true
      waiting--
      clearTimeout(impatience)
      request.socket.off('data', count)
    }
    waiting++
    request.socket.on('data', count)
    // A broken frame or a reset line is no news: `close` follows and is what counts.
    socket.on('error', () => socket.terminate())
    socket.once('close', settle)
    socket.once('message', (data, isBinary) => {
      settle()
      const greeting = readGreeting(isBinary ? '' : (data as Buffer).toString())
      const known = greeting.conversation !== null && conversations.has(greeting.conversation.id)
      if (!known && tries.spent(address)) socket.close(TRIES_REFUSED, 'too many wrong tokens')
      else if (tokenMatches(token, greeting.token)) conversations.serve(socket, greeting)
      else {
        tries.wrong(address)
        socket.close(TOKEN_REFUSED, 'wrong token')
      }
    })
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (socketAllowed(door, request) && waiting < WAITING) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => receive(webSocket, request))
    } else refuse(socket)
  })

  const port = await listen(server, options.port ?? 0, bind)
  return {
    url: `${certificate ? 'https' : 'http'}://${urlHost(bind)}:${port}/#${TOKEN_NAME}=${token}`,
    port,
    connections: () => conversations.size(),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const client of sockets.clients) client.close(1001, 'the host is closing')
      server.closeAllConnections()
      // A page that does not answer the closing frame must not hold the program.
      const unwilling = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), 500)
      await closed
      clearTimeout(unwilling)
      conversations.close()
    },
  }
}

function createHttpServer(certificate: DoorCertificate | null, listener: RequestListener): Server {
  if (!certificate) return createServer(listener)
  return createSecureServer({ cert: certificate.certificate, key: certificate.key }, listener)
}

async function answer(asked: {
  files: WindowFiles
  door: Door
  request: IncomingMessage
  response: ServerResponse
}): Promise<void> {
  const { files, door, request, response } = asked
  const plain = { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  if (!door.host(request.headers.host)) {
    response.writeHead(403, plain).end('Espalier answers only under the names of this machine.\n')
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...plain, allow: 'GET, HEAD' }).end('Only files can be read here.\n')
    return
  }
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1')
  const file = await files(url?.pathname ?? '')
  response.writeHead(file.status, { ...file.headers, 'content-length': file.body.length })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

function socketAllowed(door: Door, request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  return URL.parse(request.url ?? '', 'http://127.0.0.1')?.pathname === SOCKET_PATH && door.origin(host, origin)
}

function refuse(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}

async function listen(server: Server, port: number, bind: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, bind)))
    server.listen(port, bind.replace(/^\[(.*)\]$/, '$1'), resolve)
  })
  return (server.address() as AddressInfo).port
}

function listenError(error: NodeJS.ErrnoException, port: number, bind: string): EspalierError {
  const { code, message, advice } = LISTEN_ERRORS[error.code ?? ''] ?? {
    code: 'internal',
    message: () => 'The web host could not start.',
    advice: 'Try again.',
  }
  return new EspalierError({ code, message: message(port, bind), advice, details: error.message }, { cause: error })
}

const OTHER_PORT = 'Choose another port, or none: then a free one is taken.'
const LISTEN_ERRORS: Record<
  string,
  { code: ErrorCode; message: (port: number, bind: string) => string; advice: string } | undefined
> = {
  EADDRINUSE: {
    code: 'port-in-use',
    message: (port) => `Port ${port} is in use by another program.`,
    advice: OTHER_PORT,
  },
  EACCES: { code: 'internal', message: (port) => `Port ${port} may not be opened by this user.`, advice: OTHER_PORT },
  ...Object.fromEntries(
    ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].map((code) => [
      code,
      {
        code: 'bad-input' as const,
        message: (_: number, bind: string) => `This machine has no address ${bind}.`,
        advice: 'Name one of its own, or 0.0.0.0 for all of them.',
      },
    ]),
  ),
}
