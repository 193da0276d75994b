// A policy behind a server.
// Knows the prompt and the order of requests. Does not know their form (server-kinds.ts), how a step ends in a reply (completed.ts), or
// what is searched.
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import type { Path, Policy, Proposal } from '../../search/policy.ts'
import { tokensOf } from '../../search/policy.ts'
import { checkPatterns } from '../prompt/pattern-time.ts'
import { promptParts } from '../prompt/prompt-parts.ts'
import { stepEnds } from '../prompt/step-kinds.ts'
import type { StepEnds } from '../prompt/step-kinds.ts'
import { fewAtOnce } from './few-at-once.ts'
import { generatedTokens, proposalOf, usageOf } from './completed.ts'
import type { AskedCompletion } from './completion-way.ts'
import { openPathFaults, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'
import type { ServerFacts } from './model-server.ts'
import { SERVER_KINDS } from './server-kinds.ts'
import { wayTo } from './server-way.ts'

/** What is needed of a server. */
type PolicyServer = Pick<ServerFacts, 'url' | 'kind' | 'model' | 'shape' | 'atOnce' | 'access'>

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
 * company, on the lane that all runs share. Token ids are not asked for: they belong to the server's tokenizer. A child whose reply holds
 * none, or which the server refuses, is an empty step, which ends its path, with a notice. `prompt` is how the model is asked; its
 * least tokens of a step are not heeded, because a server stops at the first end.
 */
export function httpPolicy(facts: PolicyServer, prompt: PromptRecord | null = null): Policy {
  const { url, model, kind, shape } = facts
  const record = prompt ?? USUAL
  const ends = stepEnds(record.steps)
  const faults = openPathFaults('Paths that the policy does not go on with end there; the run goes on with the others.')

  const { address, body, reply } = SERVER_KINDS[kind].completions

  const way = wayTo(facts)

  const complete = async (asked: AskedCompletion, signal: AbortSignal): Promise<Proposed> => {
    const completed = await way.ask((at) => ({ url: address(at), body: body(asked), reply, signal }))
    if (!completed) return nothing({ kind: 'no-choice', error: noChoice(url) })
    way.came(generatedTokens(completed))
    return { proposal: proposalOf(completed, ends), fault: null, usage: usageOf(completed) }
  }

  /** A server that has stopped at an empty line has not begun yet: it is asked to go on behind it. */
  const proposeOne = async (asked: AskedCompletion, signal: AbortSignal): Promise<Proposed> => {
    try {
      let all = await complete(asked, signal)
      for (let empty = 1; empty <= EMPTY_LINES && asked.stop.length > 0; empty++) {
        const { proposal, fault, usage } = all
        const left = asked.maxTokens - tokensOf(proposal)
        if (fault || proposal.ends !== 'step' || proposal.text.trim() !== '' || left < 1) break
        const prompt = asked.prompt + ends.between.repeat(empty)
        const next = await complete({ ...asked, prompt, maxTokens: left }, signal)
        all = { ...next, proposal: joined(proposal, next.proposal), usage: addUsage(usage, next.usage) }
      }
      return all
    } catch (error) {
      return nothing(refusedPath(error))
    }
  }

  return {
    shape,
    async propose(requests, sampling, signal) {
      checkPatterns(record)
      const asked = requests.flatMap(({ path, seeds, maxTokens: most }) => {
        const prompt = promptOf(path, record, ends)
        const stop = ends.stops(path.steps.length)
        const maxTokens = Math.min(most, record.mostStepTokens)
        return seeds.map((seed): AskedCompletion => ({ model, prompt, stop, maxTokens, seed, sampling }))
      })
      const proposed = await fewAtOnce(asked, { limit: asked.length, signal }, proposeOne)
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
  return {
    ...step,
    tokens: tokensOf(empty) + tokensOf(step),
    // Of the line, which may have come without its end, there may be none.
    logProbabilities: step.logProbabilities.length > 0 ? [...empty.logProbabilities, ...step.logProbabilities] : [],
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
