import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import type { ErrorReport } from '../../../src-main/contract/errors.ts'
import { RunSpec } from '../../../src-main/contract/run.ts'
import { createSearchClient } from '../../../src-main/engine/run/search-client.ts'

const spec = RunSpec.parse({ problem: { id: 'own', question: 'Q' }, method: 'greedy', policy: 'none' })

it('tells which runs a crash took, and starts a new thread for the next one', async () => {
  const heard: string[] = []
  const lost = new Map<string, ErrorReport>()
  const waiting = new Set<() => void>()
  const look = () => {
    for (const waiter of waiting) waiter()
  }
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.add(() => condition() && resolve())
      look()
    })
  const client = createSearchClient({ entry: new URL('crashing-worker.mjs', import.meta.url) })
  const start = (id: string) => {
    const { port1: port } = new MessageChannel()
    const facts = { name: 'none', role: 'policy', shape: { parameters: 1, layers: 1, attentionWidth: 1 } } as const
    const asked = { prompt: null, judge: null, reward: null }
    const policy = {
      kind: 'session',
      port,
      facts: { ...facts, device: 'cpu', sha256: '', tokenBytes: 0 },
      ...asked,
    } as const
    client.start(
      { id, spec, startPaused: false, policy, verifier: null, renewals: 0 },
      {
        heard() {
          heard.push(id)
          look()
        },
        lost(report) {
          lost.set(id, report)
          look()
        },
      },
    )
  }

  start('a')
  start('b')
  await until(() => heard.length === 2)
  client.command('b', 'stop')
  await until(() => lost.size === 2)
  expect([...lost.keys()]).toEqual(['a', 'b'])
  expect(lost.get('a')).toMatchObject({
    code: 'engine-stopped',
    details: expect.stringContaining('crashed in b') as string,
  })

  start('c')
  await until(() => heard.includes('c'))
  expect(lost.has('c')).toBe(false)
  await client.close()
  expect(lost.size).toBe(2)
})
