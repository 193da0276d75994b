// The engine of `npm run dev`: a process that is started anew where the open window finds it again.
// Knows when the process listens and how it ends. Does not know what runs in it (dev-engine-process.ts).
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { newToken } from '../src-main/hosts/web/door.ts'

/** Where the engine listens on 127.0.0.1, and who may come in; both stay. */
export interface EngineSettings {
  port: number
  token: string
}

export interface DevEngine extends EngineSettings {
  /** Resolves when the engine listens; where it could not start, after the restart that repairs it. */
  ready(): Promise<void>
  /** Ends it in order and starts it with its sources as they are now. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts it, without waiting until it listens. */
export async function startEngine(): Promise<DevEngine> {
  const settings: EngineSettings = { port: await freePort(), token: newToken() }
  let listening = Promise.withResolvers<unknown>()
  let child = start()
  /** One restart after the other. */
  let turn = Promise.resolve()

  function start(): ChildProcess {
    const started = fork(join(import.meta.dirname, 'dev-engine-process.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    started.once('message', listening.resolve)
    started.send(settings)
    return started
  }

  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    if (child.connected) child.disconnect()
    await once(child, 'exit')
  }

  return {
    ...settings,
    async ready() {
      await listening.promise
    },
    restart() {
      // Who waits for an engine that did not start waits for this one.
      const next = Promise.withResolvers<unknown>()
      listening.resolve(next.promise)
      listening = next
      turn = turn.then(end).then(() => {
        child = start()
      })
      return turn
    },
    close: () => turn.then(end),
  }
}

function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => settle(port))
    })
  })
}
