// The line under Electron: a port that comes from the engine's process by way of the preload script.
// Knows that such a port ends with its process alone, so that there is nothing to resume. Does not know the engine.
import type { Bridge } from '../../src-main/contract/bridge.ts'
import { PORT_MESSAGE } from '../../src-main/contract/bridge.ts'
import type { Message, Port } from '../../src-main/contract/channel.ts'
import type { Line } from './line.ts'

export function electronLine(bridge: Bridge): Line {
  return {
    begin(events) {
      const open = async (): Promise<void> => {
        const port = portOver(await askFor(bridge))
        events.opened(port)
        port.closed(() => {
          events.broken()
          void open()
        })
      }
      void open()
    },
    // No token stands between a window of Electron and its engine.
    offer: () => undefined,
  }
}

function askFor(bridge: Bridge): Promise<MessagePort> {
  return new Promise((resolve) => {
    const take = (event: MessageEvent): void => {
      const [messagePort] = event.ports
      if (event.source !== window || event.data !== PORT_MESSAGE || !messagePort) return
      window.removeEventListener('message', take)
      resolve(messagePort)
    }
    window.addEventListener('message', take)
    bridge.connect()
  })
}

function portOver(messagePort: MessagePort): Port {
  return {
    send: (message) => messagePort.postMessage(message),
    receive(listener) {
      // Setting onmessage starts the port.
      messagePort.onmessage = (event) => listener(event.data as Message)
    },
    closed: (listener) => messagePort.addEventListener('close', () => listener()),
  }
}
