// Which sessions share a thread: real threads and graphs, with the CPU posing as the graphics devices.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { Device } from '../../../src-main/contract/device.ts'
import {
  endPreparedThread,
  openSession,
  policyOver,
  prepareSessionThread,
  verifierOver,
} from '../../../src-main/inference/session/session-client.ts'
import type { Session } from '../../../src-main/inference/session/session-client.ts'
import { endingAfter } from '../../doubles/ending-sessions.ts'
import { NEVER, POLICY, PRM, QUESTION, SAMPLING } from '../embedded.ts'

const entry = endingAfter()
const MODELS = { policy: POLICY, verifier: PRM }

const open: Session[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()))
})
async function opened(role: 'policy' | 'verifier', device: Device): Promise<Session> {
  const session = await openSession({ folder: MODELS[role], role, device, threads: 1, entry })
  open.push(session)
  return session
}

async function proposals(session: Session) {
  const policy = policyOver(session.connect(), session.facts)
  const request = { path: { question: QUESTION, steps: [] }, seeds: [1, 2, 3], maxTokens: 32 }
  const { proposals } = await policy.propose([request], SAMPLING, NEVER)
  // On the CPU the graph is another one, whose numbers differ in the last bits.
  return proposals.map((children) => children.map(({ text, tokenIds, ends }) => ({ text, tokenIds, ends })))
}

async function rewards(session: Session) {
  const verifier = verifierOver(session.connect(), session.facts)
  const paths = [360, 372, 400].map((cars) => ({
    question: QUESTION,
    steps: [{ text: `Step 1: The cars hold 12 * 31 = ${cars} passengers.`, tokenIds: [] }],
  }))
  return (await verifier.score(paths, NEVER)).rewards
}

/** Ends the session's thread with an error: no message of ours looks like this. */
function fail(session: Session): void {
  session.connect().postMessage(null)
}

describe('sessions', () => {
  it('on graphics devices live in one thread, which fails as a whole and starts anew; each on the CPU in its own', async () => {
    const [cpu, policy, prm, cuda] = await Promise.all([
      opened('policy', 'cpu'),
      opened('policy', 'webgpu'),
      opened('verifier', 'webgpu'),
      opened('policy', 'cuda'),
    ])
    expect([cpu, policy, prm, cuda].map(({ facts }) => facts.device)).toEqual(['cpu', 'webgpu', 'webgpu', 'cuda'])
    fail(prm)
    const reports = await Promise.all([policy, prm, cuda].map(({ closed }) => closed))
    expect(reports.map((report) => [report?.code, report?.message])).toEqual([
      ['engine-stopped', 'The model “arithmetic-policy-1m” stopped unexpectedly.'],
      ['engine-stopped', 'The model “arithmetic-prm-2m” stopped unexpectedly.'],
      ['engine-stopped', 'The model “arithmetic-policy-1m” stopped unexpectedly.'],
    ])
    await expect(proposals(policy)).rejects.toMatchObject({ report: { code: 'engine-stopped' } })

    const other = await opened('policy', 'cpu')
    expect(await proposals(await opened('policy', 'webgpu'))).toEqual(await proposals(cpu))
    fail(other)
    expect(await other.closed).not.toBeNull()
    expect((await proposals(cpu))[0]).toHaveLength(3)
  })

  it('answer at the same time in one thread as each does alone', async () => {
    const alone = [await proposals(await opened('policy', 'cpu')), await rewards(await opened('verifier', 'cpu'))]
    const [policy, prm] = [await opened('policy', 'webgpu'), await opened('verifier', 'webgpu')]
    expect(await Promise.all([proposals(policy), rewards(prm)])).toEqual(alone)
  })

  it('leave their thread to the others when they close or cannot be opened', async () => {
    const policy = await opened('policy', 'webgpu')
    const folder = join(POLICY, 'nowhere')
    await expect(openSession({ folder, role: 'policy', device: 'webgpu', entry })).rejects.toMatchObject({
      report: { code: 'model-missing' },
    })
    const prm = await opened('verifier', 'webgpu')
    const idle = verifierOver(prm.connect(), prm.facts)
    const cutOff = expect(proposals(policy)).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    // The policy's clients are told, those of the PRM are served.
    await Promise.all([policy.close(), cutOff])
    expect(await policy.closed).toBeNull()
    expect(await rewards(prm)).toHaveLength(3)
    await expect(proposals(policy)).rejects.toMatchObject({ report: { code: 'engine-stopped' } })

    // Whoever opens a session while the thread ends gets the next thread.
    const closing = prm.close()
    const [again, third] = await Promise.all([opened('policy', 'webgpu'), opened('verifier', 'webgpu'), closing])
    expect(await prm.closed).toBeNull()
    await expect(
      idle.score([{ question: QUESTION, steps: [{ text: '1', tokenIds: [] }] }], NEVER),
    ).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    expect(await proposals(again)).toHaveLength(1)
    fail(third)
    expect(await again.closed, 'one thread for both').not.toBeNull()
  })
})

describe('a thread that was prepared', () => {
  const openedHere = async () => {
    const session = await openSession({ folder: POLICY, role: 'policy', threads: 1 })
    open.push(session)
    return session
  }

  it('is taken by the session that is opened next, which answers like any other', async () => {
    prepareSessionThread()
    prepareSessionThread()
    const [first, second] = [await openedHere(), await openedHere()]
    expect(await proposals(first)).toEqual(await proposals(second))
    fail(first)
    expect(await first.closed).not.toBeNull()
    expect((await proposals(second))[0]).toHaveLength(3)
  })

  it('ends in order where none is opened', async () => {
    prepareSessionThread()
    await endPreparedThread()
    await endPreparedThread()
    expect(await proposals(await openedHere())).toHaveLength(1)
  })

  it('holds no process while it waits', () => {
    const client = pathToFileURL(resolve('src-main/inference/session/session-client.ts')).href
    const script = join(mkdtempSync(join(tmpdir(), 'espalier-prepared-')), 'prepare.mjs')
    writeFileSync(script, `import { prepareSessionThread } from ${JSON.stringify(client)}\nprepareSessionThread()\n`)
    const { status, signal } = spawnSync(process.execPath, [script], { timeout: 20_000 })
    rmSync(dirname(script), { recursive: true })
    expect([status, signal]).toEqual([0, null])
  })
})
