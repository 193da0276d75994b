// A window watches runs of the real engine while the network between them breaks and the engine is killed: no event is lost or shown
// twice, and the tree on screen is the engine's record. ESPALIER_ROUNDS sets the number of runs.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { RunEvent } from '../../src-main/contract/event.ts'
import { applyChange, emptyTree } from '../../src-main/contract/tree.ts'
import { connectEngine } from '../../src-renderer/engine.ts'
import { Lab } from '../../src-renderer/state/lab.svelte.ts'
import type { CuttingProxy } from '../doubles/cutting-proxy.ts'
import { startCuttingProxy } from '../doubles/cutting-proxy.ts'
import { noise } from '../doubles/noise.ts'

const ROUNDS = Number(process.env['ESPALIER_ROUNDS'] ?? 5)
const SEED = Number(process.env['ESPALIER_SEED'] ?? 1)
/** Of the runs, those in which the engine is killed, too. */
const KILLED = 0.3
const METHODS = [
  { method: 'rebase', parameters: { width: 64 } },
  { method: 'mcts', parameters: {} },
  { method: 'beam', parameters: { width: 32 } },
] as const
const TOKEN = 'a-token-that-stays'
const root = resolve(import.meta.dirname, '..', '..')

let data: string
let port: number
let host: ChildProcess
let proxy: CuttingProxy

/** The engine behind the web host, in a process that can be killed. */
async function startHost(): Promise<void> {
  host = fork(join(root, 'build', 'dev-engine-process.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ESPALIER_DATA: data },
  })
  const listening = once(host, 'message')
  host.send({ port, token: TOKEN })
  await listening
}

async function killHost(): Promise<void> {
  const gone = once(host, 'exit')
  host.kill('SIGKILL')
  await gone
}

/** A page at this port, of which only the transport is a browser's. */
function openPage(at: number): void {
  class PageSocket extends WebSocket {
    constructor(address: string) {
      super(address, { origin: new URL(address).origin.replace('ws:', 'http:') })
      this.on('error', () => undefined)
    }
  }
  vi.stubGlobal('window', {})
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('location', { host: `127.0.0.1:${at}`, protocol: 'http:', hash: `#token=${TOKEN}`, pathname: '/' })
  vi.stubGlobal('history', { replaceState: () => undefined })
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
  vi.stubGlobal('WebSocket', PageSocket)
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'espalier-cut-'))
  const free = await startCuttingProxy({ to: 1, seed: 0, bytes: 200 })
  port = free.port
  await free.close()
  await startHost()
  proxy = await startCuttingProxy({ to: port, seed: SEED, bytes: 120_000 })
}, 120_000)
afterAll(async () => {
  await proxy.close()
  await killHost()
  vi.unstubAllGlobals()
  await rm(data, { recursive: true, force: true })
})

test(
  `${ROUNDS} runs over a network that breaks, with an engine that is killed`,
  async () => {
    openPage(proxy.port)
    const connection = connectEngine()
    const lab = new Lab({
      connection,
      storage: { getItem: () => null, setItem: () => undefined },
      schedule: (callback) => void setTimeout(() => callback(performance.now()), 5),
    })
    // A second window on a network that works tells what the engine has recorded.
    openPage(port)
    const record = connectEngine()

    /** What came of the run, one list for each time that the window had to load it anew. */
    let heard: RunEvent[][] = [[]]
    let id: string | null = null
    let renewals = 0
    connection.listen('run.events', (message) => {
      if (message.id === id) heard.at(-1)!.push(...message.events)
    })
    connection.listen('run.summary', (summary) => (id ??= summary.id))
    connection.onRenewed(() => {
      renewals++
      heard.push([])
    })
    await lab.start()
    const { problems } = await record.call('problems.list', { limit: 100 })
    const figures = { runs: 0, events: 0, killed: 0, ends: {} as Record<string, number> }

    for (let round = 0; round < ROUNDS; round++) {
      const draw = (what: number) => noise(SEED * 100_003 + round * 17 + what)
      const kills = draw(1) < KILLED
      heard = [[]]
      id = null
      const renewalsBefore = renewals
      const request = {
        ...METHODS[round % METHODS.length]!,
        problem: problems[Math.floor(draw(2) * problems.length)]!,
        seed: round,
        policy: 'arithmetic-policy-1m',
        verifier: 'arithmetic-prm-2m',
      }
      const shown = lab.openTree(request)
      await vi.waitFor(() => expect(id).not.toBeNull(), { timeout: 60_000 })
      await vi.waitFor(() => expect(lab.starting).toBe(false), { timeout: 60_000 })
      await shown
      if (kills) {
        const grown = Math.floor(draw(3) * 120)
        await vi.waitFor(() => expect(lab.run.frame.length >= grown || lab.runState === 'done').toBe(true), 60_000)
        await killHost()
        await startHost()
        await vi.waitFor(() => expect(renewals).toBeGreaterThan(renewalsBefore), { timeout: 60_000 })
      }
      const final = ['done', 'stopped', 'failed']
      await vi.waitFor(
        () => {
          expect(lab.run.id).toBe(id)
          expect(lab.run.opening).toBe(false)
          expect(final).toContain(lab.run.frame.tree.state)
        },
        { timeout: 120_000, interval: 20 },
      )

      const { events } = await record.call('runs.open', { id: id! })
      const tree = emptyTree()
      for (const { change } of events) applyChange(tree, change)
      const where = `round ${round}, ${request.method}, ${kills ? 'killed' : 'cut'}`
      expect(
        events.map(({ sequence }) => sequence),
        where,
      ).toEqual(events.map((_, place) => place))
      await vi.waitFor(() => expect(lab.run.frame.length).toBe(events.length), { timeout: 60_000 })
      expect(lab.run.frame.tree, where).toEqual(tree)
      if (renewals === renewalsBefore) expect(heard, where).toEqual([events])
      else {
        // Whatever came is what is recorded, in order and once, up to the kill and after it.
        for (const part of heard) {
          const first = part[0]?.sequence ?? 0
          expect(part, where).toEqual(events.slice(first, first + part.length))
        }
      }
      const states = () => lab.history.runs.filter((run) => run.id === id).map(({ state }) => state)
      await vi.waitFor(() => expect(states(), where).toEqual([tree.state]), { timeout: 60_000 })

      figures.runs++
      figures.events += events.length
      figures.killed += Number(kills)
      figures.ends[tree.state] = (figures.ends[tree.state] ?? 0) + 1
    }
    process.stderr.write(`${JSON.stringify({ ...figures, cuts: proxy.cuts(), renewals })}\n`)
    expect(proxy.cuts()).toBeGreaterThan(0)
    expect(renewals).toBe(figures.killed)
  },
  ROUNDS * 60_000,
)
