// A model server without a model that works on so many requests at once and lets the others wait, as a process of its own: what its slots
// were busy with is measured here, beside the program that asks. Prints its address; answers GET /load with its figures so far.
// By hand: point an experiment of `npx espalier experiment` at it. Arguments: slots, least and most milliseconds of a request.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { noise } from '../doubles/noise.ts'
import { scriptedModels } from '../doubles/model-server.ts'

/** What its slots were busy with, between the first request and the last reply so far. */
interface SlotLoad {
  slots: number
  requests: number
  /** Requests that are in a slot, that wait for one, and that were given up by who asked. */
  busy: number
  waiting: number
  dropped: number
  /** Milliseconds of all slots together, and of the clock. */
  slotTime: number
  time: number
}

interface Job {
  begin: () => void
}

function serve(slots: number, least: number, most: number): void {
  const answer = scriptedModels()
  const queue: Job[] = []
  const load: SlotLoad = { slots, requests: 0, busy: 0, waiting: 0, dropped: 0, slotTime: 0, time: 0 }
  let first: number | null = null
  const fill = () => {
    while (load.busy < slots && queue.length > 0) queue.shift()!.begin()
    load.waiting = queue.length
  }
  const server = createServer((request, response) => {
    if (request.url === '/load') return void response.end(JSON.stringify(load))
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
      const reply = answer({ method: request.method ?? '', path: request.url ?? '', body })
      const send = () => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end('json' in (reply as object) ? JSON.stringify((reply as { json: unknown }).json) : '')
      }
      if (body === null) {
        send()
        return
      }
      const index = load.requests++
      let timer: NodeJS.Timeout | null = null
      let begun = 0
      const free = () => {
        load.busy--
        load.slotTime += performance.now() - begun
        load.time = performance.now() - first!
        fill()
      }
      const job: Job = {
        begin() {
          load.busy++
          begun = performance.now()
          first ??= begun
          timer = setTimeout(
            () => {
              timer = null
              free()
              send()
            },
            least + (most - least) * noise(index),
          )
        },
      }
      response.on('close', () => {
        if (response.writableFinished) return
        load.dropped++
        if (timer !== null) {
          clearTimeout(timer)
          free()
        } else if (queue.includes(job)) queue.splice(queue.indexOf(job), 1)
      })
      queue.push(job)
      fill()
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [slots, least, most] = process.argv.slice(2).map(Number) as [number, number, number]
  serve(slots, least, most)
}
