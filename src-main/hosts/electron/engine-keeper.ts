// Keeps the engine's process alive: a crash is a normal event, answered by a new process after a pause.
// Knows processes and pauses. Does not know what the engine does; windows talk to it directly.
import type { MessageChannelMain, MessagePortMain, UtilityProcess } from 'electron'

/** Milliseconds before a restart; doubles with every crash that follows, up to the limit. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000
/** A process that lived this long was healthy: the next crash counts as the first. */
const HEALTHY_AFTER = 60_000
/** Milliseconds for an orderly end; a pass over a large model may be under way. */
const CLOSE_LIMIT = 10_000

export interface EngineKeeper {
  /** A new line to the engine: the window's end. Made at once; what is sent waits until an engine is there. */
  connect(): MessagePortMain
  /** Ends the engine in order. Resolves when its process is gone. */
  close(): Promise<void>
}

export interface EngineKeeperOptions {
  fork: () => UtilityProcess
  openChannel: () => MessageChannelMain
  /** Told of each process that was started. */
  started?: (engine: UtilityProcess) => void
  /** Told of every crash: exit code, and milliseconds until the next start. */
  onCrash?: (crash: { code: number; pause: number }) => void
}

export function keepEngine({ fork, openChannel, started, onCrash }: EngineKeeperOptions): EngineKeeper {
  let engine: UtilityProcess | null = null
  let pause = FIRST_PAUSE
  let restart: NodeJS.Timeout | undefined
  let closing = false
  const waiting: MessagePortMain[] = []

  const begin = () => {
    const begun = Date.now()
    const child = (engine = fork())
    started?.(child)
    for (const port of waiting.splice(0)) child.postMessage('window', [port])
    child.once('exit', (code) => {
      engine = null
      if (closing) return
      if (Date.now() - begun >= HEALTHY_AFTER) pause = FIRST_PAUSE
      onCrash?.({ code, pause })
      restart = setTimeout(begin, pause)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    })
  }
  begin()

  return {
    connect() {
      const { port1, port2 } = openChannel()
      if (engine) engine.postMessage('window', [port1])
      else waiting.push(port1)
      return port2
    },
    async close() {
      closing = true
      clearTimeout(restart)
      const child = engine
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
