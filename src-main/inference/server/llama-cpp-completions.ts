// llama.cpp's own question, /completion: unlike OpenAI's form there, it tells the end of the text from a stop text.
// Knows question and reply (seen of version b0 of November 2026). Does not know which servers speak it.
import { z } from 'zod'
import type { Completed } from './completed.ts'
import { rootOf } from './completion-way.ts'
import type { CompletionWay } from './completion-way.ts'
import { AnsweringModel } from './model-name.ts'
import { textOf } from './sent-prompt.ts'
import { TokenCount } from './token-count.ts'

const Reply = z.object({
  model: AnsweringModel,
  content: z.string(),
  /** With the whole token that completed the stop text. */
  tokens: z.array(z.number().int().nonnegative()).nullish().catch(null),
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
  mixes: true,
  address: (url) => `${rootOf(url)}/completion`,
  body: ({ model, prompt, stop, maxTokens, seed, sampling }) => ({
    ...(model === null ? {} : { model }),
    // It adds its beginning token to what begins with a text.
    prompt: prompt.parts.some((part) => typeof part === 'number') ? joinedTexts(prompt.parts) : textOf(prompt),
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
    return_tokens: true,
    cache_prompt: true,
    stream: false,
  }),
  reply: Reply.transform(
    ({
      model,
      content,
      tokens,
      stop_type,
      tokens_predicted,
      tokens_evaluated,
      timings,
      completion_probabilities,
    }): Completed => ({
      model: model ?? null,
      tokenIds: tokens && tokens.length > 0 ? tokens : null,
      promptIds: null,
      text: content,
      endedBy: ENDS[stop_type ?? ''] ?? null,
      tokens: tokens_predicted ?? null,
      logProbabilities: completion_probabilities?.map(({ logprob }) => logprob) ?? null,
      promptTokens: tokens_evaluated ?? null,
      cachedTokens: timings?.cache_n ?? null,
    }),
  ),
}

/** Texts that follow one another are one, as they would be for the tokenizer. */
function joinedTexts(parts: readonly (string | number)[]): (string | number)[] {
  const joined: (string | number)[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part === '') continue
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else joined.push(part)
  }
  return joined
}
