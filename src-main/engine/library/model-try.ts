// A short try of a model: opened, asked once, and what that took.
// Knows policies and PRMs over a session. Does not know runs.
import { performance } from 'node:perf_hooks'
import { memoryUsage } from 'node:process'
import type { TryResult, WideSpeed } from '../../contract/model-card.ts'
import type { ModelRole } from '../../contract/model.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { Sampling } from '../../contract/sampling.ts'
import { policyOver, verifierOver } from '../../inference/session/session-client.ts'
import type { Session } from '../../inference/session/session-client.ts'
import { tokensOf } from '../../search/policy.ts'
import type { Policy, Step } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'

/** Tokens that a policy writes, at most. */
const TOKENS = 64
/** Steps in which it may write them. */
const STEPS = 16
/** Rows of the wider batches: a small search's, and the most that decode at once. */
const WIDE = [16, 64]
/** Tokens of a row that are timed together. */
const WIDE_TOKENS = 8
/** Seconds for each batch. */
const WIDE_SECONDS = 1
/** Hot enough that rows part at once and are computed each. */
const HOT = Sampling.parse({ temperature: 3 })

/** A model that is tried, opened; `wide` tells whether wider batches are measured, too. */
export type TriedModel = ({ policy: Policy } | { verifier: Verifier }) & { wide: boolean; close: () => void }

/** A model in a session, asked as runs ask it: `prompt` is the record, null for what its files say. */
export function triedSession({
  session,
  role,
  prompt,
}: {
  session: Session
  role: ModelRole
  prompt: PromptRecord | null
}): TriedModel {
  const port = session.connect(prompt)
  const model =
    role === 'verifier' ? { verifier: verifierOver(port, session.facts) } : { policy: policyOver(port, session.facts) }
  return { ...model, wide: true, close: () => port.close() }
}

/**
 * Opens the model and lets a policy write to the question, greedily, and then in wider batches, for their speed alone; a PRM scores the
 * question's own text as a step.
 */
export async function tryModel(
  open: () => Promise<TriedModel>,
  question: string,
  signal: AbortSignal,
): Promise<TryResult> {
  const [memory, started] = [memoryUsage.rss(), performance.now()]
  const model = await open()
  const told = ({ firstToken, ...answered }: Answered): TryResult => ({
    ...answered,
    wideSpeeds: [],
    firstTokenSeconds: (firstToken - started) / 1000,
    memoryBytes: Math.max(0, memoryUsage.rss() - memory),
  })
  try {
    if ('verifier' in model) return told(await scoreOf(model.verifier, question, signal))
    const result = told(await writeTo(model.policy, question, signal))
    return model.wide ? { ...result, wideSpeeds: await wideSpeedsOf(model.policy, question, signal) } : result
  } finally {
    model.close()
  }
}

interface Answered extends Pick<TryResult, 'text' | 'tokens' | 'tokensPerSecond'> {
  /** By the clock of `performance`. */
  firstToken: number
}

async function writeTo(policy: Policy, question: string, signal: AbortSignal): Promise<Answered> {
  const sampling = Sampling.parse({ temperature: 0, maxStepTokens: TOKENS })
  const steps: Step[] = []
  // The first token alone, so that its moment is known; what it cost is in the cache.
  await policy.propose([{ path: { question, steps }, seeds: [1], maxTokens: 1 }], sampling, signal)
  const firstToken = performance.now()
  let tokens = 0
  while (tokens < TOKENS && steps.length < STEPS) {
    const request = { path: { question, steps: [...steps] }, seeds: [1], maxTokens: TOKENS - tokens }
    const step = (await policy.propose([request], sampling, signal)).proposals[0]![0]!
    tokens += tokensOf(step)
    steps.push(step)
    if (step.ends !== 'step') break
  }
  const seconds = (performance.now() - firstToken) / 1000
  return { text: steps.map(({ text }) => text).join('\n'), tokens, tokensPerSecond: tokens / seconds, firstToken }
}

/** A batch of which one pass takes longer than it may is told by that pass, and is the last one. */
async function wideSpeedsOf(policy: Policy, question: string, signal: AbortSignal): Promise<WideSpeed[]> {
  const speeds: WideSpeed[] = []
  for (const rows of WIDE) {
    const write = async (round: number, maxTokens: number) => {
      const seeds = Array.from({ length: rows }, (_, row) => 1 + round * rows + row)
      const begun = performance.now()
      const { usage } = await policy.propose([{ path: { question, steps: [] }, seeds, maxTokens }], HOT, signal)
      // Tokens that rows had in common were computed once.
      return { tokens: usage.generatedTokens - usage.sharedTokens, seconds: (performance.now() - begun) / 1000 }
    }
    const first = await write(0, 2)
    let [tokens, seconds] = first.seconds > WIDE_SECONDS ? [first.tokens, first.seconds] : [0, 0]
    for (let round = 1; seconds < WIDE_SECONDS; round++) {
      const more = await write(round, WIDE_TOKENS)
      tokens += more.tokens
      seconds += more.seconds
    }
    if (tokens > 0) speeds.push({ rows, tokensPerSecond: tokens / seconds })
    if (first.seconds > WIDE_SECONDS) break
  }
  return speeds
}

async function scoreOf(verifier: Verifier, question: string, signal: AbortSignal): Promise<Answered> {
  const begun = performance.now()
  const path = { question, steps: [{ text: question, tokenIds: [] }] }
  const { rewards, usage } = await verifier.score([path], signal)
  const firstToken = performance.now()
  const tokens = usage.inputTokens + (usage.scoredTokens ?? 0)
  const reward = rewards[0] ?? null
  return {
    text: reward === null ? 'No reward' : `Reward ${reward.toFixed(3)}`,
    tokens,
    tokensPerSecond: (1000 * tokens) / (firstToken - begun),
    firstToken,
  }
}
