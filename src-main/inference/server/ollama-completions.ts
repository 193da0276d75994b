// Ollama's own question, /api/generate: OpenAI's form there puts its own chat template around every prompt.
// Knows question and reply (by Ollama's documents). Does not know which servers speak it.
import { z } from 'zod'
import type { Completed } from './completed.ts'
import { rootOf } from './completion-way.ts'
import type { CompletionWay } from './completion-way.ts'
import { AnsweringModel } from './model-name.ts'
import { textOf } from './sent-prompt.ts'
import { TokenCount } from './token-count.ts'

const Reply = z.object({
  model: AnsweringModel,
  response: z.string(),
  /** “stop” of a stop text and of the end of the text alike. */
  done_reason: z.string().nullish().catch(null),
  eval_count: TokenCount,
  /** Tokens that were computed of the prompt: none of what was held. */
  prompt_eval_count: TokenCount,
})

export const OLLAMA_COMPLETIONS: CompletionWay = {
  mixes: false,
  address: (url) => `${rootOf(url)}/api/generate`,
  body: ({ model, prompt, stop, maxTokens, seed, sampling }) => ({
    model,
    prompt: textOf(prompt),
    raw: true,
    stream: false,
    options: {
      num_predict: maxTokens,
      temperature: sampling.temperature,
      top_k: sampling.topK,
      top_p: sampling.topP,
      min_p: sampling.minP,
      typical_p: 1,
      repeat_penalty: sampling.repetitionPenalty,
      repeat_last_n: -1,
      presence_penalty: 0,
      frequency_penalty: 0,
      stop,
      seed,
    },
  }),
  reply: Reply.transform(({ model, response, done_reason, eval_count, prompt_eval_count }): Completed => ({
    model: model ?? null,
    tokenIds: null,
    promptIds: null,
    text: response,
    endedBy: done_reason === 'length' ? 'length' : null,
    tokens: eval_count ?? null,
    logProbabilities: null,
    promptTokens: prompt_eval_count ?? null,
    cachedTokens: null,
  })),
}
