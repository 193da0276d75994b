// A child process of the benchmark (host.ts), as its parent sees it: verbs that answer, and an end that is told.
// Knows processes and messages. Does not know engines.
import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { env as environment } from 'node:process'
import type { VERBS } from './host.ts'

type Verbs = typeof VERBS

export interface Child {
  /** Calls a verb of the host. Rejects with what went wrong there, also when the process ends before it has answered. */
  call<Verb extends keyof Verbs>(
    verb: Verb,
    ...argument: Parameters<Verbs[Verb]>
  ): Promise<Awaited<ReturnType<Verbs[Verb]>>>
  /** Closes the engine and waits for the process to end. */
  close(): Promise<void>
}

interface Waiting {
  resolve: (result: unknown) => void
  reject: (error: Error) => void
}

/** Milliseconds. */
const CLOSING_LIMIT = 10_000

/** Starts a child. A call that is not answered within `answerLimit` milliseconds is given up, and the process ended. */
export function startChild({ answerLimit }: { answerLimit: number }): Child {
  const process = fork(resolve(import.meta.dirname, 'host.ts'), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // What is installed is one compiled file; sources that are stripped of their types at each start are nobody's.
    env: { ...environment, NODE_COMPILE_CACHE: resolve(import.meta.dirname, '.cache/compiled') },
  })
  const waiting = new Map<number, Waiting>()
  let next = 0
  let said = ''
  process.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2000)))
  process.on('message', (message: { call: number; result?: unknown; failure?: string }) => {
    const asker = waiting.get(message.call)
    waiting.delete(message.call)
    if (message.failure === undefined) asker?.resolve(message.result)
    else asker?.reject(new Error(message.failure))
  })
  const ended = new Promise<void>((resolve) => {
    process.once('exit', (code, signal) => {
      const how = signal ?? `exit code ${code}`
      for (const { reject } of waiting.values()) reject(new Error(`The process ended (${how}). ${said.trim()}`))
      waiting.clear()
      resolve()
    })
  })
  return {
    call(verb, ...[argument]) {
      const call = next++
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(call, { resolve, reject }))
      if (process.connected) process.send({ call, verb, argument })
      else waiting.get(call)!.reject(new Error(`The process has ended. ${said.trim()}`))
      const limit = setTimeout(() => {
        waiting.get(call)?.reject(new Error(`No answer to “${verb}” in ${answerLimit / 1000} seconds.`))
        process.kill('SIGKILL')
      }, answerLimit)
      return answer.finally(() => clearTimeout(limit)) as never
    },
    async close() {
      const limit = setTimeout(() => process.kill('SIGKILL'), CLOSING_LIMIT)
      await this.call('close').catch(() => undefined)
      if (process.connected) process.disconnect()
      await ended
      clearTimeout(limit)
    },
  }
}
