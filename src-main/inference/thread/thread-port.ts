// A port of the channel over what joins two threads: a MessagePort, or a worker's own line to its owner.
// Knows node:worker_threads. Does not know what is said.
import type { MessagePort, Transferable } from 'node:worker_threads'
import type { Message, Port } from '../../contract/channel.ts'

/**
 * A MessagePort's end as a channel port. One that is only waited on does not keep its thread alive, unless `staying`: a worker lives
 * by its line to its owner.
 */
export function threadPort(port: MessagePort, { staying = false } = {}): Port {
  return {
    send: (message, transfer) => port.postMessage(message, transfer as readonly Transferable[]),
    receive(listener) {
      port.on('message', (message: Message) => listener(message))
      if (!staying) port.unref()
    },
    closed: (listener) => void port.once('close', () => listener()),
  }
}
