// The line of a page: a conversation with the web host that the page came from, over one WebSocket after the other.
// Knows greetings, silence and pauses between tries. Does not know what is said.
import { Packr } from 'msgpackr'
import type { Message } from '../../src-main/contract/channel.ts'
import type { Conversation } from '../../src-main/contract/conversation.ts'
import { openConversation } from '../../src-main/contract/conversation.ts'
import {
  greetingText,
  HEARTBEAT,
  MESSAGE_BYTES,
  NOT_A_MESSAGE,
  readWelcome,
  SOCKET_PATH,
  TOKEN_REFUSED,
  tokenIn,
  TOO_LONG,
  TRIES_REFUSED,
} from '../../src-main/contract/door.ts'
import type { Welcome } from '../../src-main/contract/door.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { Line, LineEvents, Refusal } from './line.ts'
import { keepToken, takeOffered, takeToken } from './token.ts'

/** Milliseconds before the second try; each further one waits twice as long, up to the limit. */
const FIRST_WAIT = 250
const LONGEST_WAIT = 4_000
/** Milliseconds that a line may be broken before anybody is told: most breaks are shorter. */
const GRACE = 1_500
/** Milliseconds without a sign of life after which a socket counts as broken, whatever it says itself, and between two looks. */
const SILENCE = 2.7 * HEARTBEAT
const LOOK = 5_000

/** Without records the reader generates no code, which the content security policy forbids. */
const packr = new Packr({ useRecords: false, moreTypes: true })

export function webLine(): Line {
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${SOCKET_PATH}`
  let events!: LineEvents
  let token = takeToken()
  let current: { id: string; conversation: Conversation } | null = null
  let wait = FIRST_WAIT
  let grace: ReturnType<typeof setTimeout> | undefined
  /** Whether nothing is tried until another token is there. */
  let refused = false

  const refuse = (why: Refusal): void => {
    refused = true
    events.refused(why)
  }

  const forget = (reason?: typeof ENDED): void => {
    const last = current
    current = null
    last?.conversation.end(reason)
  }

  const welcomed = (socket: WebSocket, { id, seen }: Welcome): void => {
    clearTimeout(grace)
    grace = undefined
    wait = FIRST_WAIT
    const wire = { send: (frame: Uint8Array) => socket.send(frame as Uint8Array<ArrayBuffer>) }
    if (current?.id === id && current.conversation.has(seen)) {
      current.conversation.attach(wire, seen)
      events.resumed()
      return
    }
    forget(ENDED)
    const conversation = openConversation({
      pack: (value) => packr.pack(value),
      unpack: (frame) => packr.unpack(frame) as unknown,
      // The page and what it talks to come from the same host.
      check: (value) => value as Message,
      fits,
      limit: 4 * MESSAGE_BYTES,
    })
    current = { id, conversation }
    conversation.attach(wire, 0)
    events.opened(conversation.port)
  }

  const closed = (code: number): void => {
    current?.conversation.detach()
    if (code === TOKEN_REFUSED || code === TRIES_REFUSED) {
      clearTimeout(grace)
      grace = undefined
      forget(ENDED)
      refuse(code === TOKEN_REFUSED ? 'wrong-token' : 'too-many-tries')
      return
    }
    if (code === NOT_A_MESSAGE || code === TOO_LONG) forget(ENDED)
    grace ??= setTimeout(() => events.broken(), GRACE)
    setTimeout(connect, wait)
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }

  const connect = (): void => {
    const socket = openSocket(address)
    if (!socket) {
      closed(0)
      return
    }
    let heard = Date.now()
    let over = false
    const end = (code: number): void => {
      if (over) return
      over = true
      clearInterval(watch)
      closed(code)
    }
    const watch = setInterval(() => {
      if (Date.now() - heard < SILENCE) return
      // It may take minutes until the system gives such a socket up.
      end(0)
      socket.close()
    }, LOOK)
    socket.onopen = () => {
      const conversation = current && { id: current.id, seen: current.conversation.seen }
      socket.send(greetingText({ token, conversation }))
    }
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (over) return
      heard = Date.now()
      if (typeof data === 'string') welcomed(socket, readWelcome(data))
      else if (current && !current.conversation.take(new Uint8Array(data))) {
        end(NOT_A_MESSAGE)
        socket.close()
      }
    }
    socket.onclose = ({ code }) => end(code)
  }

  return {
    begin(listeners) {
      events = listeners
      // A new address of this host that is opened in the same tab changes the fragment alone, and loads nothing.
      addEventListener('hashchange', () => {
        const offered = takeOffered()
        if (offered === null || (offered === token && !refused)) return
        if (!refused) location.reload()
        else {
          token = offered
          refused = false
          connect()
        }
      })
      if (token === '') refuse('no-token')
      else connect()
    },
    offer(text) {
      token = tokenIn(text)
      refused = false
      keepToken(token)
      connect()
    },
  }
}

function openSocket(address: string): WebSocket | null {
  try {
    const socket = new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    return socket
  } catch {
    return null
  }
}

/** Of calls whose answer will not come. */
const ENDED = {
  code: 'engine-stopped',
  message: 'The engine was started again, or the connection was away for too long.',
  advice: 'What was asked last may not be done: look whether it is, and ask again.',
} as const

function fits({ byteLength }: Uint8Array): void {
  if (byteLength <= MESSAGE_BYTES) return
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)
  throw new EspalierError({
    code: 'bad-input',
    message: `This has ${megabytes(byteLength)} MB, and the engine takes ${megabytes(MESSAGE_BYTES)} MB at once.`,
    advice: 'Make it smaller and try again.',
  })
}
