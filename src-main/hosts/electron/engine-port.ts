// A port over Electron's MessagePortMain.
// Knows MessagePortMain only by shape, so that tests can hand in Node's. Does not know what is said.
import type { MessagePortMain } from 'electron'
import type { Message, Port } from '../../contract/channel.ts'
import { messageOfWindow } from '../../contract/channel.ts'

/** To a window, which calls and answers nothing; it closes at anything else, and hears nothing after it. */
export function portOverMessagePort(messagePort: MessagePortMain): Port {
  return portOver(messagePort, messageOfWindow)
}

/** To another process of the program, which both calls and answers. */
export function portToProcess(messagePort: MessagePortMain): Port {
  return portOver(messagePort, (value) => value as Message)
}

function portOver(messagePort: MessagePortMain, read: (value: unknown) => Message | null): Port {
  let open = true
  messagePort.on('close', () => (open = false))
  return {
    send(message) {
      if (open) messagePort.postMessage(message)
    },
    receive(listener) {
      messagePort.on('message', (event) => {
        const message = open ? read(event.data) : null
        if (message) listener(message)
        else if (open) {
          open = false
          messagePort.close()
        }
      })
      messagePort.start()
    },
    closed(listener) {
      messagePort.on('close', () => listener())
    },
  }
}
