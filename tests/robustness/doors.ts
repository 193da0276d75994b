// Hostile and damaged messages at both doors of the real engine, the web host's socket and Electron's port: each is answered, refused in
// our words, or closes its own line, and the engine goes on answering others.
// Knows what may be said at a door. Does not know what calls do; those that reach for other machines or compute for long are left out.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import { Packr } from 'msgpackr'
import { WebSocket } from 'ws'
import type { CallName } from '../../src-main/contract/api.ts'
import { CALLS } from '../../src-main/contract/api.ts'
import type { Message } from '../../src-main/contract/channel.ts'
import { SOCKET_PATH } from '../../src-main/contract/door.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Engine } from '../../src-main/engine/engine.ts'
import { runText } from '../../src-main/engine/history/run-file.ts'
import { portOverMessagePort } from '../../src-main/hosts/electron/engine-port.ts'
import { serveEngine } from '../../src-main/hosts/serve-engine.ts'
import type { WebHost } from '../../src-main/hosts/web/web-host.ts'
import { startWebHost } from '../../src-main/hosts/web/web-host.ts'
import { GOLDEN_RUNS } from '../doubles/golden-runs.ts'
import { eventsOf, headerOf } from '../engine/history/rows.ts'
import { faultOf } from './judged.ts'
import { damagedBytes, damagedValue } from './odd-values.ts'
import { valuesOf } from './schema-values.ts'

export interface DoorFigures {
  name: string
  messages: number
  answered: number
  refused: number
  /** Messages after which the door closed that line. */
  closed: number
  /** The longest that one answer took on the clock, in milliseconds. */
  slowest: number
  faults: string[]
}

/** Calls that ask other machines, test devices, walk through the disk, or run models. */
const LEFT_OUT =
  /^(?:hub\.|devices\.(?:test|cuda)|connections\.(?:look|add|change|refresh)|models\.(?:find|try|form)|experiments\.(?:start|forecast|resume))/
const NAMES = (Object.keys(CALLS) as CallName[]).filter((name) => !LEFT_OUT.test(name))
const TOKEN = 'a-token-that-stays'
/** Milliseconds after which a message that nobody answers counts as a hang, however busy the machine is. */
const PATIENCE = 20_000
/** Milliseconds of this thread's work that one message may cost. */
const HANG = 1000

/** A line through a door. */
interface Line {
  say(value: unknown): void
  /** Bytes that are no message; a port cannot carry any. */
  garble(bytes: Uint8Array): void
  heard: (listener: (message: Message) => void) => void
  closed: Promise<unknown>
  isClosed: () => boolean
  end(): void
}

interface Door {
  name: string
  open(): Promise<Line>
}

const packr = new Packr({ useRecords: false, moreTypes: true })

function socketDoor(host: WebHost): Door {
  return {
    name: 'web host’s socket',
    async open() {
      const address = `127.0.0.1:${host.port}`
      const socket = new WebSocket(`ws://${address}${SOCKET_PATH}`, { origin: `http://${address}` })
      socket.on('error', () => undefined)
      const closed = once(socket, 'close')
      await once(socket, 'open')
      socket.send(TOKEN)
      await once(socket, 'message')
      let number = 0
      return {
        say: (value) => socket.send(packr.pack([++number, value])),
        garble: (bytes) => socket.send(bytes),
        heard: (listener) =>
          socket.on('message', (data: Buffer) => {
            const frame = packr.unpack(data) as [number, Message] | number
            if (Array.isArray(frame)) listener(frame[1])
          }),
        closed,
        isClosed: () => socket.readyState !== WebSocket.OPEN,
        end: () => socket.terminate(),
      }
    },
  }
}

function portDoor(engine: Engine): Door {
  return {
    name: 'Electron’s port',
    open() {
      const { port1, port2 } = new MessageChannel()
      let over = false
      const closed = once(port2, 'close').then(() => (over = true))
      const electronPort = {
        on: (name: string, listener: (event?: unknown) => void) =>
          port1.on(name, name === 'message' ? (data: unknown) => listener({ data }) : () => listener()),
        start: () => port1.start(),
        postMessage: (message: unknown) => port1.postMessage(message),
        close: () => port1.close(),
      }
      serveEngine({ engine, port: portOverMessagePort(electronPort as never) })
      return Promise.resolve({
        say: (value) => port2.postMessage(value),
        garble: (bytes) => port2.postMessage(bytes),
        heard: (listener) => void port2.on('message', listener),
        closed,
        isClosed: () => over,
        end: () => port2.close(),
      })
    },
  }
}

type Word =
  | { kind: 'call'; name: string; argument: unknown; fields: string[] | null }
  | { kind: 'odd'; value: unknown }
  | { kind: 'bytes'; bytes: Uint8Array }

const calls = fc
  .oneof(
    ...NAMES.map((name) =>
      fc.tuple(fc.constant(name), damagedValue(valuesOf(CALLS[name].argument), { anyKind: true })),
    ),
  )
  .map(([name, { value, fields }]): Word => ({ kind: 'call', name, argument: value, fields }))
const sound = fc
  .oneof(...NAMES.map((name) => fc.tuple(fc.constant(name), valuesOf(CALLS[name].argument))))
  .map(([name, argument]): Word => ({ kind: 'call', name, argument, fields: null }))
const odd = damagedValue(
  fc.constantFrom<unknown>(
    { kind: 'call', id: 1, name: 'engine.info', argument: {} },
    { kind: 'cancel', id: 1 },
    { kind: 'reply', id: 1, result: null },
    { kind: 'topic', topic: 'run.events', message: {} },
  ),
).map(({ value }): Word => ({ kind: 'odd', value }))
const bytes = damagedBytes([
  packr.pack([1, { kind: 'call', id: 1, name: 'engine.info', argument: {} }]),
  packr.pack(7),
]).map((bytes): Word => ({ kind: 'bytes', bytes }))
const unknownCall = fc
  .constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'runs', '')
  .map((name): Word => ({ kind: 'call', name, argument: {}, fields: null }))
const WORDS = fc.oneof(
  { weight: 6, arbitrary: calls },
  { weight: 4, arbitrary: sound },
  { weight: 2, arbitrary: odd },
  { weight: 1, arbitrary: bytes },
  { weight: 1, arbitrary: unknownCall },
)

const late = (milliseconds: number) => new Promise<'late'>((settle) => setTimeout(settle, milliseconds, 'late').unref())

/** Talks at both doors, by number or for so many seconds each. */
export async function talkAtDoors(options: {
  seed: number
  messages?: number
  seconds?: number
}): Promise<DoorFigures[]> {
  const { seed, messages = Infinity, seconds = Infinity } = options
  const data = mkdtempSync(join(tmpdir(), 'espalier-doors-'))
  const engine = await createEngine({ host: 'cli', dataFolder: data, modelsFolder: resolve('models'), version: '0' })
  // Runs that calls can name.
  for (const name of ['own', 'a']) {
    const text = runText({ header: headerOf(name), events: eventsOf(GOLDEN_RUNS[0]!.changes) })
    await engine.call('runs.import', { file: 'r.espalier.jsonl', bytes: new TextEncoder().encode(text) })
  }
  const host = await startWebHost({ engine, rendererFolder: resolve('src-renderer'), token: TOKEN })
  try {
    const all: DoorFigures[] = []
    for (const door of [socketDoor(host), portDoor(engine)]) all.push(await talkAt(door, { seed, messages, seconds }))
    return all
  } finally {
    await host.close()
    await engine.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function talkAt(door: Door, { seed, messages, seconds }: { seed: number; messages: number; seconds: number }) {
  const figures: DoorFigures = {
    name: door.name,
    messages: 0,
    answered: 0,
    refused: 0,
    closed: 0,
    slowest: 0,
    faults: [],
  }
  const until = performance.now() + seconds * 1000
  const goesOn = () => figures.messages < messages && performance.now() < until && figures.faults.length < 20
  let line: Line | null = null
  let waiting = new Map<number, (message: Message) => void>()
  const opened = async (): Promise<Line> => {
    if (line && !line.isClosed()) return line
    waiting = new Map()
    line = await door.open()
    line.heard((message) => {
      if (message.kind === 'reply' || message.kind === 'failure') waiting.get(message.id)?.(message)
    })
    return line
  }
  let id = 1000
  /** Says a call, and waits for its answer, or for the end of the line. */
  const ask = async (name: string, argument: unknown): Promise<Message | null | 'late'> => {
    const through = await opened()
    const own = ++id
    const answer = new Promise<Message>((settle) => waiting.set(own, settle))
    try {
      through.say({ kind: 'call', id: own, name, argument })
    } catch {
      // What cannot be carried is never said.
      return { kind: 'reply', id: own, result: null }
    }
    const asked = performance.now()
    const came = await Promise.race([answer, through.closed.then(() => null), late(PATIENCE)])
    figures.slowest = Math.max(figures.slowest, performance.now() - asked)
    waiting.delete(own)
    return came
  }

  for (let turn = 0; goesOn(); turn++) {
    for (const word of fc.sample(WORDS, { seed: seed + turn, numRuns: 200 })) {
      if (!goesOn()) break
      figures.messages++
      const before = process.threadCpuUsage()
      const shown = fc.stringify(word).slice(0, 400)
      if (word.kind === 'call') {
        const came = await ask(word.name, word.argument)
        if (came === 'late') figures.faults.push(`nobody answered ${shown}`)
        else if (came === null) figures.closed++
        else if (came.kind === 'failure') {
          figures.refused++
          const fault = faultOf({ error: new EspalierError(came.error), milliseconds: 0 })
          if (fault !== null) figures.faults.push(`${fault}\n    of ${shown}`)
        } else figures.answered++
      } else {
        const through = await opened()
        try {
          if (word.kind === 'odd') through.say(word.value)
          else through.garble(word.bytes)
        } catch {
          continue
        }
        // Whatever became of that line, the engine answers: on it, or on the next one.
        const came = await ask('engine.info', {})
        const again = came === null ? await ask('engine.info', {}) : came
        if (came === null) figures.closed++
        if (again === 'late' || again?.kind !== 'reply') figures.faults.push(`the engine is gone after ${shown}`)
      }
      const { user, system } = process.threadCpuUsage(before)
      if ((user + system) / 1000 > HANG) figures.faults.push(`it took ${(user + system) / 1000} ms: ${shown}`)
    }
  }
  ;(line as Line | null)?.end()
  return figures
}
