// A process reward model (PRM) behind a server: /pooling of vLLM.
// Knows the text, the wire format and which score is a step's. Does not know what is searched.
import { z } from 'zod'
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { Path } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'
import { fewAtOnce } from './few-at-once.ts'
import { callJson } from './http-call.ts'
import { REQUESTS_AT_ONCE } from './model-server.ts'
import type { ServerFacts } from './model-server.ts'

/** Ends a step and carries its score: the step tag of Qwen2.5-Math-PRM (its model card on Hugging Face). */
const STEP_TAG = '<extra_0>'

const Pooling = z.object({
  /** One item, for one input: a score a step, or [wrong, right] after the softmax. */
  data: z.tuple([z.object({ data: z.array(z.union([z.number(), z.array(z.number())])) })]),
  usage: z.object({ prompt_tokens: z.number().int().nonnegative().nullish() }).nullish(),
})

/** A verifier over a server, one request a path, eight on their way at once. */
export function httpVerifier({ url, model }: ServerFacts): Verifier {
  return {
    shape: null,
    async score(paths, signal) {
      const scored = await fewAtOnce(paths, { limit: REQUESTS_AT_ONCE, signal }, async (path, signal) => {
        const body = { ...(model === null ? {} : { model }), input: inputOf(path), task: 'token_classify' }
        const { data, usage } = await callJson({ url: `${url}/pooling`, body, reply: Pooling, signal })
        return { reward: lastReward(data[0].data, path, url), usage: usageOf(usage?.prompt_tokens ?? 0) }
      })
      return {
        rewards: scored.map(({ reward }) => reward),
        usage: scored.map(({ usage }) => usage).reduce(addUsage, NO_USAGE),
      }
    },
  }
}

/** The problem on the first line, then the steps, each ended by its tag. */
function inputOf({ question, steps }: Path): string {
  return `${question.trim()}\n${steps.map(({ text }) => text + STEP_TAG).join('')}`
}

/** The reward of the last step. Throws `model-broken` unless there is one score a step and each is from 0 to 1. */
function lastReward(scores: readonly (number | number[])[], { steps }: Path, url: string): number {
  if (scores.length !== steps.length) {
    throw broken({
      message: `The PRM at ${url} gave ${scores.length} scores for ${steps.length} steps.`,
      advice: `Check that its step tag is “${STEP_TAG}”, and that no step holds it.`,
      details: JSON.stringify(scores).slice(0, 2000),
    })
  }
  const rewards = scores.map((score) => {
    const reward = Array.isArray(score) && score.length <= 2 ? score.at(-1) : score
    if (typeof reward === 'number' && reward >= 0 && reward <= 1) return reward
    throw broken({
      message: `The PRM at ${url} gave the score ${JSON.stringify(score)}, which is no reward from 0 to 1.`,
      advice: 'Let the server apply the softmax, and choose a PRM with one score or the pair [wrong, right] a step.',
    })
  })
  return rewards.at(-1)!
}

function broken(report: Omit<ErrorReport, 'code'>): EspalierError {
  return new EspalierError({ code: 'model-broken', ...report })
}

/** vLLM does not say what came from its prefix cache, so all tokens count as computed. */
function usageOf(tokens: number): Usage {
  return { ...NO_USAGE, scoredTokens: null, inputTokens: tokens, attendedTokens: (tokens * (tokens + 1)) / 2 }
}
