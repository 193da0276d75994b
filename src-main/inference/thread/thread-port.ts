// A port of the channel over a MessagePort of worker threads.
// Knows node:worker_threads. Does not know what is said.
import type { MessagePort } from 'node:worker_threads'
import type { Message, Port } from '../../contract/channel.ts'

/** The port's end as a channel port. A port that is only waited on does not keep its thread alive. */
export function threadPort(port: MessagePort): Port {
  return {
    send: (message) => port.postMessage(message),
    receive(listener) {
      port.on('message', (message: Message) => listener(message))
      port.unref()
    },
    closed: (listener) => void port.once('close', listener),
  }
}
