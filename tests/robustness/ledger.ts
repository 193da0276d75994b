// What an engine has acknowledged, and whether the next one on the same data folder still says so, once.
// Knows runs with their numbered events, names, discarded runs, the chosen device, datasets and results of experiments. Does not know
// processes.
import { isDeepStrictEqual } from 'node:util'
import type { CallArgument } from '../../src-main/contract/api.ts'
import type { DeviceChoice } from '../../src-main/contract/device.ts'
import type { RunEvent } from '../../src-main/contract/event.ts'
import type { RunRemarks } from '../../src-main/contract/run-remarks.ts'
import type { RunSummary } from '../../src-main/contract/run.ts'
import { applyChange, emptyTree } from '../../src-main/contract/tree.ts'
import { isFinal } from '../../src-main/engine/history/run-summary.ts'
import type { Client } from './host.ts'

/** Runs that were checked before and are looked at again after each kill. */
const OLD_ONES = 4

/** One of these is true: a call whose answer never came may or may not have been done. */
type Possible<Fact> = Fact[]

interface KnownRun {
  /** As they were told, in the order of their numbers. */
  events: RunEvent[]
  ended: RunSummary | null
  remarks: Possible<Partial<RunRemarks>>
  gone: Possible<boolean>
  /** Whether anything was told since it was last checked. */
  news: boolean
}

export interface LedgerFigures {
  runs: number
  events: number
  finished: number
  remarks: number
  discarded: number
  settings: number
  datasets: number
  results: number
}

export interface Ledger {
  figures(): LedgerFigures
  /** Keeps what this engine says from now on. */
  hear(client: Client): void
  started(id: string): void
  /** Runs that are there as far as anybody knows. */
  ids(): string[]
  /** How many nobody has told an end of. */
  unended(): number
  /** Calls, and keeps what must then be so; before the answer both may be so. Rejects as the call does. */
  remark(client: Client, id: string, change: CallArgument<'runs.remark'>['change'] & Partial<RunRemarks>): Promise<void>
  discard(client: Client, id: string): Promise<void>
  choose(client: Client, choice: DeviceChoice): Promise<void>
  addDataset(client: Client, name: string): Promise<void>
  /** Everything of which an engine says otherwise. `whole`: of every run, else of those with news and a few more. */
  check(client: Client, whole: boolean): Promise<string[]>
}

export function openLedger(): Ledger {
  const runs = new Map<string, KnownRun>()
  const experiments = new Map<string, number>()
  let choices: Possible<DeviceChoice> = ['auto']
  const datasets = new Set<string>()
  const counted = { events: 0, finished: 0, remarks: 0, settings: 0, results: 0 }
  /** What was told as it may not be. */
  const odd: string[] = []
  let turn = 0

  const runOf = (id: string): KnownRun => {
    const known = runs.get(id)
    if (known) return known
    const run: KnownRun = { events: [], ended: null, remarks: [{}], gone: [false], news: true }
    runs.set(id, run)
    return run
  }

  const checkRun = async (client: Client, id: string, faults: string[]) => {
    const run = runOf(id)
    const { header, events } = await client.call('runs.open', { id })
    const twisted = events.findIndex(({ sequence }, place) => sequence !== place)
    if (header.id !== id || twisted >= 0) faults.push(`Run ${id} has event ${twisted} at another place.`)
    const lost = run.events.findIndex((event, place) => !isDeepStrictEqual(event, events[place]))
    if (lost >= 0) faults.push(`Run ${id} has lost event ${lost} of ${run.events.length}, or has another one.`)
    if (run.ended && events.length !== run.events.length) faults.push(`Run ${id} had ended and has other events.`)
    const tree = emptyTree()
    for (const { change } of events) applyChange(tree, change)
    if (!isFinal(tree.state)) faults.push(`Run ${id} is ${tree.state}, and nobody goes on with it.`)
    run.events = events
    run.news = false
  }

  return {
    figures: () => ({
      runs: runs.size,
      discarded: [...runs.values()].filter(({ gone }) => gone.includes(true)).length,
      datasets: datasets.size,
      ...counted,
    }),
    hear(client) {
      client.listen('run.events', ({ id, events }) => {
        const run = runOf(id)
        for (const event of events) {
          if (event.sequence !== run.events.length) odd.push(`Run ${id} tells event ${event.sequence} out of turn.`)
          run.events.push(event)
          run.news = true
          counted.events++
        }
      })
      client.listen('run.summary', (summary) => {
        const run = runOf(summary.id)
        run.news = true
        if (!isFinal(summary.state)) return
        run.ended = summary
        if (summary.state === 'done') counted.finished++
      })
      client.listen('experiment.progress', ({ id, done }) => {
        counted.results += Math.max(0, done - (experiments.get(id) ?? 0))
        experiments.set(id, Math.max(done, experiments.get(id) ?? 0))
      })
    },
    started: (id) => void runOf(id),
    ids: () => [...runs].flatMap(([id, { gone }]) => (gone.includes(true) ? [] : [id])),
    unended: () => [...runs.values()].filter(({ ended }) => ended === null).length,
    async remark(client, id, change) {
      const run = runOf(id)
      const next = run.remarks.map((one) => ({ ...one, ...change }))
      run.remarks.push(...next)
      await client.call('runs.remark', { ids: [id], change })
      run.remarks = next
      counted.remarks++
    },
    async discard(client, id) {
      const { gone } = runOf(id)
      gone.push(true)
      await client.call('runs.discard', { ids: [id] })
      gone.splice(0, gone.length, true)
    },
    async choose(client, choice) {
      choices.push(choice)
      await client.call('devices.choose', { choice })
      choices = [choice]
      counted.settings++
    },
    async addDataset(client, name) {
      const bytes = new TextEncoder().encode('{"question": "What is 1 + 1?", "answer": "2"}')
      const { dataset } = await client.call('problems.add', { file: `${name}.jsonl`, bytes, name })
      datasets.add(dataset.id)
    },
    async check(client, whole) {
      const faults = odd.splice(0)
      const listed = new Map<string, RunSummary & { remarks: RunRemarks }>()
      for (let offset = 0; ; offset += 1000) {
        const page = await client.call('runs.list', { offset, limit: 1000 })
        for (const line of page.runs) {
          if (listed.has(line.id)) faults.push(`Run ${line.id} is listed twice.`)
          listed.set(line.id, line)
        }
        if (page.runs.length < 1000) break
      }
      turn++
      const all = [...runs]
      for (const [at, [id, run]] of all.entries()) {
        const line = listed.get(id)
        if (!run.gone.includes(line === undefined)) faults.push(`Run ${id} is ${line ? 'there again' : 'gone'}.`)
        run.gone = [line === undefined]
        if (!line) continue
        const { remarks, ...summary } = line
        const is = run.remarks.find((one) =>
          Object.entries(one).every(([name, value]) => isDeepStrictEqual(remarks[name as keyof RunRemarks], value)),
        )
        if (!is) faults.push(`Run ${id} is called “${remarks.name}”, and was named ${JSON.stringify(run.remarks)}.`)
        run.remarks = [remarks]
        if (run.ended && !isDeepStrictEqual(summary, run.ended)) faults.push(`Run ${id} had ended otherwise.`)
        const old = (at + turn * OLD_ONES) % all.length < OLD_ONES
        if (run.news || old || whole) await checkRun(client, id, faults)
        run.ended = summary
      }
      const { choice } = await client.call('devices.list', {})
      if (!choices.includes(choice)) faults.push(`The device is ${choice}, and was ${choices.join(' or ')}.`)
      choices = [choice]
      const there = new Set((await client.call('problems.datasets', {})).datasets.map(({ id }) => id))
      for (const id of datasets) if (!there.has(id)) faults.push(`The dataset ${id} is gone.`)
      const { experiments: kept } = await client.call('experiments.list', {})
      for (const [id, done] of experiments) {
        const found = kept.find((one) => one.id === id)
        if (!found || found.done < done) faults.push(`Experiment ${id} has ${found?.done ?? 'no'} of ${done} results.`)
      }
      return faults
    },
  }
}
