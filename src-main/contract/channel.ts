// A channel: two verbs, call and listen, over any port that carries structured messages.
// Knows requests, replies and topics. Does not know sockets, processes or what is said.
import { EspalierError, reportOf } from './errors.ts'
import type { ErrorReport } from './errors.ts'

/** Anything that carries messages both ways, in order. */
export interface Port {
  send(message: Message): void
  /** Called once, before any message is sent. */
  receive(listener: (message: Message) => void): void
  /** Called when the other side is gone; may never be. */
  closed(listener: () => void): void
}

export type Message =
  | { kind: 'call'; id: number; name: string; argument: unknown }
  | { kind: 'reply'; id: number; result: unknown }
  | { kind: 'failure'; id: number; error: ErrorReport }
  | { kind: 'topic'; topic: string; message: unknown }

/** One end of a channel. Both ends may call, answer, post and listen. */
export interface Channel {
  /** Rejects with an EspalierError: the other side's report, or `engine-stopped` if it is gone. */
  call(name: string, argument: unknown): Promise<unknown>
  post(topic: string, message: unknown): void
  /** Returns the function that ends listening. */
  listen(topic: string, listener: (message: unknown) => void): () => void
}

const GONE: ErrorReport = {
  code: 'engine-stopped',
  message: 'The engine has stopped.',
  advice: 'Espalier starts it again; finished work is kept.',
}

/** Opens a channel on a port. `answer` handles calls of the other side; what it throws travels back as a report. */
export function openChannel(port: Port, answer?: (name: string, argument: unknown) => unknown): Channel {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: EspalierError) => void }>()
  const listeners = new Map<string, Set<(message: unknown) => void>>()
  let next = 0
  let gone = false

  const reply = async (id: number, name: string, argument: unknown) => {
    try {
      if (!answer) throw new EspalierError({ code: 'bad-input', message: 'This side answers no calls.', advice: '' })
      port.send({ kind: 'reply', id, result: await answer(name, argument) })
    } catch (error) {
      port.send({ kind: 'failure', id, error: reportOf(error) })
    }
  }

  port.receive((message) => {
    if (message.kind === 'call') void reply(message.id, message.name, message.argument)
    else if (message.kind === 'topic')
      for (const listener of listeners.get(message.topic) ?? []) listener(message.message)
    else {
      const caller = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.kind === 'reply') caller?.resolve(message.result)
      else caller?.reject(new EspalierError(message.error))
    }
  })
  port.closed(() => {
    gone = true
    for (const caller of waiting.values()) caller.reject(new EspalierError(GONE))
    waiting.clear()
  })

  return {
    call(name, argument) {
      if (gone) return Promise.reject(new EspalierError(GONE))
      return new Promise((resolve, reject) => {
        const id = next++
        waiting.set(id, { resolve, reject })
        port.send({ kind: 'call', id, name, argument })
      })
    },
    post(topic, message) {
      if (!gone) port.send({ kind: 'topic', topic, message })
    },
    listen(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => void set.delete(listener)
    },
  }
}
