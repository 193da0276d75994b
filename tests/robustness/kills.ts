// Kills the host at random moments while runs go on, names are given and settings made, and holds the next one to what was acknowledged.
// Knows what a client does meanwhile. Does not know what must be there again (ledger.ts).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallArgument } from '../../src-main/contract/api.ts'
import { noise } from '../doubles/noise.ts'
import type { Client } from './host.ts'
import { connectTo, slowDiskOf, startHost } from './host.ts'
import { openLedger } from './ledger.ts'
import type { Ledger, LedgerFigures } from './ledger.ts'

export interface KillFigures extends LedgerFigures {
  rounds: number
  /** Runs that a kill cut off. */
  cut: number
  seconds: number
  faults: string[]
}

const METHODS = [
  { method: 'greedy', parameters: {} },
  { method: 'rebase', parameters: { width: 16 } },
  { method: 'mcts', parameters: { expansions: 6 } },
  { method: 'beam', parameters: { width: 8 } },
  { method: 'majority', parameters: { width: 4 } },
] as const
/** Milliseconds after which the host is killed at the latest. */
const LONGEST = 1500
const MODELS = { policy: 'arithmetic-policy-1m', verifier: 'arithmetic-prm-2m' }

/**
 * Equal seeds draw the same actions, and kills at the same milliseconds. `diskWait`: milliseconds that the disk takes for each write.
 * The first fault ends it.
 */
export async function killHosts(options: { rounds: number; seed: number; diskWait?: number }): Promise<KillFigures> {
  const { rounds, seed, diskWait } = options
  const data = mkdtempSync(join(tmpdir(), 'espalier-killed-'))
  const ledger = openLedger()
  const faults: string[] = []
  const begun = performance.now()
  let done = 0
  let cut = 0
  try {
    for (; done < rounds && faults.length === 0; done++) {
      const draw = (what: number) => noise(seed * 1_000_003 + done * 1009 + what)
      const host = await startHost({ data, ...(diskWait !== undefined && slowDiskOf(diskWait)) })
      const client = await connectTo(host.port)
      faults.push(...(await ledger.check(client, false)).map((fault) => `round ${done}: ${fault}`))
      ledger.hear(client)
      // Most kills come while something grows.
      const grows = draw(1) < 0.2 ? Promise.resolve() : firstEvent(client)
      const death = grows.then(() => pause(draw(0) * LONGEST)).then(() => host.kill())
      // Calls reject when the host is gone; that is the end of the round.
      await work(client, ledger, draw).catch((error: unknown) => {
        if ((error as { report?: { code: string } }).report?.code !== 'engine-stopped') throw error
      })
      await death
      if (host.crashed || host.said !== '') faults.push(`round ${done}: the host said ${host.said}`)
      client.end()
      cut += ledger.unended()
    }
    const host = await startHost({ data })
    const client = await connectTo(host.port)
    faults.push(...(await ledger.check(client, true)))
    client.end()
    await host.kill()
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
  return { rounds: done, cut, seconds: (performance.now() - begun) / 1000, ...ledger.figures(), faults }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

function firstEvent(client: Client): Promise<void> {
  return new Promise((resolve) => void client.listen('run.events', () => resolve()))
}

/** What a person does, one thing after the other, until the host is gone. */
async function work(client: Client, ledger: Ledger, draw: (what: number) => number): Promise<never> {
  const { problems } = await client.call('problems.list', { limit: 50 })
  for (let turn = 1; ; turn++) {
    const pick = (what: number, count: number) => Math.floor(draw(turn * 17 + what) * count)
    const ids = ledger.ids()
    const id = ids[Math.max(0, ids.length - 1 - pick(1, 8))]
    switch (turn === 1 ? 0 : pick(2, 9)) {
      case 0:
      case 1:
      case 2:
      case 3: {
        const asked = { ...METHODS[pick(3, METHODS.length)]!, problem: problems[pick(4, problems.length)]!, seed: turn }
        ledger.started((await client.call('runs.start', { ...asked, ...MODELS })).id)
        break
      }
      case 4:
      case 5:
        if (id !== undefined) await ledger.remark(client, id, { name: `run ${turn}`, starred: pick(5, 2) === 1 })
        break
      case 6:
        if (id !== undefined && pick(6, 3) === 0) await ledger.discard(client, id)
        break
      case 7:
        await ledger.choose(client, pick(7, 2) === 0 ? 'auto' : 'cpu')
        break
      case 8:
        if (pick(8, 4) === 0) await ledger.addDataset(client, `set-${pick(10, 1e9)}`)
        else if (pick(8, 4) === 1) await experiment(client, turn)
        break
    }
    await pause(pick(9, 60))
  }
}

async function experiment(client: Client, turn: number): Promise<void> {
  const spec: CallArgument<'experiments.start'>['spec'] = {
    schema: 'espalier-experiment',
    version: 1,
    name: `experiment ${turn}`,
    problems: { limit: 5 },
    policies: [MODELS.policy],
    verifier: MODELS.verifier,
    methods: [{ method: 'rebase' }],
    budgets: [4],
  }
  // One runs at a time: another one is refused.
  await client.call('experiments.start', { spec }).catch((error: unknown) => {
    if ((error as { report?: { code: string } }).report?.code !== 'bad-input') throw error
  })
}
