// A conversation over wires that break: every message comes once and in order, whatever is lost, and what cannot be resumed is said so.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Message } from '../../src-main/contract/channel.ts'
import type { Conversation } from '../../src-main/contract/conversation.ts'
import { openConversation } from '../../src-main/contract/conversation.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function end({ limit = 1e6, fits }: { limit?: number; fits?: (frame: Uint8Array) => void } = {}) {
  const conversation = openConversation({
    pack: (value) => encoder.encode(JSON.stringify(value)),
    unpack: (frame) => JSON.parse(decoder.decode(frame)) as unknown,
    check: (value) => (typeof value === 'object' && value !== null && 'kind' in value ? (value as Message) : null),
    limit,
    ...(fits ? { fits } : {}),
  })
  const heard: number[] = []
  conversation.port.receive((message) => heard.push((message as { id: number }).id))
  return { conversation, heard }
}

const message = (id: number): Message => ({ kind: 'cancel', id })
const say = ({ conversation }: { conversation: Conversation }, id: number) => conversation.port.send(message(id), [])

/** Joins two ends by a wire that carries so many frames each way and loses what follows, until it is cut. */
function join(window: ReturnType<typeof end>, host: ReturnType<typeof end>, carries: [number, number] = [1e9, 1e9]) {
  const left = [...carries]
  let cut = false
  const wire = (way: 0 | 1, to: Conversation) => ({
    send(frame: Uint8Array) {
      if (!cut && left[way]!-- > 0) expect(to.take(frame)).toBe(true)
    },
  })
  const [fromWindow, fromHost] = [window.conversation.seen, host.conversation.seen]
  const goesOn = host.conversation.has(fromWindow) && window.conversation.has(fromHost)
  if (goesOn) {
    host.conversation.attach(wire(1, window.conversation), fromWindow)
    window.conversation.attach(wire(0, host.conversation), fromHost)
  }
  return {
    goesOn,
    cut() {
      cut = true
      window.conversation.detach()
      host.conversation.detach()
    },
  }
}

describe('a conversation', () => {
  test('over any wires that break, each message is taken once and in order', () => {
    const round = fc.record({
      carries: fc.tuple(fc.nat(90), fc.nat(90)),
      window: fc.nat(8),
      host: fc.nat(150),
      apart: fc.nat(20),
    })
    fc.assert(
      fc.property(fc.array(round, { maxLength: 12 }), (rounds) => {
        const [window, host] = [end(), end()]
        const said = { window: 0, host: 0 }
        const speak = (count: { window: number; host: number }) => {
          for (let left = count.window; left > 0; left--) say(window, ++said.window)
          for (let left = count.host; left > 0; left--) say(host, ++said.host)
        }
        for (const { carries, apart, ...count } of rounds) {
          const line = join(window, host, carries)
          expect(line.goesOn).toBe(true)
          speak(count)
          line.cut()
          speak({ window: apart % 3, host: apart })
        }
        join(window, host)
        expect(window.heard).toEqual(Array.from({ length: said.host }, (_, index) => index + 1))
        expect(host.heard).toEqual(Array.from({ length: said.window }, (_, index) => index + 1))
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  test('a message that is said again is taken once', () => {
    const { conversation, heard } = end()
    const frame = encoder.encode('[1,{"kind":"cancel","id":5}]')
    expect([conversation.take(frame), conversation.take(frame)]).toEqual([true, true])
    expect([heard, conversation.seen]).toEqual([[5], 1])
  })

  test('what the other end has is not kept', () => {
    const [window, host] = [end(), end({ limit: 6000 })]
    join(window, host)
    for (let id = 0; id < 5000; id++) say(host, id)
    expect(window.heard).toHaveLength(5000)
    expect(host.conversation.has(window.conversation.seen)).toBe(true)
    expect(host.conversation.has(0)).toBe(false)
  })

  test('of which a part is gone is not resumed', () => {
    const [window, host] = [end(), end({ limit: 500 })]
    const line = join(window, host, [1e9, 3])
    for (let id = 0; id < 40; id++) say(host, id)
    line.cut()
    expect(window.heard).toHaveLength(3)
    expect(join(window, host).goesOn).toBe(false)
  })

  test('ends when more is said without a wire than is kept', () => {
    const { conversation } = end({ limit: 200 })
    const closed = vi.fn()
    conversation.port.closed(closed)
    for (let id = 0; id < 40; id++) conversation.port.send(message(id), [])
    expect(closed).toHaveBeenCalledOnce()
    expect(conversation.has(0)).toBe(false)
  })

  test('waits while its wire is full, and goes on in order', () => {
    const [window, host] = [end(), end()]
    let room = 2
    const cut = vi.fn()
    const send = (frame: Uint8Array) => {
      room--
      expect(window.conversation.take(frame)).toBe(true)
    }
    host.conversation.attach({ send, full: () => room === 0, cut }, 0)
    for (let id = 1; id <= 5; id++) say(host, id)
    expect(window.heard).toEqual([1, 2])
    expect(host.conversation.take(encoder.encode('3'))).toBe(false)
    room = 2
    host.conversation.flow()
    expect(window.heard).toEqual([1, 2, 3, 4])
    host.conversation.detach()
    join(window, host)
    expect(window.heard).toEqual([1, 2, 3, 4, 5])
    expect(cut).not.toHaveBeenCalled()
  })

  test('whose wire stays full ends, cuts it, and lets go of everything', () => {
    const { conversation } = end({ limit: 200 })
    const [closed, cut] = [vi.fn(), vi.fn()]
    conversation.port.closed(closed)
    conversation.attach({ send: () => undefined, full: () => true, cut }, 0)
    for (let id = 0; id < 40; id++) conversation.port.send(message(id), [])
    expect([closed, cut].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
    expect(conversation.has(0)).toBe(false)
  })

  test('is not ended by one large answer that waits', () => {
    const { conversation } = end({ limit: 400 })
    const cut = vi.fn()
    let full = true
    const sent: Uint8Array[] = []
    conversation.attach({ send: (frame) => sent.push(frame), full: () => full, cut }, 0)
    conversation.port.send({ kind: 'reply', id: 1, result: 'x'.repeat(4000) }, [])
    conversation.port.send(message(2), [])
    full = false
    conversation.flow()
    expect([sent.length, cut.mock.calls.length]).toEqual([2, 0])
  })

  test.each([
    ['is no JSON', '{'],
    ['is no pair', '[1]'],
    ['is no message', '[1,{}]'],
    ['comes after one that is missing', '[2,{"kind":"cancel","id":1}]'],
    ['has no number', '["1",{"kind":"cancel","id":1}]'],
    ['tells of more than was said', '7'],
    ['tells of less than nothing', '-1'],
    ['tells of half a message', '0.5'],
  ])('a frame that %s is refused', (_, text) => {
    const { conversation, heard } = end()
    expect(conversation.take(encoder.encode(text))).toBe(false)
    expect(heard).toEqual([])
  })

  test('what is more than the other end takes is refused to who says it, and the rest goes on', () => {
    const fits = ({ byteLength }: Uint8Array) => {
      if (byteLength > 30) throw new Error('too long')
    }
    const [window, host] = [end({ fits }), end()]
    join(window, host)
    expect(() => say(window, 1e12)).toThrow('too long')
    say(window, 2)
    expect(host.heard).toEqual([2])
  })

  test('that has ended tells late listeners too, and is silent', () => {
    const { conversation, heard } = end()
    const reason = { code: 'engine-stopped', message: 'Gone.', advice: '' } as const
    conversation.end(reason)
    conversation.end()
    const closed = vi.fn()
    conversation.port.closed(closed)
    expect(closed).toHaveBeenCalledExactlyOnceWith(reason)
    conversation.port.send(message(1), [])
    expect(conversation.take(encoder.encode('[1,{"kind":"cancel","id":1}]'))).toBe(true)
    expect(heard).toEqual([])
  })
})
