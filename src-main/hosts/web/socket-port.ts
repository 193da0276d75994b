// A port over a WebSocket of the web host: one binary MessagePack frame a message.
// Knows frames, silence and congestion. Does not know who may connect (door.ts) or what is said.
import { Packr } from 'msgpackr'
import type { RawData, WebSocket } from 'ws'
import type { Message, Port } from '../../contract/channel.ts'
import { messageOfWindow } from '../../contract/channel.ts'

/** Without records the browser's reader needs no code generation, which its content security policy forbids. */
const packr = new Packr({ useRecords: false })

/** Milliseconds between two pings; a connection that answers none of them is dropped. */
const HEARTBEAT = 15_000
/** Bytes a slow reader may leave waiting before it is dropped; it connects again and opens its run anew. */
const CONGESTION = 256 * 1024 * 1024

export function portOverSocket(socket: WebSocket): Port {
  let alive = true
  const heartbeat = setInterval(() => {
    if (!alive || socket.bufferedAmount > CONGESTION) socket.terminate()
    alive = false
    socket.ping()
  }, HEARTBEAT)
  heartbeat.unref()
  socket.on('pong', () => (alive = true))
  socket.on('close', () => clearInterval(heartbeat))

  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(packr.pack(message))
    },
    receive(listener) {
      socket.on('message', (data, isBinary) => {
        const message = isBinary ? readMessage(data) : null
        if (message) listener(message)
        else socket.close(1003, 'not a message')
      })
    },
    closed(listener) {
      if (socket.readyState === socket.CLOSED) listener()
      else socket.once('close', () => listener())
    },
  }
}

/** The message in a frame, or null: what comes over the wire has no type until it was looked at. */
function readMessage(data: RawData): Message | null {
  try {
    return messageOfWindow(packr.unpack(Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data)))
  } catch {
    return null
  }
}
