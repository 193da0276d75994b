// Keeps the engine's process alive: a crash is a normal event, answered by a new process after a pause. One that ends again and again is
// given up, until a window asks for it once more.
// Knows processes, pauses and tries. Does not know what the engine does; windows talk to it directly.
import type { MessageChannelMain, MessagePortMain, UtilityProcess } from 'electron'
import type { EngineNews, Work } from './work.ts'
import { IDLE } from './work.ts'

/** Milliseconds before a restart; doubles with every crash that follows. */
const FIRST_PAUSE = 250
/** A process that lived this long was healthy: the next crash counts as the first. */
const HEALTHY_AFTER = 60_000
/** Ends in a row after which no other process is started by itself. */
export const MOST_TRIES = 5
/** Milliseconds for an orderly end; a pass over a large model may be under way. */
const CLOSE_LIMIT = 10_000

export interface EngineKeeper {
  /**
   * A new line to the engine: the window's end. Resolves when an engine is there that answers, and rejects when none is started any more;
   * whoever asks then starts one again.
   */
  connect(): Promise<MessagePortMain>
  /** What the engine is at. */
  readonly work: Work
  /** Ends the engine in order. Resolves when its process is gone. */
  close(): Promise<void>
}

export interface EngineKeeperOptions {
  fork: () => UtilityProcess
  openChannel: () => MessageChannelMain
  /** Told of each process that was started. */
  started?: (engine: UtilityProcess) => void
  /** Told of every crash: exit code, and milliseconds until the next start; null where there is none. */
  onCrash?: (crash: { code: number; pause: number | null }) => void
  /** Told when nothing is started any more, with the tries that were made. */
  onGivenUp?: (tries: number) => void
  /** Told of each change of the engine's work. */
  onWork?: (work: Work) => void
}

export function keepEngine(options: EngineKeeperOptions): EngineKeeper {
  const { fork, openChannel, started, onCrash, onGivenUp, onWork } = options
  let engine: { process: UtilityProcess; ready: boolean } | null = null
  let tries = 0
  let restart: NodeJS.Timeout | undefined
  let closing = false
  let givenUp = false
  let work = IDLE
  const waiting: PromiseWithResolvers<MessagePortMain>[] = []

  const turn = (next: Work) => {
    work = next
    onWork?.(work)
  }
  const lineTo = (child: UtilityProcess): MessagePortMain => {
    const { port1, port2 } = openChannel()
    child.postMessage('window', [port1])
    return port2
  }
  const begin = () => {
    const begun = Date.now()
    const child = fork()
    const mine: NonNullable<typeof engine> = (engine = { process: child, ready: false })
    started?.(child)
    child.on('message', (news: EngineNews) => {
      if (news.kind === 'work') turn(news.work)
      else {
        mine.ready = true
        for (const { resolve } of waiting.splice(0)) resolve(lineTo(child))
      }
    })
    child.once('exit', (code) => {
      engine = null
      turn(IDLE)
      if (closing) return
      tries = Date.now() - begun >= HEALTHY_AFTER ? 1 : tries + 1
      givenUp = tries >= MOST_TRIES
      const pause = givenUp ? null : FIRST_PAUSE * 2 ** (tries - 1)
      onCrash?.({ code, pause })
      if (pause !== null) {
        restart = setTimeout(begin, pause)
        return
      }
      for (const { reject } of waiting.splice(0)) reject(new Error('The engine was given up.'))
      onGivenUp?.(tries)
    })
  }
  begin()

  return {
    connect() {
      if (engine?.ready) return Promise.resolve(lineTo(engine.process))
      if (givenUp) {
        givenUp = false
        tries = 0
        begin()
      }
      const line = Promise.withResolvers<MessagePortMain>()
      waiting.push(line)
      return line.promise
    },
    get work() {
      return work
    },
    async close() {
      closing = true
      clearTimeout(restart)
      const child = engine?.process
      if (!child) return
      await new Promise<void>((resolve) => {
        const unwilling = setTimeout(() => child.kill(), CLOSE_LIMIT)
        child.once('exit', () => {
          clearTimeout(unwilling)
          resolve()
        })
        child.postMessage('close')
      })
    },
  }
}
