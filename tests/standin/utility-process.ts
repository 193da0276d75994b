// Electron's utility process: a process of Node with message ports to the main process.
// Knows both ends' messages (utility-entry.ts is the other). Does not know what runs in it.
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'
import { join } from 'node:path'
import type { ForkOptions } from 'electron'
import type { MessagePortMain } from './ports.ts'

/** What goes between the two processes. */
export type Wire =
  | { kind: 'message'; data: unknown; ports: number[] }
  | { kind: 'port'; id: number; data: unknown }
  | { kind: 'close'; id: number }

class UtilityProcess extends EventEmitter {
  pid: number | undefined
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  private readonly child
  private readonly ports = new Map<number, MessagePortMain>()

  constructor(path: string, words: string[], options: ForkOptions) {
    super()
    const [, output = 'inherit', errors = 'inherit'] = Array.isArray(options.stdio) ? options.stdio : []
    this.child = fork(join(import.meta.dirname, 'utility-entry.ts'), [path, ...words], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning', '--no-memory-protection-keys'],
      stdio: ['ignore', output, errors, 'ipc'],
      ...(options.env && { env: options.env as NodeJS.ProcessEnv }),
    })
    this.stdout = this.child.stdout
    this.stderr = this.child.stderr
    this.child.on('spawn', () => {
      this.pid = this.child.pid
      this.emit('spawn')
    })
    this.child.on('message', (wire: Wire) => this.take(wire))
    this.child.on('exit', (code) => {
      for (const port of this.ports.values()) port.end()
      this.ports.clear()
      this.emit('exit', code ?? 1)
    })
  }

  postMessage(data: unknown, ports: MessagePortMain[] = []): void {
    const left = ports.map((port) =>
      port.leave((id) => {
        this.ports.set(id, port.other)
        return { send: (data) => this.send({ kind: 'port', id, data }), close: () => this.send({ kind: 'close', id }) }
      }),
    )
    this.send({ kind: 'message', data, ports: left.map(({ id }) => id) })
    for (const { later } of left) later()
  }

  kill(): boolean {
    return this.child.kill()
  }

  private send(wire: Wire): void {
    // What is sent to one that has just ended is lost, as under Electron.
    if (this.child.connected) this.child.send(wire, () => undefined)
  }

  private take(wire: Wire): void {
    if (wire.kind === 'message') this.emit('message', wire.data)
    else if (wire.kind === 'port') this.ports.get(wire.id)?.arrive(wire.data)
    else {
      this.ports.get(wire.id)?.end()
      this.ports.delete(wire.id)
    }
  }
}

export const utilityProcess = {
  fork: (path: string, words: string[] = [], options: ForkOptions = {}) => new UtilityProcess(path, words, options),
}
