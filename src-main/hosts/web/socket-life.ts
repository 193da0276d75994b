// Whether a socket still works: it is asked, and one that says nothing or does not read is dropped.
// Knows silence and congestion. Does not know what is said.
import type { WebSocket } from 'ws'
import { HEARTBEAT } from '../../contract/door.ts'

/** Bytes a slow reader may leave waiting before it is dropped; it connects again and loads what it shows. */
const CONGESTION = 256 * 1024 * 1024

/** Drops the socket when it has not answered from one beat to the next. `beat` is called at each, as a page hears no ping. */
export function keepAlive(socket: WebSocket, beat: () => void): void {
  let alive = true
  const heartbeat = setInterval(() => {
    if (!alive || socket.bufferedAmount > CONGESTION) {
      socket.terminate()
      return
    }
    alive = false
    socket.ping()
    beat()
  }, HEARTBEAT)
  heartbeat.unref()
  socket.on('pong', () => (alive = true))
  socket.on('close', () => clearInterval(heartbeat))
}
