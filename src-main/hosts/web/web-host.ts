// The web host: the window's files and the engine behind a WebSocket, on the loopback of this machine only.
// Knows HTTP and the order of the checks. Does not know the rules (door.ts), the files' headers or what calls mean.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { EngineApi } from '../../contract/api.ts'
import { DATASET_BYTES } from '../../contract/dataset.ts'
import { SOCKET_PATH, TOKEN_NAME, TOKEN_REFUSED } from '../../contract/door.ts'
import { EspalierError } from '../../contract/errors.ts'
import { serveEngine } from '../serve-engine.ts'
import type { WindowFiles } from '../window-files.ts'
import { openWindowFiles, SECURITY_HEADERS } from '../window-files.ts'
import { hostAllowed, newToken, originAllowed, tokenMatches } from './door.ts'
import { portOverSocket } from './socket-port.ts'

/** Bytes a message of the window may have; the largest is a file of problems. */
const MAX_MESSAGE = DATASET_BYTES + 65_536
/** Milliseconds a new socket has to show its token. */
const TOKEN_WAIT = 5_000

export interface WebHost {
  /** Opens the window; the token is in the fragment, which browsers send to no server. */
  url: string
  port: number
  /** Windows connected now. */
  connections: () => number
  close: () => Promise<void>
}

/**
 * Serves on 127.0.0.1; without a port, a free one is chosen, and without a token a fresh one is made.
 * Throws `port-in-use` where the port is taken and `not-found` where the window was not built.
 */
export async function startWebHost(options: {
  engine: EngineApi
  rendererFolder: string
  port?: number
  token?: string
}): Promise<WebHost> {
  const files = await openWindowFiles(options.rendererFolder)
  const token = options.token ?? newToken()
  const server = createServer((request, response) => void answer(files, request, response))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false })
  const admitted = new Set<WebSocket>()

  server.on('upgrade', (request, socket, head) => {
    if (!socketAllowed(request)) {
      refuse(socket)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // A broken frame or a reset line is no news: `close` follows and is what counts.
      webSocket.on('error', () => webSocket.terminate())
      const impatience = setTimeout(() => webSocket.close(TOKEN_REFUSED, 'no token'), TOKEN_WAIT)
      webSocket.once('close', () => {
        clearTimeout(impatience)
        admitted.delete(webSocket)
      })
      webSocket.once('message', (data, isBinary) => {
        clearTimeout(impatience)
        if (isBinary || !tokenMatches(token, (data as Buffer).toString())) {
          webSocket.close(TOKEN_REFUSED, 'wrong token')
          return
        }
        admitted.add(webSocket)
        serveEngine({ engine: options.engine, port: portOverSocket(webSocket) })
        webSocket.send('ready')
      })
    })
  })

  const port = await listen(server, options.port ?? 0)
  return {
    url: `http://127.0.0.1:${port}/#${TOKEN_NAME}=${token}`,
    port,
    connections: () => admitted.size,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const client of sockets.clients) client.close(1001, 'the host is closing')
      server.closeAllConnections()
      // A page that does not answer the closing frame must not hold the program.
      const unwilling = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), 500)
      await closed
      clearTimeout(unwilling)
    },
  }
}

async function answer(files: WindowFiles, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const plain = { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  if (!hostAllowed(request.headers.host)) {
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

function socketAllowed(request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  return URL.parse(request.url ?? '', 'http://127.0.0.1')?.pathname === SOCKET_PATH && originAllowed(host, origin)
}

function refuse(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)))
    server.listen(port, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

function listenError(error: NodeJS.ErrnoException, port: number): EspalierError {
  const taken = error.code === 'EADDRINUSE'
  const forbidden = error.code === 'EACCES'
  return new EspalierError(
    {
      code: taken ? 'port-in-use' : 'internal',
      message: taken
        ? `Port ${port} is in use by another program.`
        : forbidden
          ? `Port ${port} may not be opened by this user.`
          : 'The web host could not start.',
      advice: taken || forbidden ? 'Choose another port, or none: then a free one is taken.' : 'Try again.',
      details: error.message,
    },
    { cause: error },
  )
}
