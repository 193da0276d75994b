// A conversation: what window and web host say to each other, which goes on when the line between them breaks and another one is opened.
// Knows numbers: each message has its own, is kept until the other end has it, and is taken once. Does not know sockets, how a message
// becomes a frame, or what it says.
import type { Message, Port } from './channel.ts'
import type { ErrorReport } from './errors.ts'

/** Frames and bytes taken after which the other end is told, so that it need not keep them. */
const TELL_AFTER = { frames: 64, bytes: 2 ** 18 }

/** What carries frames until it breaks. What it does not carry is said again on the next one. */
export interface Wire {
  send(frame: Uint8Array): void
  /** Whether what was sent waits there, so that more had better wait here. Never, if left out. */
  full?(): boolean
  /** The other end is too slow for what is said: it is to begin anew. */
  cut?(): void
}

/** Part of the limit that one frame counts for at most: a large answer was asked for, and is no sign of slowness. */
const LARGEST_SHARE = 1 / 4

export interface ConversationOptions {
  pack: (value: unknown) => Uint8Array
  /** May throw. */
  unpack: (frame: Uint8Array) => unknown
  /** A message of the other end out of a value without a type; null where it is none. */
  check: (value: unknown) => Message | null
  /** Throws an EspalierError where a frame is more than the other end takes. */
  fits?: (frame: Uint8Array) => void
  /** Bytes that are kept for the other end: of what was sent and may be asked for again, and of what waits until it can be sent. */
  limit: number
}

/** One end of a conversation. */
export interface Conversation {
  /** For a channel. It closes when the conversation ends, not when a line breaks. */
  readonly port: Port
  /** How many messages of the other end were taken. */
  readonly seen: number
  /** Whether everything is kept that comes after this many messages of this end. */
  has(after: number): boolean
  /** Goes on over this wire, first with what comes after this many messages. Needs `has`. */
  attach(wire: Wire, after: number): void
  /** The wire may have room again. */
  flow(): void
  /** The wire broke: what is said waits for the next one. */
  detach(): void
  /** Takes a frame of the other end. False where it is none, or one is missing before it: the conversation cannot go on. */
  take(frame: Uint8Array): boolean
  /** Tells the other end what was taken, which also is a sign of life. */
  tell(): void
  /** Nothing more is said or taken; what is kept is let go. */
  end(reason?: ErrorReport): void
}

/** A frame is a message with its number, counted from 1, or the number alone of the last message that was taken. */
export function openConversation({ pack, unpack, check, fits, limit }: ConversationOptions): Conversation {
  const listeners: ((message: Message) => void)[] = []
  const closings: ((reason?: ErrorReport) => void)[] = []
  /** What the other end may lack, oldest first; the numbers follow on each other. */
  const kept: { number: number; frame: Uint8Array }[] = []
  let keptBytes = 0
  /** Of those, how many from the end on wait until they can be sent, and what they count. */
  let waiting = 0
  let backlog = 0
  let said = 0
  /** The last message that is not kept any more. */
  let dropped = 0
  let seen = 0
  let untold = { frames: 0, bytes: 0 }
  let wire: Wire | null = null
  let ended: { reason: ErrorReport | undefined } | null = null

  const shareOf = ({ byteLength }: Uint8Array) => Math.min(byteLength, limit * LARGEST_SHARE)
  /** Sends what waits, as far as the wire has room. */
  const flow = () => {
    while (wire && waiting > 0 && !wire.full?.()) {
      const { frame } = kept[kept.length - waiting]!
      waiting--
      backlog -= shareOf(frame)
      wire.send(frame)
    }
  }
  /** Lets go of this many, the oldest first. */
  const drop = (count: number) => {
    for (const { number, frame } of kept.splice(0, count)) {
      keptBytes -= frame.byteLength
      dropped = number
    }
  }
  const end = (reason?: ErrorReport) => {
    if (ended) return
    ended = { reason }
    wire = null
    kept.length = keptBytes = waiting = backlog = 0
    for (const closing of closings) closing(reason)
  }
  const tell = () => {
    untold = { frames: 0, bytes: 0 }
    wire?.send(pack(seen))
  }
  const forget = (number: number): boolean => {
    if (!Number.isSafeInteger(number) || number < 0 || number > said - waiting) return false
    if (number > dropped) drop(number - dropped)
    return true
  }
  const hear = (number: unknown, value: unknown, bytes: number): boolean => {
    // Said again, because the line broke before this end could tell that it was taken.
    if (typeof number === 'number' && number <= seen) return true
    const message = number === seen + 1 ? check(value) : null
    if (!message) return false
    seen++
    untold = { frames: untold.frames + 1, bytes: untold.bytes + bytes }
    if (untold.frames >= TELL_AFTER.frames || untold.bytes >= TELL_AFTER.bytes) tell()
    for (const listener of listeners) listener(message)
    return true
  }

  return {
    port: {
      send(message) {
        if (ended) return
        const frame = pack([said + 1, message])
        fits?.(frame)
        kept.push({ number: ++said, frame })
        keptBytes += frame.byteLength
        waiting++
        backlog += shareOf(frame)
        flow()
        // Without a wire nobody can take up a conversation of which a part is gone, and a wire that is so far behind catches up no more.
        if (wire ? backlog > limit : keptBytes > limit) {
          const slow = wire
          end()
          slow?.cut?.()
        }
        while (keptBytes > limit && kept.length > waiting) drop(1)
      },
      receive: (listener) => void listeners.push(listener),
      closed(listener) {
        if (ended) listener(ended.reason)
        else closings.push(listener)
      },
    },
    get seen() {
      return seen
    },
    has: (after) => !ended && after >= dropped && after <= said,
    attach(next, after) {
      forget(after)
      wire = next
      waiting = kept.length
      backlog = kept.reduce((sum, { frame }) => sum + shareOf(frame), 0)
      flow()
    },
    flow,
    detach() {
      wire = null
    },
    take(frame) {
      if (ended) return true
      let value: unknown
      try {
        value = unpack(frame)
      } catch {
        return false
      }
      if (typeof value === 'number') return forget(value)
      return Array.isArray(value) && value.length === 2 && hear(value[0], value[1], frame.byteLength)
    },
    tell,
    end,
  }
}
