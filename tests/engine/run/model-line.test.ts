// Lines to a scripted session at the other end of a port.
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { Calls } from '../../../src-main/contract/channel.ts'
import { openChannel } from '../../../src-main/contract/channel.ts'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { policyAt, verifierAt } from '../../../src-main/engine/run/model-line.ts'
import type { Renew } from '../../../src-main/engine/run/model-line.ts'
import type { ModelLine } from '../../../src-main/engine/run/search-calls.ts'
import { tableOf } from '../../../src-main/inference/session/path-table.ts'
import { threadPort } from '../../../src-main/inference/thread/thread-port.ts'
import type { SessionCalls } from '../../../src-main/inference/session/session-calls.ts'
import type { Proposal, ProposeRequest } from '../../../src-main/search/policy.ts'
import { SAMPLING } from '../../inference/embedded.ts'

const SHAPE = { parameters: 1, layers: 1, attentionWidth: 1 }
const facts = { name: 'scripted', role: 'policy', shape: SHAPE, device: 'cpu', sha256: '', tokenBytes: 0 } as const
const requests: [ProposeRequest] = [{ path: { question: 'Q', steps: [] }, seeds: [1], maxTokens: 4 }]
const never = new AbortController().signal

function proposalOf(text: string): Proposal {
  return { text, tokenIds: [], logProbabilities: [], ends: 'step' }
}

/** A line to a session that answers calls with its name, until it ends at the call that it is told to end at. */
function session(name: string, endsAt = Infinity): ModelLine & { kind: 'session'; calls: unknown[]; far: MessagePort } {
  const { port1: far, port2: port } = new MessageChannel()
  const calls: unknown[] = []
  const answer = <Result>(argument: unknown, result: Result) => {
    calls.push(argument)
    if (calls.length < endsAt) return result
    far.close()
    return new Promise<Result>(() => undefined)
  }
  openChannel<Calls, SessionCalls>(threadPort(far), {
    propose: (argument) => answer(argument, { proposals: [[proposalOf(name)]], usage: NO_USAGE }),
    score: (argument) => answer(argument, { rewards: [0.5], usage: NO_USAGE }),
  })
  return { kind: 'session', port, facts, prompt: null, judge: null, reward: null, calls, far }
}

/** Renews with these in turn, and keeps the errors that it was given. */
function renewals(...lines: ModelLine[]): { renew: Renew; errors: EspalierError[] } {
  const errors: EspalierError[] = []
  const renew: Renew = (error) => {
    errors.push(error)
    const line = lines.shift()
    return line ? Promise.resolve(line) : Promise.reject(error)
  }
  return { renew, errors }
}

async function said(result: Promise<{ proposals: { text: string }[][] }>): Promise<string | undefined> {
  return (await result).proposals[0]?.[0]?.text
}

describe('a line', () => {
  it('makes the same call again over another line where it was cut off', async () => {
    const [one, two] = [session('one', 2), session('two')]
    const { renew, errors } = renewals(two)
    const policy = policyAt(one, renew)
    expect(policy.shape).toEqual(SHAPE)
    expect(await said(policy.propose(requests, SAMPLING, never))).toBe('one')
    expect(await said(policy.propose(requests, SAMPLING, never))).toBe('two')
    expect(await said(policy.propose(requests, SAMPLING, never))).toBe('two')
    expect(errors.map(({ report }) => report.code)).toEqual(['engine-stopped'])
    expect(one.calls).toHaveLength(2)
    expect(two.calls[0]).toEqual(one.calls[1])
    const [{ path, ...children }] = requests
    expect(two.calls[0]).toMatchObject({ table: tableOf([path]), children: [children] })
    two.port.close()
  })

  it('is renewed once for all calls that were cut off together', async () => {
    const two = session('two')
    const { renew, errors } = renewals(two)
    const policy = policyAt(session('one', 1), renew)
    const calls = [1, 2, 3].map(() => said(policy.propose(requests, SAMPLING, never)))
    expect(await Promise.all(calls)).toEqual(['two', 'two', 'two'])
    expect(errors).toHaveLength(1)
    two.port.close()
  })

  it('is renewed as often as it is cut off, and rejects with the refusal', async () => {
    const verifier = verifierAt(session('one', 1), renewals(session('two', 1), session('three', 1)).renew)
    const step = { text: '1', tokenIds: [] }
    await expect(verifier.score([{ question: 'Q', steps: [step] }], never)).rejects.toMatchObject({
      report: { code: 'engine-stopped', message: expect.stringContaining('scripted') as string },
    })
  })

  it('is cut off at once where nobody is at its other end', async () => {
    const [one, two] = [session('one'), session('two')]
    one.far.close()
    expect(await said(policyAt(one, renewals(two).renew).propose(requests, SAMPLING, never))).toBe('two')
    two.port.close()
  })

  it('is left at once when the call is aborted while the line is renewed', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const renew: Renew = () => {
      setImmediate(() => abort.abort(reason))
      return new Promise(() => undefined)
    }
    const policy = policyAt(session('one', 1), renew)
    await expect(policy.propose(requests, SAMPLING, abort.signal)).rejects.toBe(reason)
    await expect(policy.propose(requests, SAMPLING, abort.signal)).rejects.toBe(reason)
  })

  it('is not renewed for what a model refuses', async () => {
    const { port1: far, port2: port } = new MessageChannel()
    openChannel<Calls, Pick<SessionCalls, 'propose'>>(threadPort(far), {
      propose: () => {
        throw new EspalierError({ code: 'bad-input', message: 'No.', advice: '' })
      },
    })
    const { renew, errors } = renewals(session('two'))
    const policy = policyAt({ kind: 'session', port, facts, prompt: null, judge: null, reward: null }, renew)
    await expect(policy.propose(requests, SAMPLING, never)).rejects.toMatchObject({ report: { code: 'bad-input' } })
    expect(errors).toEqual([])
    port.close()
  })
})
