// A policy behind a server: OpenAI-compatible completions (vLLM, SGLang, llama.cpp and their like).
// Knows the prompt, the wire format and how a step ends there. Does not know what is searched.
import { z } from 'zod'
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { Sampling } from '../../contract/sampling.ts'
import type { Path, Policy, Proposal } from '../../search/policy.ts'
import { fewAtOnce } from './few-at-once.ts'
import { callJson } from './http-call.ts'
import { openPathFaults, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'
import { TokenCount } from './token-count.ts'
import { REQUESTS_AT_ONCE } from './model-server.ts'
import type { ServerFacts } from './model-server.ts'

const STEP_SEPARATOR = '\n'

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

const Completion = z.object({
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

/** What became of one request. */
interface Proposed {
  proposal: Proposal
  fault: PathFault | null
  usage: Usage
}

/**
 * A policy over a server. Every child is a request of its own with its own seed, so that its text does not depend on its
 * company, eight on their way at once. Token ids are not asked for: they belong to the server's tokenizer. A child whose reply holds
 * none, or which the server refuses, is an empty step, which ends its path, with a notice.
 */
export function httpPolicy({ url, model }: ServerFacts): Policy {
  const faults = openPathFaults('Paths that the policy does not go on with end there; the run goes on with the others.')
  const proposeOne = async (body: ReturnType<typeof bodyOf>, signal: AbortSignal): Promise<Proposed> => {
    try {
      const completion = await callJson({ url: `${url}/completions`, body, reply: Completion, signal })
      const [choice] = completion.choices
      if (!choice) return nothing({ kind: 'no-choice', error: noChoice(url) })
      const tokens = generatedTokens(choice, completion)
      return { proposal: proposalOf(choice, tokens), fault: null, usage: usageOf(completion, tokens) }
    } catch (error) {
      return nothing(refusedPath(error))
    }
  }
  return {
    shape: null,
    async propose(requests, sampling, signal) {
      const asked = requests.flatMap(({ path, seeds, maxTokens }) => {
        const prompt = promptOf(path)
        return seeds.map((seed) => bodyOf({ model, prompt, maxTokens, seed, sampling }))
      })
      const proposed = await fewAtOnce(asked, { limit: REQUESTS_AT_ONCE, signal }, proposeOne)
      let next = 0
      return {
        proposals: requests.map(({ seeds }) => seeds.map(() => proposed[next++]!.proposal)),
        usage: proposed.map(({ usage }) => usage).reduce(addUsage, NO_USAGE),
        notices: faults.bear(proposed.map(({ fault }) => fault)),
      }
    },
  }
}

/** The problem on the first line, then the steps, each ended by a line break: the policy goes on with the next line. */
function promptOf({ question, steps }: Path): string {
  return [question.trim(), ...steps.map(({ text }) => text)].map((line) => line + STEP_SEPARATOR).join('')
}

/** Everything is said, also where it is the default: a server may have defaults of its own (generation_config.json). */
function bodyOf(asked: { model: string | null; prompt: string; maxTokens: number; seed: number; sampling: Sampling }) {
  const { model, prompt, maxTokens, seed, sampling } = asked
  return {
    ...(model === null ? {} : { model }),
    prompt,
    max_tokens: maxTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    // All tokens are 0 here, -1 on servers; SGLang refuses 0.
    top_k: sampling.topK === 0 ? -1 : sampling.topK,
    min_p: sampling.minP,
    repetition_penalty: sampling.repetitionPenalty,
    stop: [STEP_SEPARATOR],
    // Tells a step from the end of a solution on servers that give no stop reason (vLLM and those who follow it).
    include_stop_str_in_output: true,
    seed,
    n: 1,
    logprobs: 0,
  }
}

/**
 * The step in a reply. Servers are not of one mind whether the stop text comes back, so the text is cut at the first separator
 * here. The first rule that fits says how the step ends:
 * 1. a separator came back: `step`;
 * 2. `finish_reason` is "length": `length`;
 * 3. `stop_reason` (vLLM) or `matched_stop` (SGLang) is a text: `step`; a token, or null from vLLM: `solution`;
 * 4. nobody says: `step`. A step that states an answer ends the path all the same (search/terminal.ts); where the model
 *    ended its text without one, the next step comes back empty and ends it then.
 */
function proposalOf(choice: Choice, tokens: number): Proposal {
  const end = choice.text.indexOf(STEP_SEPARATOR)
  // Probabilities of what comes after the cut belong to no step.
  const whole = end < 0 || end === choice.text.length - STEP_SEPARATOR.length
  const known = choice.logprobs?.token_logprobs.filter((number) => number !== null) ?? []
  return {
    text: end < 0 ? choice.text : choice.text.slice(0, end),
    tokenIds: [],
    tokens,
    // One that the server could not tell leaves them all without a meaning.
    logProbabilities: whole && known.length === choice.logprobs?.token_logprobs.length ? known : [],
    ends: end < 0 ? endWithoutSeparator(choice) : 'step',
  }
}

function endWithoutSeparator({ finish_reason, stop_reason, matched_stop }: Choice): Proposal['ends'] {
  if (finish_reason === 'length') return 'length'
  if (stop_reason === null || typeof (stop_reason ?? matched_stop) === 'number') return 'solution'
  return 'step'
}

/** Tokens of a step as the server counted them; at least one, so that a path comes to its limit whatever the server counts. */
function generatedTokens(choice: Choice, { usage }: Completion): number {
  return Math.max(1, usage?.completion_tokens ?? choice.logprobs?.token_logprobs.length ?? 0)
}

/** What the server says that it computed; a server that counts no prompt tokens leaves them at 0. */
function usageOf({ usage }: Completion, generated: number): Usage {
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

/** Of a request that came to nothing. */
function nothing(fault: PathFault): Proposed {
  return { proposal: { text: '', tokenIds: [], tokens: 0, logProbabilities: [], ends: 'step' }, fault, usage: NO_USAGE }
}

function noChoice(url: string): EspalierError {
  return new EspalierError({
    code: 'server-failed',
    message: `The policy at ${url} answered without a completion.`,
    advice: 'Check that the address is that of a model server (vLLM and its like), and its version.',
  })
}
