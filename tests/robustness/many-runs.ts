// Thousands of runs at once: each is started while the others wait, other calls are answered meanwhile, and a kill loses none.
// Knows counts and times. Does not know how runs take turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectTo, startHost } from './host.ts'

export interface ManyFigures {
  runs: number
  /** Seconds until all were started, and how many had been done by then. */
  starting: number
  doneMeanwhile: number
  /** The longest that another client waited for an answer, in milliseconds, and the median. */
  slowest: number
  median: number
  /** Bytes of the host's memory at the most. */
  memory: number
  /** Runs that are there after the kill, and how many of them are in a final state. */
  there: number
  final: number
  faults: string[]
}

/** Calls on their way at once. */
const AT_ONCE = 32

export async function manyRuns(count: number): Promise<ManyFigures> {
  const data = mkdtempSync(join(tmpdir(), 'espalier-many-'))
  const faults: string[] = []
  const waits: number[] = []
  let memory = 0
  try {
    const host = await startHost({ data })
    const [client, other] = [await connectTo(host.port), await connectTo(host.port)]
    const { problems } = await client.call('problems.list', { limit: 50 })
    const acknowledged = new Set<string>()
    const done = new Set<string>()
    client.listen('run.summary', ({ id, state }) => {
      if (state === 'done') done.add(id)
      if (state === 'failed') faults.push(`Run ${id} failed.`)
    })
    const over = new AbortController()
    const asking = (async () => {
      while (!over.signal.aborted) {
        const asked = performance.now()
        await other.call('engine.info', {})
        waits.push(performance.now() - asked)
        memory = Math.max(memory, host.memory())
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })()
    const begun = performance.now()
    let next = 0
    const start = async () => {
      while (next < count) {
        const seed = next++
        const problem = problems[seed % problems.length]!
        const asked = { problem, method: 'rebase', parameters: { width: 4 }, seed } as const
        const models = { policy: 'arithmetic-policy-1m', verifier: 'arithmetic-prm-2m' }
        acknowledged.add((await client.call('runs.start', { ...asked, ...models })).id)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, start))
    const starting = (performance.now() - begun) / 1000
    const doneMeanwhile = done.size
    const { total } = await client.call('runs.list', { limit: 1 })
    if (total !== count) faults.push(`${total} of ${count} runs are listed.`)
    over.abort()
    await asking
    if (host.crashed || host.said !== '') faults.push(`The host said: ${host.said}`)
    await host.kill()
    client.end()
    other.end()

    const again = await startHost({ data })
    const late = await connectTo(again.port)
    const states = new Map<string, string>()
    for (let offset = 0; ; offset += 1000) {
      const { runs } = await late.call('runs.list', { offset, limit: 1000 })
      for (const { id, state } of runs) states.set(id, state)
      if (runs.length < 1000) break
    }
    late.end()
    await again.kill()
    const lost = [...acknowledged].filter((id) => !states.has(id)).length
    if (lost > 0) faults.push(`${lost} runs are lost.`)
    const undone = [...done].filter((id) => states.get(id) !== 'done').length
    if (undone > 0) faults.push(`${undone} runs that were done are not any more.`)
    const final = [...states.values()].filter((state) => ['done', 'stopped', 'failed'].includes(state)).length
    if (final !== states.size) faults.push(`${states.size - final} runs go on with nobody.`)
    const sorted = waits.sort((one, another) => one - another)
    const figures = { runs: count, starting, doneMeanwhile, memory, there: states.size, final, faults }
    return { ...figures, slowest: sorted.at(-1) ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}
