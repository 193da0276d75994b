// The window's end of the channel: the engine as an EngineApi, over Electron's port or the web host's WebSocket.
// The only file of the window that knows how messages travel. Does not know what any call means.
import { Packr } from 'msgpackr'
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
import type { Bridge } from '../src-main/contract/bridge.ts'
import { PORT_MESSAGE } from '../src-main/contract/bridge.ts'
import type { Channel, Message, NoCalls, Port } from '../src-main/contract/channel.ts'
import { openChannel } from '../src-main/contract/channel.ts'
import { SOCKET_PATH, TOKEN_NAME, TOKEN_REFUSED } from '../src-main/contract/door.ts'
import { EspalierError } from '../src-main/contract/errors.ts'

declare global {
  interface Window {
    /** Set by the preload script in Electron only. */
    espalier?: Bridge
  }
}

/**
 * `connecting` until the first line stands; `lost` while it is being opened again after a break, and for good where the
 * host refused this window (its link is of an earlier start).
 */
export type ConnectionState = 'connecting' | 'open' | 'lost'

/** The engine as the window sees it. Calls made while `connecting` wait; while `lost` they reject with `engine-stopped`. */
export interface Connection extends EngineApi {
  readonly state: ConnectionState
  /** Called at every change of state. After `lost`, `open` means: listeners are kept, but events may have been missed. */
  onState(listener: (state: ConnectionState) => void): () => void
}

type EngineChannel = Channel<EngineCalls, EngineTopics>

/** Opens a line once: resolves with its port, or null where another try is useless. Rejects where it may help. */
type Dial = () => Promise<Port | null>

/** Milliseconds before the second try; each further one waits twice as long, up to the limit. */
const FIRST_WAIT = 250
const LONGEST_WAIT = 4_000

/** Connects to the engine and stays connected. One connection serves the whole window. */
export function connectEngine(): Connection {
  return keepConnected(window.espalier ? dialElectron(window.espalier) : dialWeb(takeToken()))
}

function keepConnected(dial: Dial): Connection {
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const topicListeners = new Map<TopicName, Set<(message: unknown) => void>>()
  let state: ConnectionState = 'connecting'
  let channel: EngineChannel | null = null
  let release!: () => void
  const firstLine = new Promise<void>((resolve) => (release = resolve))

  const enter = (next: ConnectionState) => {
    state = next
    for (const listener of stateListeners) listener(next)
  }
  const attach = (line: EngineChannel, topic: TopicName) => {
    line.listen(topic, (message) => {
      for (const listener of topicListeners.get(topic) ?? []) listener(message)
    })
  }
  const connect = async (wait: number): Promise<void> => {
    const port = await dial().catch(() => undefined)
    if (port === null) enter('lost')
    else if (port === undefined) setTimeout(() => void connect(Math.min(wait * 2, LONGEST_WAIT)), wait)
    else {
      channel = openChannel<EngineCalls, NoCalls, EngineTopics>(port)
      for (const topic of topicListeners.keys()) attach(channel, topic)
      port.closed(() => {
        channel = null
        enter('lost')
        void connect(FIRST_WAIT)
      })
      enter('open')
    }
    if (port !== undefined) release()
  }
  void connect(FIRST_WAIT)

  return {
    get state() {
      return state
    },
    onState(listener) {
      stateListeners.add(listener)
      return () => void stateListeners.delete(listener)
    },
    async call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>> {
      await firstLine
      if (!channel) throw notConnected()
      const result: unknown = await channel.call(name, argument)
      return result as CallResult<Name>
    },
    listen<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void) {
      let listeners = topicListeners.get(topic)
      if (!listeners) {
        topicListeners.set(topic, (listeners = new Set()))
        if (channel) attach(channel, topic)
      }
      // Wrapped, so that one function listening twice counts twice.
      const entry = (message: unknown) => listener(message as TopicMessage<Name>)
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

/** Electron: the port comes from the engine's process by way of the preload script. */
function dialElectron(bridge: Bridge): Dial {
  return () =>
    new Promise((resolve) => {
      const take = (event: MessageEvent) => {
        const [messagePort] = event.ports
        if (event.source !== window || event.data !== PORT_MESSAGE || !messagePort) return
        window.removeEventListener('message', take)
        resolve(portOverMessagePort(messagePort))
      }
      window.addEventListener('message', take)
      bridge.connect()
    })
}

function portOverMessagePort(messagePort: MessagePort): Port {
  return {
    send: (message) => messagePort.postMessage(message),
    receive(listener) {
      // Setting onmessage starts the port.
      messagePort.onmessage = (event) => listener(event.data as Message)
    },
    closed: (listener) => messagePort.addEventListener('close', () => listener()),
  }
}

/** Without records the reader generates no code, which the content security policy forbids. */
const packr = new Packr({ useRecords: false })

/** Web: a WebSocket to where the page came from. The first frame is the token, the answer is `ready`. */
function dialWeb(token: string): Dial {
  const address = `ws://${location.host}${SOCKET_PATH}`
  return () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address)
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => socket.send(token)
      socket.onmessage = () => resolve(portOverSocket(socket))
      socket.onclose = ({ code }) => (code === TOKEN_REFUSED ? resolve(null) : reject(new Error('no line')))
    })
}

function portOverSocket(socket: WebSocket): Port {
  return {
    send: (message) => socket.send(new Uint8Array(packr.pack(message))),
    receive(listener) {
      socket.onmessage = (event) => listener(packr.unpack(new Uint8Array(event.data as ArrayBuffer)) as Message)
    },
    closed: (listener) => socket.addEventListener('close', () => listener()),
  }
}

/** The token from the address, kept for reloads in this tab and taken out of sight. */
function takeToken(): string {
  const offered = new URLSearchParams(location.hash.slice(1)).get(TOKEN_NAME)
  if (offered) {
    sessionStorage.setItem('espalier:token', offered)
    history.replaceState(null, '', location.pathname)
  }
  return offered ?? sessionStorage.getItem('espalier:token') ?? ''
}
