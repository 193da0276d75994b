// Starts the processes of devices' tests for the engine: of the same kind as the engine's own, so that a device behaves there as here.
// Knows utility processes. Does not know what is tested. Not by the engine, whose process could start one only as a plain Node, which an
// installed package does not allow (its fuse `runAsNode`).
import type { UtilityProcess } from 'electron'
import type { NoCalls, Port } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import type { ProbeCalls, ProbeTopics } from './probe-calls.ts'

type Fork = (argument: string, environment: Record<string, string | undefined>) => UtilityProcess

/** Answers the engine's process. `kill` ends a process by its number, at once. */
export function serveProbes(port: Port, fork: Fork, kill = (pid: number) => void process.kill(pid, 'SIGKILL')): void {
  const channel = openChannel<NoCalls, ProbeCalls, ProbeTopics>(port, {
    run: ({ id, argument, environment }, signal) =>
      new Promise((resolve) => {
        const child = fork(argument, environment)
        // Not by its own `kill`, which a driver that hangs may never hear. Before it has a number there is nothing to end.
        const end = () => {
          if (signal.aborted && child.pid !== undefined) kill(child.pid)
        }
        signal.addEventListener('abort', end, { once: true })
        child.once('spawn', end)
        for (const stream of [child.stdout, child.stderr]) {
          stream?.on('data', (text: Buffer) => channel.post('written', { id, text: text.toString() }))
        }
        child.on('message', (message: unknown) => {
          channel.post('told', { id, message })
          // It goes on when it knows that its message has left.
          child.postMessage('heard')
        })
        child.once('exit', (code) => {
          signal.removeEventListener('abort', end)
          resolve({ code })
        })
      }),
  })
}
