// A channel: two verbs, call and listen, over any port that carries structured messages. A call can be cancelled, and what goes over
// can move instead of being copied.
// Knows requests, replies and topics. Does not know sockets, processes, threads or what is said.
//
// What a border carries is a table of types: its calls, each as a function from argument to result, and its topics.
import { EspalierError, reportOf } from './errors.ts'
import type { ErrorReport } from './errors.ts'

/** Objects that move to the other side (ports, buffers), where the port can carry any. */
export type Transfer = readonly object[]

/** Anything that carries messages both ways, in order. */
export interface Port {
  send(message: Message, transfer: Transfer): void
  /** Called once, before any message is sent. */
  receive(listener: (message: Message) => void): void
  /** Called when the other side is gone, with the reason where it is known; may never be. */
  closed(listener: (reason?: ErrorReport) => void): void
}

export type Message =
  | { kind: 'call'; id: number; name: string; argument: unknown }
  /** The caller does not want the result of its call any more. It is answered all the same. */
  | { kind: 'cancel'; id: number }
  | { kind: 'reply'; id: number; result: unknown }
  | { kind: 'failure'; id: number; error: ErrorReport }
  | { kind: 'topic'; topic: string; message: unknown }

/** The calls of one side of a border. */
export type Calls = Record<string, (argument: never) => unknown>
/** Of a side that is asked nothing. */
export type NoCalls = Record<string, never>
export type Topics = Record<string, unknown>

/** What answers the calls of a table. The signal tells that nobody waits any more: the call was cancelled, or its side is gone. */
export type Answers<Mine extends Calls> = {
  [Name in keyof Mine]: (
    argument: Parameters<Mine[Name]>[0],
    signal: AbortSignal,
  ) => ReturnType<Mine[Name]> | Promise<ReturnType<Mine[Name]>>
}

/** One end of a channel: calls that the other side answers, and topics of both. */
export interface Channel<Theirs extends Calls = Calls, Told extends Topics = Topics> {
  /**
   * Rejects with an EspalierError: the other side's report, or why it is gone. A call whose signal is aborted rejects with the
   * signal's reason, as soon as the other side has let go of it.
   */
  call<Name extends keyof Theirs & string>(
    name: Name,
    argument: Parameters<Theirs[Name]>[0],
    signal?: AbortSignal,
  ): Promise<ReturnType<Theirs[Name]>>
  post<Topic extends keyof Told & string>(topic: Topic, message: Told[Topic]): void
  /** Returns the function that ends listening. */
  listen<Topic extends keyof Told & string>(topic: Topic, listener: (message: Told[Topic]) => void): () => void
}

const GONE: ErrorReport = {
  code: 'engine-stopped',
  message: 'The engine has stopped.',
  advice: 'Espalier starts it again; finished work is kept.',
}

const CANCELLED: ErrorReport = {
  code: 'engine-stopped',
  message: 'The call was cancelled.',
  advice: 'Make it again if its result is still wanted.',
}

const transfers = new WeakMap<object, Transfer>()

/** Says that these parts of an argument, a result or a message move with it to the other side. */
export function moving<Value extends object>(value: Value, parts: Transfer): Value {
  transfers.set(value, parts)
  return value
}

/** Opens a channel on a port. `answers` handles calls of the other side; what they throw travels back as a report. */
export function openChannel<Theirs extends Calls = Calls, Mine extends Calls = NoCalls, Told extends Topics = Topics>(
  port: Port,
  answers: Answers<Mine> = {} as Answers<Mine>,
): Channel<Theirs, Told> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  /** Calls of the other side that are being answered. */
  const answering = new Map<number, AbortController>()
  const listeners = new Map<string, Set<(message: never) => void>>()
  let next = 0
  let gone: ErrorReport | null = null

  const reply = async (id: number, name: string, argument: unknown) => {
    const abort = new AbortController()
    answering.set(id, abort)
    try {
      if (!Object.hasOwn(answers, name)) throw unknownCall(name)
      const result: unknown = await answers[name]!(argument as never, abort.signal)
      port.send({ kind: 'reply', id, result }, partsOf(result))
    } catch (error) {
      port.send({ kind: 'failure', id, error: reportOf(error) }, [])
    } finally {
      answering.delete(id)
    }
  }

  const settle = (id: number): PromiseWithResolvers<unknown> | undefined => {
    const caller = waiting.get(id)
    waiting.delete(id)
    return caller
  }

  port.receive((message) => {
    switch (message.kind) {
      case 'call':
        void reply(message.id, message.name, message.argument)
        break
      case 'cancel':
        answering.get(message.id)?.abort(new EspalierError(CANCELLED))
        break
      case 'reply':
        settle(message.id)?.resolve(message.result)
        break
      case 'failure':
        settle(message.id)?.reject(new EspalierError(message.error))
        break
      case 'topic':
        for (const listener of listeners.get(message.topic) ?? []) listener(message.message as never)
        break
      default:
        throw new TypeError('This is no message of a channel.', { cause: message satisfies never })
    }
  })
  port.closed((reason = GONE) => {
    gone = reason
    for (const caller of waiting.values()) caller.reject(new EspalierError(reason))
    waiting.clear()
    for (const abort of answering.values()) abort.abort(new EspalierError(reason))
  })

  return {
    async call(name, argument, signal) {
      signal?.throwIfAborted()
      if (gone) throw new EspalierError(gone)
      const id = next++
      const answer = Promise.withResolvers<unknown>()
      waiting.set(id, answer)
      const cancel = () => {
        if (!gone) port.send({ kind: 'cancel', id }, [])
      }
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        port.send({ kind: 'call', id, name, argument }, partsOf(argument))
        return (await answer.promise) as never
      } catch (error) {
        waiting.delete(id)
        signal?.throwIfAborted()
        throw error
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },
    post(topic, message) {
      if (!gone) port.send({ kind: 'topic', topic, message }, partsOf(message))
    },
    listen(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => void set.delete(listener)
    },
  }
}

/** What a window may say (it calls, it answers nothing), out of a value that has no type yet; null where it is anything else. */
export function messageOfWindow(value: unknown): Message | null {
  if (typeof value !== 'object' || value === null) return null
  const { kind, id, name, argument } = value as Record<string, unknown>
  if (typeof id !== 'number') return null
  if (kind === 'cancel') return { kind, id }
  return kind === 'call' && typeof name === 'string' ? { kind, id, name, argument } : null
}

function partsOf(value: unknown): Transfer {
  return typeof value === 'object' && value !== null ? (transfers.get(value) ?? []) : []
}

function unknownCall(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The engine knows no call “${name.slice(0, 60)}”.`,
    advice: 'Reload the window; it may be of another version.',
  })
}
