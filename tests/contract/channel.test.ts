// A channel over the ports of threads, both ends here: calls, cancellation, what moves, topics, and the end of either side.
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answers, Calls, Channel, NoCalls } from '../../src-main/contract/channel.ts'
import { messageOfWindow, moving, openChannel } from '../../src-main/contract/channel.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import { threadPort } from '../../src-main/inference/thread/thread-port.ts'
import { portDouble } from '../doubles/port.ts'

type Table = {
  double: (value: number) => number
  refuse: (value: string) => never
  wait: (value: null) => string
  take: (what: { bytes: ArrayBuffer }) => { bytes: ArrayBuffer }
}
type Told = { news: string }

let ports: MessageChannel
beforeEach(() => {
  ports = new MessageChannel()
})
afterEach(() => {
  ports.port1.close()
  ports.port2.close()
})

function joined(answers: Partial<Answers<Table>> = {}): { near: Channel<Table, Told>; far: Channel<Calls, Told> } {
  const far = openChannel<Calls, Table, Told>(threadPort(ports.port2), {
    double: (value) => value * 2,
    refuse: (message) => {
      throw new EspalierError({ code: 'not-found', message, advice: 'Look elsewhere.', details: 'x' })
    },
    wait: () => new Promise(() => undefined),
    take: ({ bytes }) => moving({ bytes }, [bytes]),
    ...answers,
  })
  return { near: openChannel<Table, NoCalls, Told>(threadPort(ports.port1)), far }
}

describe('a call', () => {
  it('is answered, each with its own answer', async () => {
    const { near } = joined({
      double: (value) => new Promise((resolve) => setTimeout(() => resolve(value * 2), 10 - value)),
    })
    expect(await Promise.all([near.call('double', 1), near.call('double', 8), near.call('double', 3)])).toEqual([
      2, 16, 6,
    ])
  })

  it('rejects with the report of what was thrown', async () => {
    const { near } = joined()
    await expect(near.call('refuse', 'Gone.')).rejects.toMatchObject({
      report: { code: 'not-found', message: 'Gone.', advice: 'Look elsewhere.', details: 'x' },
    })
  })

  it.each(['triple', 'constructor', '__proto__', 'toString'])(
    'is refused where nobody answers it: %s',
    async (name) => {
      const { near } = joined()
      const call = (near as unknown as Channel).call(name, 1 as never)
      await expect(call).rejects.toMatchObject({ report: { code: 'bad-input' } })
    },
  )

  it('rejects where its argument cannot go over, and the channel goes on', async () => {
    const { near } = joined()
    await expect(near.call('double', (() => 1) as never)).rejects.toThrow('could not be cloned')
    expect(await near.call('double', 4)).toBe(8)
  })
})

describe('a cancelled call', () => {
  const reason = new Error('enough')

  it('tells the other side, and rejects with the signal’s reason once that has let go', async () => {
    const heard: string[] = []
    const { near } = joined({
      wait: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            heard.push('cancelled')
            setTimeout(() => {
              heard.push('let go')
              reject(signal.reason as Error)
            }, 5)
          })
          heard.push('begun')
          abort.abort(reason)
        }),
    })
    const abort = new AbortController()
    await expect(near.call('wait', null, abort.signal)).rejects.toBe(reason)
    expect(heard).toEqual(['begun', 'cancelled', 'let go'])
  })

  it('is not made at all under a signal that was aborted before', async () => {
    let calls = 0
    const { near } = joined({ double: () => ++calls })
    await expect(near.call('double', 1, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(await near.call('double', 1)).toBe(1)
  })

  it('keeps its answer where that came first', async () => {
    const { near } = joined()
    const abort = new AbortController()
    expect(await near.call('double', 1, abort.signal)).toBe(2)
    abort.abort(reason)
    expect(await near.call('double', 2)).toBe(4)
  })
})

describe('what is said to move', () => {
  it('moves with an argument and with a result', async () => {
    const { near } = joined()
    const bytes = new Uint8Array([1, 2, 3]).buffer
    const back = await near.call('take', moving({ bytes }, [bytes]))
    expect(bytes.byteLength).toBe(0)
    expect([...new Uint8Array(back.bytes)]).toEqual([1, 2, 3])
  })

  it('is copied where nothing is said', async () => {
    const { near } = joined()
    const bytes = new Uint8Array([1, 2, 3]).buffer
    await near.call('take', { bytes })
    expect(bytes.byteLength).toBe(3)
  })
})

describe('a topic', () => {
  it('reaches those who listen, in order, until they stop', async () => {
    const { near, far } = joined()
    const heard: string[] = []
    const end = near.listen('news', (message) => heard.push(message))
    far.post('news', 'one')
    far.post('news', 'two')
    await near.call('double', 1)
    end()
    far.post('news', 'three')
    await near.call('double', 1)
    expect(heard).toEqual(['one', 'two'])
  })
})

describe('the end of the other side', () => {
  it('rejects what waits and what comes, and answers go nowhere', async () => {
    const { near } = joined()
    const waiting = near.call('wait', null)
    ports.port2.close()
    await expect(waiting).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    await expect(near.call('double', 1)).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    near.post('news', 'to nobody')
  })

  it('cancels what is being answered', async () => {
    const cancelled = Promise.withResolvers<unknown>()
    const { near } = joined({
      wait: (_, signal) => {
        signal.addEventListener('abort', () => cancelled.resolve(signal.reason))
        ports.port1.close()
        return new Promise(() => undefined)
      },
    })
    near.call('wait', null).catch(() => undefined)
    expect(await cancelled.promise).toMatchObject({ report: { code: 'engine-stopped' } })
  })

  it('is told with the reason that the port knows', async () => {
    const port = portDouble()
    const near = openChannel<Table>(port)
    const waiting = near.call('double', 1)
    port.close({ code: 'internal', message: 'The cable was cut.', advice: '' })
    await expect(waiting).rejects.toThrow('The cable was cut.')
    await expect(near.call('double', 1)).rejects.toThrow('The cable was cut.')
  })
})

describe('what a window says', () => {
  it.each([
    [
      { kind: 'call', id: 1, name: 'x', argument: 2, more: 3 },
      { kind: 'call', id: 1, name: 'x', argument: 2 },
    ],
    [
      { kind: 'call', id: 1, name: 'x' },
      { kind: 'call', id: 1, name: 'x', argument: undefined },
    ],
    [
      { kind: 'cancel', id: 4 },
      { kind: 'cancel', id: 4 },
    ],
    [{ kind: 'cancel', id: '4' }, null],
    [{ kind: 'call', id: 1, name: 2 }, null],
    [{ kind: 'reply', id: 1, result: 2 }, null],
    [{ kind: 'topic', topic: 'x', message: 1 }, null],
    [null, null],
    ['call', null],
    [undefined, null],
  ])('%j is %j', (value, message) => {
    expect(messageOfWindow(value)).toEqual(message)
  })
})
