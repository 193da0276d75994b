// vLLM as policy and as PRM: what it is asked, and what is made of its replies. These were recorded on vLLM 0.32.0 (vllm-replies.json);
// `npm run test:vllm` asks real ones instead, at the addresses in ESPALIER_VLLM (SmolLM2, served as “smollm2”) and ESPALIER_VLLM_PRM
// (started with the --pooler-config of docs/models.md), and records anew with ESPALIER_VLLM_RECORD=1.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rewardPreset } from '../../../src-main/contract/reward-presets.ts'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { suggestPrompt } from '../../../src-main/inference/prompt/suggest-prompt.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { httpStepRewards, httpVerifier } from '../../../src-main/inference/server/http-verifier.ts'
import { findPolicyServer, findVerifierServer } from '../../../src-main/inference/server/model-server.ts'
import type { Step } from '../../../src-main/search/policy.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerCall, ServerReply } from '../../doubles/model-server.ts'

const FILE = resolve('tests/inference/server/vllm-replies.json')
const Recorded = z.array(
  z.object({ method: z.string(), path: z.string(), body: z.unknown(), status: z.number(), json: z.unknown() }),
)
type Recorded = z.infer<typeof Recorded>

const REAL = { policy: process.env['ESPALIER_VLLM'], verifier: process.env['ESPALIER_VLLM_PRM'] }
const signal = new AbortController().signal
/** Tokens of the PRM’s first two steps, tags included, by its tokenizer. */
const SCORED = [13, 11] as const
const QUESTION = 'Tom has 3 apples and buys 4 more. How many has he?'

/** A server that hands on to a real one and records, or that says what was recorded for the same question. */
async function startVllm(role: 'policy' | 'verifier'): Promise<{ server: ModelServer; heard: Recorded }> {
  const real = REAL[role]
  const heard: Recorded = []
  if (real === undefined) {
    const known = Recorded.parse((JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>)[role])
    const isAsked =
      ({ method, path, body }: ServerCall) =>
      (one: Recorded[number]) =>
        one.method === method && one.path === path && JSON.stringify(one.body) === JSON.stringify(body)
    const server = await startModelServer((call): ServerReply => {
      const found = known.find(isAsked(call))
      return found
        ? { status: found.status, json: found.json }
        : { status: 404, json: { error: { message: 'Not Found' } } }
    })
    return { server, heard }
  }
  const server = await startModelServer(async ({ method, path, body }) => {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${real}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    const json: unknown = await reply.json().catch(() => null)
    heard.push({ method, path, body, status: reply.status, json })
    return { status: reply.status, json }
  })
  return { server, heard }
}

describe('vLLM', () => {
  let policy: Awaited<ReturnType<typeof startVllm>>
  let verifier: Awaited<ReturnType<typeof startVllm>>
  beforeAll(async () => {
    policy = await startVllm('policy')
    verifier = await startVllm('verifier')
  })
  afterAll(async () => {
    for (const { server } of [policy, verifier]) await server.close()
    if (process.env['ESPALIER_VLLM_RECORD'] !== undefined) {
      writeFileSync(FILE, `${JSON.stringify({ policy: policy.heard, verifier: verifier.heard }, null, 1)}\n`)
    }
  })

  it('as a policy writes steps by a rendered chat, each with its tokens and log-probabilities', async () => {
    const facts = await findPolicyServer(policy.server.url, signal)
    expect(facts).toMatchObject({ kind: 'vllm', model: 'smollm2' })
    const { chatTemplate } = facts
    // The server does not show it; its layouts do.
    expect(chatTemplate).toContain('<|im_start|>')
    const record = suggestPrompt({ chatTemplate, sampling: {}, block: null, addsBeginning: true })
    const asked = httpPolicy(facts, record)
    const propose = async (steps: Step[], temperature: number, seeds: number[]) => {
      const request = { path: { question: QUESTION, steps }, seeds, maxTokens: 24 }
      const sampling = Sampling.parse({ temperature })
      const { proposals, usage } = await asked.propose([request], sampling, signal)
      return { proposals: proposals[0]!, usage }
    }
    const first = await propose([], 0, [1])
    const [step] = first.proposals
    expect(step!.text.trim()).not.toBe('')
    expect(step!.logProbabilities).toHaveLength(step!.tokens!)
    expect(Math.max(...step!.logProbabilities)).toBeLessThanOrEqual(0)
    expect(first.usage.generatedTokens).toBe(step!.tokens)
    const children = await propose([step!], 1, [1, 2, 3])
    expect(children.proposals).toHaveLength(3)
    expect(new Set(children.proposals.map(({ text }) => text)).size).toBeGreaterThan(1)
    // The same seeds give the same children.
    const again = (await propose([step!], 1, [1, 2, 3])).proposals
    expect(again.map(({ text }) => text)).toEqual(children.proposals.map(({ text }) => text))
    // A path went on: its prompt has grown by the step, token for token, and was sent as tokens.
    expect(children.usage.inputTokens).toBe(3 * (first.usage.inputTokens + step!.tokens!))
    const prompts = policy.server.calls.flatMap(({ body }) => (body?.['max_tokens'] === 24 ? [body['prompt']] : []))
    expect(prompts[0]).toBeTypeOf('string')
    for (const prompt of prompts.slice(1)) expect(prompt).toHaveLength(first.usage.inputTokens + step!.tokens!)
  })

  it('as a PRM gives a score a step, in the form of a chat', async () => {
    const facts = await findVerifierServer(verifier.server.url, signal)
    const steps = ['He has 3 + 4 = 7 apples.', 'So 7 - 1 = 6.', 'The answer is 7.'].map((text) => ({
      text,
      tokenIds: [],
    }))
    const rewards = await httpStepRewards(facts, rewardPreset('qwen-math')!.record)(
      { question: QUESTION, steps },
      signal,
    )
    expect(rewards).toHaveLength(3)
    for (const reward of rewards) expect(reward > 0 && reward < 1).toBe(true)
    // Each step is scored by what stands before it alone.
    const before = await httpStepRewards(facts, rewardPreset('qwen-math')!.record)(
      { question: QUESTION, steps: steps.slice(0, 2) },
      signal,
    )
    for (const [at, reward] of before.entries()) expect(reward).toBeCloseTo(rewards[at]!, 4)
    // A search asks path by path; each step is charged with its own tokens.
    const paths = [1, 2, 2].map((count) => ({ question: QUESTION, steps: steps.slice(0, count) }))
    const { usage } = await httpVerifier(facts, rewardPreset('qwen-math')!.record).score(paths, signal)
    expect(usage.scoredTokens).toBe(SCORED[0] + 2 * SCORED[1])
    expect(usage.sharedScoredTokens).toBe(SCORED[1])
  })
})
