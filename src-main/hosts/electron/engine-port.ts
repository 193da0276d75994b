// A port over Electron's MessagePortMain.
// Knows MessagePortMain only by shape, so that tests can hand in Node's. Does not know what is said.
import type { MessagePortMain } from 'electron'
import type { Port } from '../../contract/channel.ts'
import { messageOfWindow } from '../../contract/channel.ts'

export function portOverMessagePort(messagePort: MessagePortMain): Port {
  let open = true
  messagePort.on('close', () => (open = false))
  return {
    send(message) {
      if (open) messagePort.postMessage(message)
    },
    receive(listener) {
      messagePort.on('message', (event) => {
        const message = messageOfWindow(event.data)
        if (message) listener(message)
        else messagePort.close()
      })
      messagePort.start()
    },
    closed(listener) {
      messagePort.on('close', () => listener())
    },
  }
}
