import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession, policyOver, verifierOver } from '../../../src-main/inference/session/session-client.ts'
import type { Session } from '../../../src-main/inference/session/session-client.ts'
import type { ProposeRequest } from '../../../src-main/search/policy.ts'
import { POLICY, PRM, QUESTION, SAMPLING } from '../embedded.ts'

let session: Session
beforeAll(async () => {
  session = await openSession({ folder: POLICY, role: 'policy' })
})
afterAll(() => session.close())

function request(seeds: number[], question = QUESTION): ProposeRequest {
  return { path: { question, steps: [] }, seeds, maxTokens: 256 }
}
const never = new AbortController().signal

describe('a session', () => {
  it('serves two clients by turns, each as if it were alone', async () => {
    const [one, two] = [policyOver(session.connect(), session.facts), policyOver(session.connect(), session.facts)]
    const alone = await one.propose([request([1, 2, 3])], SAMPLING, never)
    const [again, other] = await Promise.all([
      one.propose([request([1, 2, 3])], SAMPLING, never),
      two.propose(
        [request([7, 8, 9, 10], 'A farm has 302 eggs. Then 8 eggs break. How many eggs are there now?')],
        SAMPLING,
        never,
      ),
    ])
    expect(again.proposals).toEqual(alone.proposals)
    expect(other.proposals[0]).toHaveLength(4)
  })

  it('stops within a token when the signal is aborted, and goes on serving', async () => {
    const policy = policyOver(session.connect(), session.facts)
    const abort = new AbortController()
    const reason = new Error('enough')
    const seeds = Array.from({ length: 64 }, (_, seed) => seed)
    const waiting = policy.propose([request(seeds)], { ...SAMPLING, temperature: 3 }, abort.signal)
    setTimeout(() => abort.abort(reason), 20)
    await expect(waiting).rejects.toBe(reason)
    expect((await policy.propose([request([1])], SAMPLING, never)).proposals[0]).toHaveLength(1)
    expect(() => abort.signal.throwIfAborted()).toThrow(reason)
    await expect(policy.propose([request([1])], SAMPLING, abort.signal)).rejects.toBe(reason)
  })

  it('tells what its prefix caches hold, of a client as long as that is there', async () => {
    const own = await openSession({ folder: POLICY, role: 'policy', cacheBytes: 300_000 })
    expect(await own.cacheUse()).toEqual({
      caches: 0,
      bytes: 0,
      byteLimit: 300_000,
      mostBytes: 0,
      cachedTokens: 0,
      computedTokens: 0,
    })
    const port = own.connect()
    const policy = policyOver(port, own.facts)
    const first = await policy.propose([request([1])], SAMPLING, never)
    const [early, same] = await Promise.all([own.cacheUse(), own.cacheUse()])
    expect(same).toEqual(early)
    expect(early).toMatchObject({ caches: 1, cachedTokens: 0, computedTokens: first.usage.inputTokens })
    expect(early!.bytes).toBeGreaterThan(0)

    // The same prompt is found, and others come until the oldest must go.
    await policy.propose([request([2])], SAMPLING, never)
    for (let car = 0; car < 12; car++) await policy.propose([request([3], `${QUESTION} Car ${car}?`)], SAMPLING, never)
    const late = (await own.cacheUse())!
    expect(late.cachedTokens).toBeGreaterThan(0)
    expect(late.bytes).toBeGreaterThan(early!.bytes)
    expect(late.bytes).toBeLessThanOrEqual(300_000)
    expect(late.mostBytes).toBeGreaterThanOrEqual(late.bytes)

    port.close()
    await expect.poll(async () => (await own.cacheUse())!.caches).toBe(0)
    expect(await own.cacheUse()).toMatchObject({ bytes: 0, mostBytes: late.mostBytes })
    await own.close()
    expect(await own.cacheUse()).toBeNull()
  })

  it('closes in order in mid-run, and says so to who waits', async () => {
    const prm = await openSession({ folder: PRM, role: 'verifier' })
    const verifier = verifierOver(prm.connect(), prm.facts)
    const steps = Array.from({ length: 10 }, (_, step) => ({
      text: `Step ${step + 1}: 1 + 2 = 3 apples.`,
      tokenIds: [],
    }))
    const waiting = verifier.score(
      Array.from({ length: 60 }, (_, n) => ({ question: `${QUESTION} ${n}`, steps })),
      never,
    )
    const outcome = expect(waiting).rejects.toMatchObject({
      report: { code: 'engine-stopped', message: expect.stringContaining('arithmetic-prm-2m') as string },
    })
    await prm.close()
    expect(await prm.closed).toBeNull()
    await outcome
  })

  it('tells who waits, and its owner, when its thread fails', async () => {
    const failing = await openSession({ folder: POLICY, role: 'policy' })
    const policy = policyOver(failing.connect(), failing.facts)
    const seeds = Array.from({ length: 64 }, (_, seed) => seed)
    const outcome = expect(policy.propose([request(seeds)], SAMPLING, never)).rejects.toMatchObject({
      report: { code: 'engine-stopped', advice: expect.stringContaining('again') as string },
    })
    // No message of ours looks like this, so the thread ends with an error.
    failing.connect().postMessage(null)
    expect(await failing.closed).toMatchObject({
      code: 'engine-stopped',
      message: expect.stringContaining('unexpectedly') as string,
    })
    await outcome
    await failing.close()
  })

  it('drops the jobs of a client that is gone', async () => {
    const port = session.connect()
    const seeds = Array.from({ length: 64 }, (_, seed) => seed)
    const gone = policyOver(port, session.facts).propose([request(seeds)], { ...SAMPLING, temperature: 3 }, never)
    const outcome = expect(gone).rejects.toMatchObject({ report: { code: 'engine-stopped' } })
    setTimeout(() => port.close(), 20)
    await outcome
    const policy = policyOver(session.connect(), session.facts)
    expect((await policy.propose([request([1])], SAMPLING, never)).proposals[0]).toHaveLength(1)
  })
})
