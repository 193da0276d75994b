// The conversations of a web host with its windows: each is served by the engine, and kept for a while when its socket breaks.
// Knows which go on, over which socket, and when one is let go. Does not know who may connect (door.ts) or what is said.
import { randomUUID } from 'node:crypto'
import { Packr } from 'msgpackr'
import type { RawData, WebSocket } from 'ws'
import type { EngineApi } from '../../contract/api.ts'
import { messageOfWindow } from '../../contract/channel.ts'
import type { Conversation, Wire } from '../../contract/conversation.ts'
import { openConversation } from '../../contract/conversation.ts'
import type { Greeting } from '../../contract/door.ts'
import { NOT_A_MESSAGE, welcomeText } from '../../contract/door.ts'
import { serveEngine } from '../serve-engine.ts'
import { keepAlive } from './socket-life.ts'

/** Bytes that are kept of a conversation for its window: a minute of the busiest runs, hours of a usual one. */
const KEPT_BYTES = 32 * 1024 * 1024
/** Bytes that may wait in a socket. What is behind them waits in the conversation, which has a limit and can be let go of. */
const SOCKET_BYTES = 2 ** 20
/** Milliseconds that a conversation without a socket is kept, and how many of them at once. */
const KEPT_FOR = 10 * 60_000
const KEPT_AT_ONCE = 4
/** Close codes of a page that goes away on purpose; its next start is a new conversation. */
const FAREWELLS = [1000, 1001]

/** Without records the browser's reader needs no code generation, which its content security policy forbids. */
const packr = new Packr({ useRecords: false, moreTypes: true })

interface Kept {
  id: string
  conversation: Conversation
  socket: WebSocket | null
  /** Ends it, while no socket carries it. */
  expiry: NodeJS.Timeout | undefined
}

export interface Conversations {
  /** Whether a window may go on with this one: only who took part in it knows its name. */
  has(id: string): boolean
  /** Goes on with the conversation that the greeting names, or begins one, over this socket. */
  serve(socket: WebSocket, greeting: Greeting): void
  /** Windows connected now. */
  size(): number
  /** Ends them all. */
  close(): void
}

export function createConversations({
  engine,
  keptBytes = KEPT_BYTES,
  keptFor = KEPT_FOR,
}: {
  engine: EngineApi
  keptBytes?: number
  keptFor?: number
}): Conversations {
  const all = new Map<string, Kept>()

  const begin = (): Kept => {
    const conversation = openConversation({
      pack: (value) => packr.pack(value),
      unpack: (frame) => packr.unpack(frame) as unknown,
      check: messageOfWindow,
      limit: keptBytes,
    })
    const one: Kept = { id: randomUUID(), conversation, socket: null, expiry: undefined }
    all.set(one.id, one)
    conversation.port.closed(() => {
      clearTimeout(one.expiry)
      all.delete(one.id)
    })
    serveEngine({ engine, port: conversation.port })
    return one
  }

  /** The socket of this conversation has gone. */
  const leave = (one: Kept, code: number) => {
    one.socket = null
    one.conversation.detach()
    if (FAREWELLS.includes(code)) one.conversation.end()
    if (!all.delete(one.id)) return
    // Behind all that were left before it.
    all.set(one.id, one)
    one.expiry = setTimeout(() => one.conversation.end(), keptFor)
    one.expiry.unref()
    const left = [...all.values()].filter(({ socket }) => socket === null)
    if (left.length > KEPT_AT_ONCE) left[0]!.conversation.end()
  }

  return {
    has: (id) => all.has(id),
    serve(socket, { conversation: asked }) {
      const known = asked ? all.get(asked.id) : undefined
      const after = asked?.seen ?? 0
      const goesOn = known?.conversation.has(after) ?? false
      // The window knows better than this end whether its last socket still works.
      known?.socket?.terminate()
      if (!goesOn) known?.conversation.end()
      const one = known && goesOn ? known : begin()
      const { conversation } = one
      clearTimeout(one.expiry)
      one.socket = socket
      socket.send(welcomeText({ id: one.id, seen: conversation.seen }))
      const wire: Wire = {
        send: (frame) => socket.send(frame, () => conversation.flow()),
        full: () => socket.bufferedAmount > SOCKET_BYTES,
        // It connects again, and loads what it shows.
        cut: () => socket.terminate(),
      }
      conversation.attach(wire, goesOn ? after : 0)
      keepAlive(socket, () => conversation.tell())
      socket.on('message', (data, isBinary) => {
        if (one.socket !== socket || (isBinary && conversation.take(bytesOf(data)))) return
        conversation.end()
        socket.close(NOT_A_MESSAGE, 'not a message')
      })
      socket.once('close', (code) => {
        if (one.socket === socket) leave(one, code)
      })
    },
    size: () => [...all.values()].filter(({ socket }) => socket !== null).length,
    close() {
      for (const { conversation } of [...all.values()]) conversation.end()
    },
  }
}

function bytesOf(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data)
}
