// The renderer's half: what Electron puts into a page around the preload script, in two worlds.
// Each function here is carried into the page as its own source, so it uses nothing from outside of itself. `mark` is a name that
// no page knows.
import type { decode as Decode, encode as Encode } from './codec.ts'

type Bridge = Record<string, (...words: unknown[]) => unknown>
interface Heard {
  name?: string
  names?: string[]
  call?: string
  words?: unknown[]
  result?: unknown
}

/** In the page's own world: the functions of the bridge, each of which calls its twin in the other world and answers at once. */
export function pageWorld(mark: string): void {
  let answer: unknown
  const expose = (name: string, calls: string[]) => {
    const bridge = Object.fromEntries(
      calls.map((call) => [
        call,
        (...words: unknown[]) => {
          answer = undefined
          document.dispatchEvent(new CustomEvent(`${mark}-there`, { detail: { call, words } }))
          return answer
        },
      ]),
    )
    Object.defineProperty(globalThis, name, { value: Object.freeze(bridge), enumerable: true })
  }
  document.addEventListener(`${mark}-back`, (event) => {
    const { name, names, result } = (event as CustomEvent<Heard>).detail
    if (name !== undefined) expose(name, names!)
    else answer = result
  })
}

/** In the world of the preload script: `electron` as a sandboxed preload script has it, over a binding of this name. */
export function preloadWorld(options: {
  mark: string
  binding: string
  encode: typeof Encode
  decode: typeof Decode
  preload: (require: (name: string) => unknown) => void
}): void {
  const { mark, binding, encode, decode, preload } = options
  interface FromMain {
    kind: 'message' | 'port' | 'close'
    channel: string
    words: unknown[]
    ports: number[]
    id: number
    data: unknown
  }
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, ...words: unknown[]) => void)[]>()
  const ports = new Map<number, MessagePort>()
  const world = globalThis as unknown as Record<string, (text: string) => void>
  const tell = (message: unknown) => world[binding]!(encode(message))
  let bridge: Bridge = {}

  const openPort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = ({ data }) => tell({ kind: 'port', id, data: data as unknown })
    port1.addEventListener('close', () => tell({ kind: 'close', id }))
    return port2
  }
  world[`${mark}-take`] = (text) => {
    const message = decode(text) as FromMain
    if (message.kind === 'port') ports.get(message.id)?.postMessage(message.data)
    else if (message.kind === 'close') {
      ports.get(message.id)?.close()
      ports.delete(message.id)
    } else {
      const opened = message.ports.map(openPort)
      for (const listener of listeners.get(message.channel) ?? []) listener({ ports: opened }, ...message.words)
    }
  }
  const answer = (detail: Heard) => document.dispatchEvent(new CustomEvent(`${mark}-back`, { detail }))
  document.addEventListener(`${mark}-there`, (event) => {
    const { call, words } = (event as CustomEvent<Heard>).detail
    answer({ result: bridge[call!]!(...words!) })
  })
  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, exposed: Bridge) {
        bridge = exposed
        answer({ name, names: Object.keys(exposed) })
      },
    },
    ipcRenderer: {
      send: (channel: string, ...words: unknown[]) => tell({ kind: 'message', channel, words }),
      on: (channel: string, listener: (event: { ports: MessagePort[] }, ...words: unknown[]) => void) =>
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
    // A plain browser tells no paths.
    webUtils: { getPathForFile: () => '' },
  }
  preload((name) => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name}`)
  })
}
