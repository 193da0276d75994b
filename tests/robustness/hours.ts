// Hours of events in fast motion: runs that one window watches, kept by the history and told over a real socket, as many as a busy day
// has. Nothing may be missing, come twice or pile up.
// Knows the pace of a busy engine. Does not search: the events are made up (doubles/long-run.ts).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '../../src-main/contract/event.ts'
import { applyChange, emptyTree, foldChanges } from '../../src-main/contract/tree.ts'
import { openHistory } from '../../src-main/engine/history/history.ts'
import { startWebHost } from '../../src-main/hosts/web/web-host.ts'
import { engineDouble } from '../doubles/engine.ts'
import { asEvents, longRun } from '../doubles/long-run.ts'
import { headerOf } from '../engine/history/rows.ts'
import { connectTo } from './host.ts'

export interface HoursFigures {
  hours: number
  runs: number
  events: number
  seconds: number
  /** Bytes that this process holds after a collection: behind the first run and behind the last one. */
  first: number
  last: number
  faults: string[]
}

/** Events a second of a busy engine, and minutes that a run lasts. */
const PACE = 20
const RUN_MINUTES = 10
/** Events that go out together. */
const BATCH = 24
/** So much more may be held at the end than behind the first run, in bytes. */
const GROWTH = 32 * 2 ** 20

/** `hours`: of events at that pace. */
export async function hoursOfEvents(hours: number): Promise<HoursFigures> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const data = mkdtempSync(join(tmpdir(), 'espalier-hours-'))
  const faults: string[] = []
  const engine = engineDouble()
  const history = openHistory({ folder: data, noticed: ({ message }) => faults.push(message) })
  const host = await startWebHost({ engine, rendererFolder: resolve('src-renderer'), token: 'a-token-that-stays' })
  const client = await connectTo(host.port)
  const begun = performance.now()
  const runs = Math.max(1, Math.round((hours * 60) / RUN_MINUTES))
  const script = asEvents(longRun(Math.min(RUN_MINUTES, hours * 60) * 60 * PACE), 1 / PACE)
  const whole = foldChanges(script.map(({ change }) => change))
  let [first, events] = [0, 0]
  try {
    let heard: RunEvent[] = []
    let arrived: PromiseWithResolvers<void> = Promise.withResolvers()
    client.listen('run.events', (message) => {
      heard.push(...message.events)
      if (heard.length >= script.length) arrived.resolve()
    })
    for (let run = 0; run < runs; run++) {
      heard = []
      arrived = Promise.withResolvers()
      const header = headerOf(`run-${run}`)
      let summary = history.begin(header)
      for (let at = 0; at < script.length; at += BATCH) {
        const batch = script.slice(at, at + BATCH)
        summary = history.append(header, summary, batch)
        engine.post('run.events', { id: header.id, events: batch })
        // As between two frames: the socket and the window have their turn.
        await new Promise(setImmediate)
      }
      await arrived.promise
      events += script.length
      const tree = emptyTree()
      for (const { sequence, change } of heard) {
        if (sequence !== heard[sequence]?.sequence) faults.push(`Run ${run} told event ${sequence} out of turn.`)
        applyChange(tree, change)
      }
      if (!isDeepStrictEqual(tree, whole)) faults.push(`Run ${run} is another tree in the window.`)
      if (!isDeepStrictEqual(history.read(header.id)?.events, script)) faults.push(`Run ${run} was kept otherwise.`)
      if (run === 0) first = held()
    }
    heard = []
    const last = held()
    if (last > first + GROWTH) faults.push(`${Math.round((last - first) / 2 ** 20)} MB more are held at the end.`)
    const { total } = history.list({ query: '', offset: 0, limit: 1 })
    if (total !== runs) faults.push(`${total} of ${runs} runs are listed.`)
    return { hours, runs, events, seconds: (performance.now() - begun) / 1000, first, last, faults }
  } finally {
    client.end()
    await host.close()
    history.close()
    rmSync(data, { recursive: true, force: true })
  }
}
