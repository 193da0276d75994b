// llama.cpp's own question, /completion: unlike OpenAI's form there, it tells the end of the text from a stop text.
// Knows question and reply (seen of version b0 of November 2026). Does not know which servers speak it.
import { z } from 'zod'
import type { Completed } from './completed.ts'
import { rootOf } from './completion-way.ts'
import type { CompletionWay } from './completion-way.ts'
import { TokenCount } from './token-count.ts'

const Reply = z.object({
  content: z.string(),
  stop_type: z.string().nullish().catch(null),
  tokens_predicted: TokenCount,
  /** All tokens of the prompt, held ones included. */
  tokens_evaluated: TokenCount,
  timings: z.object({ cache_n: TokenCount }).nullish().catch(null),
  completion_probabilities: z
    .array(z.object({ logprob: z.number().nullable() }))
    .nullish()
    .catch(null),
})

/** Longer than any solution; memory is taken for so many tokens. */
const LONG = 65_536

const ENDS: Readonly<Record<string, Completed['endedBy']>> = { word: 'stop text', eos: 'model', limit: 'length' }

export const LLAMA_CPP_COMPLETIONS: CompletionWay = {
  address: (url) => `${rootOf(url)}/completion`,
  body: ({ model, prompt, stop, maxTokens, seed, sampling }) => ({
    ...(model === null ? {} : { model }),
    prompt,
    n_predict: maxTokens,
    temperature: sampling.temperature,
    top_k: sampling.topK,
    top_p: sampling.topP,
    min_p: sampling.minP,
    repeat_penalty: sampling.repetitionPenalty,
    // All tokens before, which it refuses as -1, and the temperature before the cuts, as elsewhere.
    repeat_last_n: LONG,
    samplers: ['penalties', 'temperature', 'top_k', 'top_p', 'min_p'],
    presence_penalty: 0,
    frequency_penalty: 0,
    mirostat: 0,
    stop,
    seed,
    // Of the model's own distribution, before it is cut.
    n_probs: 1,
    post_sampling_probs: false,
    cache_prompt: true,
    stream: false,
  }),
  reply: Reply.transform(
    ({ content, stop_type, tokens_predicted, tokens_evaluated, timings, completion_probabilities }): Completed => ({
      text: content,
      endedBy: ENDS[stop_type ?? ''] ?? null,
      tokens: tokens_predicted ?? null,
      logProbabilities: completion_probabilities?.map(({ logprob }) => logprob) ?? null,
      promptTokens: tokens_evaluated ?? null,
      cachedTokens: timings?.cache_n ?? null,
    }),
  ),
}
