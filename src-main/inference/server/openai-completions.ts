// Completions in OpenAI's form, with what vLLM, SGLang and those who follow them add.
// Knows question and reply. Does not know which servers speak it.
import { z } from 'zod'
import type { Completed } from './completed.ts'
import type { CompletionWay } from './completion-way.ts'
import { AnsweringModel } from './model-name.ts'
import { textOf } from './sent-prompt.ts'
import { TokenCount } from './token-count.ts'

/** In another form it says nothing. */
const StopReason = z.union([z.string(), z.number()]).nullish().catch(undefined)

const TokenIds = z.array(z.number().int().nonnegative()).min(1).nullish().catch(null)

const Choice = z.object({
  text: z.string(),
  finish_reason: z.string().nullish().catch(null),
  /** vLLM: the stop text, a stop token, or null where the model ended its text. */
  stop_reason: StopReason,
  /** SGLang: the stop text, or the token that ended the text. */
  matched_stop: StopReason,
  /** vLLM, where it is asked: the ids of what was generated, with the whole token that completed the stop text, and of the prompt. */
  token_ids: TokenIds,
  prompt_token_ids: TokenIds,
  /** Servers write these in several forms; a run needs none of them. llama.cpp's are those of a chat. */
  logprobs: z
    .union([
      z.object({ token_logprobs: z.array(z.number().nullable()) }).transform(({ token_logprobs }) => token_logprobs),
      z
        .object({ content: z.array(z.object({ logprob: z.number().nullable() })).min(1) })
        .transform(({ content }) => content.map(({ logprob }) => logprob)),
    ])
    .nullish()
    .catch(null),
})
type Choice = z.infer<typeof Choice>

const Completion = z.object({
  model: AnsweringModel,
  /** One is asked for; what else comes is not read. */
  choices: z.array(Choice),
  usage: z
    .object({
      prompt_tokens: TokenCount,
      completion_tokens: TokenCount,
      prompt_tokens_details: z.object({ cached_tokens: TokenCount }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
})

export const OPENAI_COMPLETIONS: CompletionWay = {
  mixes: false,
  address: (url) => `${url}/completions`,
  body: ({ model, prompt, stop, maxTokens, seed, sampling }) => ({
    ...(model === null ? {} : { model }),
    prompt: prompt.ids ?? textOf(prompt),
    // vLLM's tokenizer adds a beginning token unless it is told not to, also to a text that begins with one.
    add_special_tokens: prompt.addBeginning,
    max_tokens: maxTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    // All tokens are 0 here, -1 on servers; SGLang refuses 0.
    top_k: sampling.topK === 0 ? -1 : sampling.topK,
    min_p: sampling.minP,
    repetition_penalty: sampling.repetitionPenalty,
    presence_penalty: 0,
    frequency_penalty: 0,
    stop,
    // Tells a step from the end of a solution on servers that give no stop reason (vLLM and those who follow it).
    include_stop_str_in_output: true,
    return_token_ids: true,
    seed,
    n: 1,
    logprobs: 0,
  }),
  reply: Completion.transform(({ model, choices: [choice], usage }): Completed | null => {
    if (!choice) return null
    return {
      model: model ?? null,
      tokenIds: choice.token_ids ?? null,
      promptIds: choice.prompt_token_ids ?? null,
      text: choice.text,
      endedBy: endedBy(choice),
      tokens: usage?.completion_tokens ?? null,
      logProbabilities: choice.logprobs ?? null,
      promptTokens: usage?.prompt_tokens ?? null,
      cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
    }
  }),
}

function endedBy({ finish_reason, stop_reason, matched_stop }: Choice): Completed['endedBy'] {
  if (finish_reason === 'length') return 'length'
  const reason = stop_reason ?? matched_stop
  if (stop_reason === null || typeof reason === 'number') return 'model'
  return typeof reason === 'string' ? 'stop text' : null
}
