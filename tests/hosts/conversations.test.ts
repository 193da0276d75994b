// The conversations that a web host keeps: which go on after a break, and when one is let go.
import { EventEmitter } from 'node:events'
import { Packr } from 'msgpackr'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { Message } from '../../src-main/contract/channel.ts'
import { readWelcome } from '../../src-main/contract/door.ts'
import { createConversations } from '../../src-main/hosts/web/conversations.ts'
import { engineDouble } from '../doubles/engine.ts'

const packr = new Packr({ useRecords: false })

/** A socket without a network: what was sent, what its page says, and how it goes. */
class SocketDouble extends EventEmitter {
  sent: unknown[] = []
  closed: number | 'terminated' | null = null
  pings = 0
  bufferedAmount = 0

  /** Told that a frame is on its way. */
  readonly flushed: (() => void)[] = []

  send(frame: string | Uint8Array, done?: () => void) {
    this.sent.push(typeof frame === 'string' ? frame : (packr.unpack(frame) as unknown))
    if (done) this.flushed.push(done)
  }
  ping() {
    this.pings++
  }
  say(value: unknown) {
    this.emit('message', packr.pack(value), true)
  }
  close(code: number) {
    this.closed = code
    this.emit('close', code)
  }
  terminate() {
    this.closed = 'terminated'
    this.emit('close', 1006)
  }
  /** The numbers of the messages that were sent, and the ids of the runs they are about. */
  get told() {
    return this.sent
      .filter((frame): frame is [number, Message] => Array.isArray(frame))
      .map(([number, message]) => [number, message.kind === 'topic' && (message.message as { id: string }).id])
  }
}

function open(options: { keptBytes?: number } = {}) {
  const engine = engineDouble()
  const conversations = createConversations({ engine, ...options })
  const connect = (asked: { id: string; seen: number } | null = null) => {
    const socket = new SocketDouble()
    conversations.serve(socket as unknown as WebSocket, { token: '', conversation: asked })
    return { socket, ...readWelcome(String(socket.sent[0])) }
  }
  const post = (id: string) => engine.post('run.deleted', { id })
  return { engine, conversations, connect, post }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a conversation', () => {
  test('goes on where its window left it, and tells what was missed', () => {
    const { connect, post } = open()
    const first = connect()
    post('a')
    post('b')
    first.socket.terminate()
    post('c')
    const second = connect({ id: first.id, seen: 1 })
    post('d')
    expect(second.id).toBe(first.id)
    expect(first.socket.told).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(second.socket.told).toEqual([
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ])
  })

  test('takes a call once that was sent twice', async () => {
    const { connect, engine } = open()
    const first = connect()
    const call = [1, { kind: 'call', id: 5, name: 'engine.info', argument: {} }]
    first.socket.say(call)
    first.socket.terminate()
    const second = connect({ id: first.id, seen: 0 })
    second.socket.say(call)
    await vi.advanceTimersByTimeAsync(1)
    expect(second.seen).toBe(1)
    expect(engine.calls).toHaveLength(1)
    expect(second.socket.sent.slice(1)).toMatchObject([[1, { kind: 'reply', id: 5 }]])
  })

  test('is taken over from a socket that seems to work', () => {
    const { connect, post, conversations } = open()
    const first = connect()
    post('a')
    const second = connect({ id: first.id, seen: 0 })
    expect(first.socket.closed).toBe('terminated')
    expect(second.socket.told).toEqual([[1, 'a']])
    expect(conversations.size()).toBe(1)
  })

  test.each([
    ['of another host', (id: string) => ({ id: `${id}x`, seen: 0 })],
    ['of which the window says that it has what was never said', (id: string) => ({ id, seen: 3 })],
  ])('%s is answered by a new one', (_, asked) => {
    const { connect, post } = open()
    const first = connect()
    post('a')
    first.socket.terminate()
    const second = connect(asked(first.id))
    expect(second.id).not.toBe(first.id)
    expect([second.seen, second.socket.told]).toEqual([0, []])
  })

  test('of which more was missed than is kept is answered by a new one', () => {
    const { connect, post, engine } = open({ keptBytes: 300 })
    const first = connect()
    first.socket.terminate()
    for (let run = 0; run < 20; run++) post(`run ${run}`)
    expect(engine.listeners()).toBe(0)
    expect(connect({ id: first.id, seen: 0 }).id).not.toBe(first.id)
  })

  test('is kept for ten minutes without a socket, and no longer', () => {
    const { connect, engine, conversations } = open()
    const { socket, id } = connect()
    socket.terminate()
    vi.advanceTimersByTime(10 * 60_000 - 1)
    expect(conversations.has(id)).toBe(true)
    vi.advanceTimersByTime(1)
    expect(conversations.has(id)).toBe(false)
    expect(engine.listeners()).toBe(0)
  })

  test('that was taken up again is kept for as long as its socket lasts', () => {
    const { connect, conversations } = open()
    const first = connect()
    first.socket.terminate()
    const { socket } = connect({ id: first.id, seen: 0 })
    for (let beat = 0; beat < 100; beat++) {
      socket.emit('pong')
      vi.advanceTimersByTime(15_000)
    }
    expect(conversations.has(first.id)).toBe(true)
  })

  test.each([1000, 1001])('of a page that went away with %i leaves nothing behind', (code) => {
    const { connect, engine, conversations } = open()
    connect().socket.close(code)
    expect([conversations.size(), engine.listeners(), vi.getTimerCount()]).toEqual([0, 0, 0])
  })

  test('four are kept without a socket, the newest', () => {
    const { connect, conversations } = open()
    const ids = Array.from({ length: 6 }, () => {
      const { socket, id } = connect()
      socket.terminate()
      return id
    })
    expect(ids.map((id) => conversations.has(id))).toEqual([false, false, true, true, true, true])
  })

  test('with a window that says what is no message ends', () => {
    const { connect, conversations, engine } = open()
    const { socket, id } = connect()
    socket.say('nonsense')
    expect([socket.closed, conversations.has(id), engine.listeners(), vi.getTimerCount()]).toEqual([1003, false, 0, 0])
  })
})

describe('a socket', () => {
  test('is told of life every 15 seconds, and dropped when it does not answer', () => {
    const { connect } = open()
    const { socket } = connect()
    vi.advanceTimersByTime(15_000)
    expect([socket.pings, socket.sent.at(-1)]).toEqual([1, 0])
    socket.emit('pong')
    vi.advanceTimersByTime(15_000)
    expect([socket.pings, socket.closed]).toEqual([2, null])
    vi.advanceTimersByTime(15_000)
    expect(socket.closed).toBe('terminated')
  })

  test('that reads slowly is sent no more than it takes', () => {
    const { connect, post } = open()
    const { socket } = connect()
    post('a')
    socket.bufferedAmount = 2 ** 21
    post('b')
    expect(socket.told).toEqual([[1, 'a']])
    socket.bufferedAmount = 0
    socket.flushed.at(-1)!()
    expect(socket.told.at(-1)).toEqual([2, 'b'])
  })

  test('that reads nothing is cut when more waits than is kept, and nothing of it is kept', () => {
    const { connect, post, engine, conversations } = open({ keptBytes: 300 })
    const { socket, id } = connect()
    socket.bufferedAmount = 2 ** 21
    for (let run = 0; run < 20; run++) post(`run ${run}`)
    expect(socket.closed).toBe('terminated')
    expect([conversations.has(id), engine.listeners(), vi.getTimerCount()]).toEqual([false, 0, 0])
  })

  test('that does not read is dropped', () => {
    const { connect } = open()
    const { socket } = connect()
    socket.bufferedAmount = 300 * 2 ** 20
    vi.advanceTimersByTime(15_000)
    expect(socket.closed).toBe('terminated')
  })
})

test('closing ends them all', () => {
  const { connect, conversations, engine } = open()
  const { socket } = connect()
  connect().socket.terminate()
  conversations.close()
  socket.close(1001)
  expect([engine.listeners(), conversations.size()]).toEqual([0, 0])
})
