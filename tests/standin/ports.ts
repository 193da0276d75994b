// Electron's message ports in the main process.
// Knows that what is posted before a port starts waits. Does not know where a port's other end went: whoever takes it there sets a way.
import { EventEmitter } from 'node:events'

let ids = 0

export class MessagePortMain extends EventEmitter {
  other!: MessagePortMain
  /** How a port that was sent away is reached there. */
  private way: { send: (data: unknown) => void; close: () => void } | null = null
  private early: unknown[] = []
  private started = false
  private ended = false

  postMessage(data: unknown): void {
    this.other.arrive(structuredClone(data))
  }

  start(): void {
    this.started = true
    for (const data of this.early.splice(0)) this.emit('message', { data, ports: [] })
  }

  close(): void {
    this.end()
    this.other.end()
  }

  /** Something was posted at the other end. */
  arrive(data: unknown): void {
    if (this.way) this.way.send(data)
    else if (this.started) this.emit('message', { data, ports: [] })
    else this.early.push(data)
  }

  /** The other end was closed, or what held it is gone. */
  end(): void {
    if (this.ended) return
    this.ended = true
    this.way?.close()
    this.emit('close')
  }

  /** Sends the port away; returns its number there. What waits follows once `later` is called, behind the message that takes it. */
  leave(way: (id: number) => { send: (data: unknown) => void; close: () => void }): { id: number; later: () => void } {
    const id = ++ids
    this.way = way(id)
    return {
      id,
      later: () => {
        for (const data of this.early.splice(0)) this.way!.send(data)
        if (this.ended) this.way!.close()
      },
    }
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()
  constructor() {
    this.port1.other = this.port2
    this.port2.other = this.port1
  }
}
