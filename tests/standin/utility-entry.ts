// The first lines of a utility process: `process.parentPort`, then the program's own file.
// Knows its parent (utility-process.ts). Does not know what it starts.
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import type { Wire } from './utility-process.ts'

const tell = (wire: Wire) => void process.send!(wire)

/** A port whose other end is in the main process. */
class FarPort extends EventEmitter {
  private readonly id: number
  private readonly early: unknown[] = []
  private started = false
  constructor(id: number) {
    super()
    this.id = id
  }
  arrive(data: unknown): void {
    if (this.started) this.emit('message', { data, ports: [] })
    else this.early.push(data)
  }
  start(): void {
    this.started = true
    for (const data of this.early.splice(0)) this.emit('message', { data, ports: [] })
  }
  postMessage(data: unknown): void {
    tell({ kind: 'port', id: this.id, data })
  }
  close(): void {
    tell({ kind: 'close', id: this.id })
    ports.delete(this.id)
    this.emit('close')
  }
}

const ports = new Map<number, FarPort>()
const parent = new FarPort(0)
function take(wire: Wire): void {
  if (wire.kind === 'port') ports.get(wire.id)?.arrive(wire.data)
  else if (wire.kind === 'close') {
    ports.get(wire.id)?.emit('close')
    ports.delete(wire.id)
  } else {
    const opened = wire.ports.map((id) => {
      const port = new FarPort(id)
      ports.set(id, port)
      return port
    })
    parent.emit('message', { data: wire.data, ports: opened })
  }
}

/** What comes before the program listens; null from then on. */
let early: Wire[] | null = []
process.on('message', (wire: Wire) => (early ? early.push(wire) : take(wire)))
// It does not outlive the program.
process.on('disconnect', () => process.exit(0))
parent.postMessage = (data) => tell({ kind: 'message', data, ports: [] })
Object.defineProperty(process, 'parentPort', { value: parent })
Object.defineProperty(process, 'type', { value: 'utility' })

process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1]!).href)
const waiting = early
early = null
for (const wire of waiting) take(wire)
