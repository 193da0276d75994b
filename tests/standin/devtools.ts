// Chromium's debugging protocol over its pipe.
// Knows messages, replies and sessions. Does not know what is asked.
import type { Readable, Writable } from 'node:stream'

type Params = Record<string, unknown>
/** What the protocol answers: as loose as its JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the protocol has hundreds of shapes, and a few fields of them are read here
type Result = any
/** A reply has the `id` of its question; an event has none. */
interface Message {
  id?: number
  result?: Result
  error?: { message: string }
  sessionId?: string
  method?: string
  params?: Result
}

export class Devtools {
  private next = 0
  private readonly waiting = new Map<number, PromiseWithResolvers<Result>>()
  private readonly listeners = new Map<string, (method: string, params: Result) => void>()
  private readonly out: Writable

  constructor(out: Writable, from: Readable) {
    this.out = out
    // A browser that has gone takes nothing more.
    out.on('error', () => undefined)
    let rest = Buffer.alloc(0)
    from.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data])
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
        this.take(JSON.parse(rest.toString('utf8', 0, end)) as Message)
      }
    })
  }

  /** Rejects with the browser's own words. Never settles where the browser is gone. */
  send(method: string, params: Params = {}, session?: string): Promise<Result> {
    const id = ++this.next
    const answer = Promise.withResolvers<Result>()
    this.waiting.set(id, answer)
    this.out.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`)
    return answer.promise
  }

  /** Listens to the events of a session, or of the browser itself (''). */
  listen(session: string, listener: (method: string, params: Result) => void): void {
    this.listeners.set(session, listener)
  }

  private take({ id, result, error, sessionId = '', method = '', params }: Message): void {
    if (id === undefined) {
      this.listeners.get(sessionId)?.(method, params)
      return
    }
    const answer = this.waiting.get(id)
    this.waiting.delete(id)
    if (error) answer?.reject(new Error(error.message))
    else answer?.resolve(result)
  }
}
