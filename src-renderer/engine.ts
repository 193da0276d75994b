// The window's end of the channel: the engine as an EngineApi, over Electron's port or the web host's WebSocket.
// Knows that a line may break and come back, with or without what was said meanwhile. Does not know what carries it (line) or what any
// call means.
import type {
  CallArgument,
  CallName,
  CallResult,
  EngineApi,
  EngineCalls,
  EngineTopics,
  TopicMessage,
  TopicName,
} from '../src-main/contract/api.ts'
import { fromColumns } from '../src-main/contract/api-columns.ts'
import type { Bridge } from '../src-main/contract/bridge.ts'
import type { Channel, NoCalls } from '../src-main/contract/channel.ts'
import { openChannel } from '../src-main/contract/channel.ts'
import { EspalierError } from '../src-main/contract/errors.ts'
import { electronLine } from './line/electron-line.ts'
import type { Line, Refusal } from './line/line.ts'
import { webLine } from './line/web-line.ts'

export type { Refusal } from './line/line.ts'

declare global {
  interface Window {
    /** Set by the preload script in Electron only. */
    espalier?: Bridge
  }
}

/**
 * `connecting` until the first line stands; `lost` while it is being opened again after a break; `refused` until a token is offered,
 * because the one of this window is missing or of an earlier start of the host.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

/**
 * The engine as the window sees it. A call waits for the first line and outlives a break. It rejects with `engine-stopped` where its
 * engine has ended.
 */
export interface Connection extends EngineApi {
  readonly state: ConnectionState
  /** Why the host lets this window not in; null unless it is `refused`, and while a token that was offered is looked at. */
  readonly refusal: Refusal | null
  /** Called at every change of state. After `lost`, `open` means that nothing was missed, unless `onRenewed` is called, too. */
  onState(listener: (state: ConnectionState) => void): () => void
  /** Called where another engine answers, or this one was away for too long: messages were missed, and what is shown may be old. */
  onRenewed(listener: () => void): () => void
  /** Tries again with a token, or with an address that has one. */
  offer(token: string): void
}

type EngineChannel = Channel<EngineCalls, EngineTopics>

/** Connects to the engine and stays connected. One connection serves the whole window. */
export function connectEngine(): Connection {
  return keepConnected(window.espalier ? electronLine(window.espalier) : webLine())
}

function keepConnected(line: Line): Connection {
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const renewalListeners = new Set<() => void>()
  const topicListeners = new Map<TopicName, Set<(message: unknown) => void>>()
  let state: ConnectionState = 'connecting'
  let refusal: Refusal | null = null
  let channel: EngineChannel | null = null
  const firstLine = Promise.withResolvers<unknown>()
  let lines = 0

  const enter = (next: ConnectionState, why: Refusal | null = null): void => {
    const same = state === next && refusal === why
    state = next
    refusal = why
    if (!same) for (const listener of stateListeners) listener(next)
  }
  const attach = (to: EngineChannel, topic: TopicName): void => {
    to.listen(topic, (message) => {
      const whole = fromColumns(topic, message)
      for (const listener of topicListeners.get(topic) ?? []) listener(whole)
    })
  }

  line.begin({
    opened(port) {
      const opened: EngineChannel = openChannel<EngineCalls, NoCalls, EngineTopics>(port)
      channel = opened
      for (const topic of topicListeners.keys()) attach(opened, topic)
      port.closed(() => {
        if (channel === opened) channel = null
      })
      lines++
      firstLine.resolve(null)
      enter('open')
      if (lines > 1) for (const listener of renewalListeners) listener()
    },
    resumed: () => enter('open'),
    broken: () => enter(lines === 0 ? 'connecting' : 'lost'),
    refused: (why) => enter('refused', why),
  })

  return {
    get state() {
      return state
    },
    get refusal() {
      return refusal
    },
    onState(listener) {
      stateListeners.add(listener)
      return () => void stateListeners.delete(listener)
    },
    onRenewed(listener) {
      renewalListeners.add(listener)
      return () => void renewalListeners.delete(listener)
    },
    offer(token) {
      if (state === 'refused') enter('refused')
      line.offer(token)
    },
    async call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>> {
      await firstLine.promise
      if (!channel) throw notConnected()
      const result = fromColumns(name, await channel.call(name, argument))
      return result as CallResult<Name>
    },
    listen<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void) {
      let listeners = topicListeners.get(topic)
      if (!listeners) {
        topicListeners.set(topic, (listeners = new Set()))
        if (channel) attach(channel, topic)
      }
      // Wrapped, so that one function listening twice counts twice.
      const entry = (message: unknown): void => listener(message as TopicMessage<Name>)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
}

function notConnected(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The window has no connection to the engine.',
    advice: 'Wait until it is back; if it does not come back, start Espalier again.',
  })
}
