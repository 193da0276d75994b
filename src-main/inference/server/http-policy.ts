// A policy behind a server: OpenAI-compatible completions (vLLM, SGLang, llama.cpp and their like).
// Knows the prompt and the requests. Does not know how a step ends in a reply (completion.ts), or what is searched.
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import type { Sampling } from '../../contract/sampling.ts'
import type { Path, Policy, Proposal } from '../../search/policy.ts'
import { tokensOf } from '../../search/policy.ts'
import { checkPatterns } from '../prompt/pattern-time.ts'
import { promptParts } from '../prompt/prompt-parts.ts'
import { stepEnds } from '../prompt/step-kinds.ts'
import type { StepEnds } from '../prompt/step-kinds.ts'
import { fewAtOnce } from './few-at-once.ts'
import { Completion, generatedTokens, proposalOf, usageOf } from './completion.ts'
import { callJson } from './http-call.ts'
import { openPathFaults, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'
import { REQUESTS_AT_ONCE } from './model-server.ts'
import type { ServerFacts } from './model-server.ts'

/** What became of one child. */
interface Proposed {
  proposal: Proposal
  fault: PathFault | null
  usage: Usage
}

/** How a server's model is asked where nobody says: the problem on the first line, a step on each line below, as long as a run allows. */
const USUAL: PromptRecord = PromptRecord.parse({
  layout: { kind: 'plain', template: '{question}\n', addBeginning: false },
  steps: { kind: 'lines' },
  mostStepTokens: 4096,
})

/** Empty lines in a row that a model may write before a step; behind more of them it has nothing more to say. */
const EMPTY_LINES = 2

/**
 * A policy over a server. Every child is a request of its own with its own seed, so that its text does not depend on its
 * company, eight on their way at once. Token ids are not asked for: they belong to the server's tokenizer. A child whose reply holds
 * none, or which the server refuses, is an empty step, which ends its path, with a notice. `prompt` is how the model is asked; its
 * least tokens of a step are not heeded, because a server stops at the first end.
 */
export function httpPolicy({ url, model }: ServerFacts, prompt: PromptRecord | null = null): Policy {
  const record = prompt ?? USUAL
  const ends = stepEnds(record.steps)
  const faults = openPathFaults('Paths that the policy does not go on with end there; the run goes on with the others.')

  const complete = async (body: Body, signal: AbortSignal): Promise<Proposed> => {
    const completion = await callJson({ url: `${url}/completions`, body, reply: Completion, signal })
    const [choice] = completion.choices
    if (!choice) return nothing({ kind: 'no-choice', error: noChoice(url) })
    const tokens = generatedTokens(choice, completion)
    return { proposal: proposalOf(choice, tokens, ends), fault: null, usage: usageOf(completion, tokens) }
  }

  /** A server that has stopped at an empty line has not begun yet: it is asked to go on behind it. */
  const proposeOne = async (body: Body, signal: AbortSignal): Promise<Proposed> => {
    try {
      let all = await complete(body, signal)
      for (let empty = 1; empty <= EMPTY_LINES && body.stop.length > 0; empty++) {
        const { proposal, fault, usage } = all
        const left = body.max_tokens - tokensOf(proposal)
        if (fault || proposal.ends !== 'step' || proposal.text.trim() !== '' || left < 1) break
        const prompt = body.prompt + ends.between.repeat(empty)
        const next = await complete({ ...body, prompt, max_tokens: left }, signal)
        all = { ...next, proposal: joined(proposal, next.proposal), usage: addUsage(usage, next.usage) }
      }
      return all
    } catch (error) {
      return nothing(refusedPath(error))
    }
  }

  return {
    shape: null,
    async propose(requests, sampling, signal) {
      checkPatterns(record)
      const asked = requests.flatMap(({ path, seeds, maxTokens: most }) => {
        const prompt = promptOf(path, record, ends)
        const stop = ends.stops(path.steps.length)
        const maxTokens = Math.min(most, record.mostStepTokens)
        return seeds.map((seed) => bodyOf({ model, prompt, stop, maxTokens, seed, sampling }))
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

/** The prompt, then the steps, each with what ends it. The server's tokenizer puts the beginning token in front by itself. */
function promptOf({ question, steps }: Path, record: PromptRecord, { between }: StepEnds): string {
  const parts = promptParts(record, question, { beginning: '', end: '' })
  return [...parts, ...steps.map(({ text }) => ({ text: text + between }))].map(({ text }) => text).join('')
}

/** An empty line, and what came behind it. */
function joined(empty: Proposal, step: Proposal): Proposal {
  const known = empty.logProbabilities.length > 0 && step.logProbabilities.length > 0
  return {
    ...step,
    tokens: tokensOf(empty) + tokensOf(step),
    logProbabilities: known ? [...empty.logProbabilities, ...step.logProbabilities] : [],
  }
}

type Body = ReturnType<typeof bodyOf>

/** Everything is said, also where it is the default: a server may have defaults of its own (generation_config.json). */
function bodyOf(asked: {
  model: string | null
  prompt: string
  stop: readonly string[]
  maxTokens: number
  seed: number
  sampling: Sampling
}) {
  const { model, prompt, stop, maxTokens, seed, sampling } = asked
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
    stop,
    // Tells a step from the end of a solution on servers that give no stop reason (vLLM and those who follow it).
    include_stop_str_in_output: true,
    seed,
    n: 1,
    logprobs: 0,
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
