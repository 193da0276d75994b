// The likeliest tokens with which a server's model would begin its answer to a question: OpenAI's logprobs in the forms that servers write.
// Knows the requests and the replies. Does not know what is asked, or what an answer means.
import { z } from 'zod'
import { PLAIN_JUDGE } from '../../contract/judge-record.ts'
import { callJson } from './http-call.ts'
import type { AskedLikely } from './server-facts.ts'
import type { ServerWay } from './server-way.ts'
import { TokenCount } from './token-count.ts'

/** A token's text as the server writes it, and the natural logarithm of its probability. */
export interface LikelyToken {
  text: string
  logProbability: number
}

export interface LikelyTokens {
  /** The likeliest first; empty where the server tells none. */
  tokens: LikelyToken[]
  /** Tokens of the question, and those of them that came from the server's cache, as it counts them. */
  promptTokens: number
  cachedTokens: number
  /** The model that has answered, and from which address; null where it does not say. */
  model: string | null
  from: string
}

/** Of minus infinity, which JSON does not have, servers make null. */
const Logarithm = z.number().max(1e-3).nullable()
const listed = (pairs: readonly (readonly [string, number | null])[]): LikelyToken[] =>
  pairs.flatMap(([text, logProbability]) => (logProbability === null ? [] : [{ text, logProbability }]))

/** As chats write them, and llama.cpp everywhere; and as the older completions do. */
const Logprobs = z.union([
  z
    .object({
      content: z.tuple(
        [z.object({ top_logprobs: z.array(z.object({ token: z.string(), logprob: Logarithm })) })],
        z.unknown(),
      ),
    })
    .transform(({ content: [first] }) => listed(first.top_logprobs.map(({ token, logprob }) => [token, logprob]))),
  z
    .object({ top_logprobs: z.tuple([z.record(z.string(), Logarithm)], z.unknown()) })
    .transform(({ top_logprobs: [first] }) => listed(Object.entries(first))),
])

const Reply = z.object({
  choices: z.tuple([z.object({ logprobs: Logprobs.nullish().catch(null) })], z.unknown()),
  usage: z
    .object({
      prompt_tokens: TokenCount,
      prompt_tokens_details: z.object({ cached_tokens: TokenCount }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  model: z.string().nullish().catch(null),
})

/** Asks one question of a server's model, or of the one it has; `ask` is the way to it. Throws as `callJson` does. */
export async function likelyTokens(
  { url, model }: { url: string; model: string | null },
  { at, count }: AskedLikely,
  question: string,
  { signal, ask }: { signal: AbortSignal; ask?: ServerWay['ask'] },
): Promise<LikelyTokens> {
  const asked =
    at === 'completions'
      ? { prompt: PLAIN_JUDGE.replace('{question}', () => question), logprobs: count }
      : {
          messages: [{ role: 'user', content: question }],
          logprobs: true,
          top_logprobs: count,
          // What begins with a thought says neither yes nor no.
          chat_template_kwargs: { enable_thinking: false },
        }
  const body = { ...(model === null ? {} : { model }), ...asked, ...AS_IT_IS }
  let from = url
  const call = (place: string) => {
    from = place
    return { url: `${place}/${at}`, body, reply: Reply, signal }
  }
  const { choices, usage, model: answering } = await (ask ? ask(call) : callJson(call(url)))
  const tokens = (choices[0].logprobs ?? []).toSorted((one, other) => other.logProbability - one.logProbability)
  const promptTokens = usage?.prompt_tokens ?? 0
  return {
    tokens,
    promptTokens,
    cachedTokens: Math.min(promptTokens, usage?.prompt_tokens_details?.cached_tokens ?? 0),
    model: answering ?? null,
    from,
  }
}

/** One token, of the model's own distribution. Everything is said: a server may have defaults of its own (generation_config.json). */
const AS_IT_IS = {
  max_tokens: 1,
  temperature: 0,
  top_p: 1,
  top_k: -1,
  min_p: 0,
  repetition_penalty: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  n: 1,
}
