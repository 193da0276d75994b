// A completion as servers give it: OpenAI's form with what vLLM, SGLang and llama.cpp add, and the step that it holds.
// Knows the reply and how a step ends in it. Does not know requests, prompts or what is searched.
import { z } from 'zod'
import type { Usage } from '../../contract/cost.ts'
import type { Proposal } from '../../search/policy.ts'
import { firstEnd, withoutBlankLines } from '../prompt/step-kinds.ts'
import type { StepEnds } from '../prompt/step-kinds.ts'
import { TokenCount } from './token-count.ts'

/** In another form it says nothing. */
const StopReason = z.union([z.string(), z.number()]).nullish().catch(undefined)

const Choice = z.object({
  text: z.string(),
  finish_reason: z.string().nullish().catch(null),
  /** vLLM: the stop text, a stop token, or null where the model ended its text. */
  stop_reason: StopReason,
  /** SGLang: the stop text, or the token that ended the text. */
  matched_stop: StopReason,
  /** Servers write these in several forms; a run needs none of them. */
  logprobs: z
    .object({ token_logprobs: z.array(z.number().nullable()) })
    .nullish()
    .catch(null),
})
type Choice = z.infer<typeof Choice>

export const Completion = z.object({
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
type Completion = z.infer<typeof Completion>

/**
 * The step in a reply. Servers are not of one mind whether the stop text comes back, so the text is cut at its first end
 * here. The first rule that fits says how the step ends:
 * 1. an end came back: `step`;
 * 2. `finish_reason` is "length": `length`;
 * 3. `stop_reason` (vLLM) or `matched_stop` (SGLang) is a text: `step`; a token, or null from vLLM: `solution`;
 * 4. nobody says: `step`. A step that states an answer ends the path all the same (search/terminal.ts); where the model
 *    ended its text without one, the next step comes back empty and ends it then.
 */
export function proposalOf(choice: Choice, tokens: number, ends: StepEnds): Proposal {
  const end = firstEnd(ends, choice.text)
  // Probabilities of what comes after the cut belong to no step.
  const whole = end === null || end.complete === choice.text.length
  const known = choice.logprobs?.token_logprobs.filter((number) => number !== null) ?? []
  return {
    text: withoutBlankLines(end ? choice.text.slice(0, end.end) : choice.text),
    tokenIds: [],
    tokens,
    // One that the server could not tell leaves them all without a meaning.
    logProbabilities: whole && known.length === choice.logprobs?.token_logprobs.length ? known : [],
    ends: end ? 'step' : endWithoutSeparator(choice, ends),
  }
}

function endWithoutSeparator(choice: Choice, ends: StepEnds): Proposal['ends'] {
  const { text, finish_reason, stop_reason, matched_stop } = choice
  // A mark alone: an empty line.
  if (text !== '' && text.trim() === '' && [...ends.marks(text, 0)].length > 0) return 'step'
  if (finish_reason === 'length') return 'length'
  if (stop_reason === null || typeof (stop_reason ?? matched_stop) === 'number') return 'solution'
  return 'step'
}

/** Tokens of a step as the server counted them; at least one, so that a path comes to its limit whatever the server counts. */
export function generatedTokens(choice: Choice, { usage }: Completion): number {
  return Math.max(1, usage?.completion_tokens ?? choice.logprobs?.token_logprobs.length ?? 0)
}

/** What the server says that it computed; a server that counts no prompt tokens leaves them at 0. */
export function usageOf({ usage }: Completion, generated: number): Usage {
  const prompt = usage?.prompt_tokens ?? 0
  const cached = Math.min(prompt, usage?.prompt_tokens_details?.cached_tokens ?? 0)
  const length = prompt + generated
  return {
    inputTokens: prompt - cached,
    generatedTokens: generated,
    scoredTokens: 0,
    sharedScoredTokens: 0,
    sharedTokens: 0,
    sharedAttendedTokens: 0,
    cachedTokens: cached,
    attendedTokens: (length * (length + 1) - cached * (cached + 1)) / 2,
  }
}
