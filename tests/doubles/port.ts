// A port with nobody behind it: keeps what was sent, delivers what a test says.
import type { Message, Port } from '../../src-main/contract/channel.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'

export interface PortDouble extends Port {
  sent: Message[]
  deliver(message: Message): void
  close(reason?: ErrorReport): void
}

export function portDouble(): PortDouble {
  const sent: Message[] = []
  const listeners: ((message: Message) => void)[] = []
  const closings: ((reason?: ErrorReport) => void)[] = []
  return {
    sent,
    send: (message) => void sent.push(message),
    receive: (listener) => void listeners.push(listener),
    closed: (listener) => void closings.push(listener),
    deliver: (message) => listeners.forEach((listener) => listener(message)),
    close: (reason) => closings.forEach((closing) => closing(reason)),
  }
}
