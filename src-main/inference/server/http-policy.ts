// A policy behind a server.
// Knows the prompt and the order of requests. Does not know their form (server-kinds.ts), how a step ends in a reply (completed.ts), or
// what is searched.
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import type { Policy, Proposal } from '../../search/policy.ts'
import { tokensOf } from '../../search/policy.ts'
import { checkPatterns } from '../prompt/pattern-time.ts'
import { stepEnds } from '../prompt/step-kinds.ts'
import { fewAtOnce } from './few-at-once.ts'
import { generatedTokens, lacksProbabilities, proposalOf, usageOf } from './completed.ts'
import type { Completed } from './completed.ts'
import type { AskedCompletion } from './completion-way.ts'
import { openModelWatch } from './model-watch.ts'
import { openPathFaults, openRemarks, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'
import type { ServerFacts } from './server-facts.ts'
import { SERVER_KINDS } from './server-kinds.ts'
import { openServerPrompts } from './server-prompt.ts'
import { goingOn } from './sent-prompt.ts'
import { wayTo } from './server-way.ts'

/** What is needed of a server. */
type PolicyServer = Pick<ServerFacts, 'url' | 'kind' | 'model' | 'version' | 'shape' | 'atOnce' | 'controls' | 'access'>

/** What became of one child. */
interface Proposed {
  proposal: Proposal
  fault: PathFault | null
  /** What came of the server and is no fault. */
  remark?: PathFault | null
  /** Of a step that the path may go on behind, where the server tells them. */
  ids?: readonly number[] | null
  /** Of what it was asked with. */
  promptIds?: readonly number[] | null
  usage: Usage
}

/** How a server's model is asked where nobody says: the problem on the first line, a step on each line below, as long as a run allows. */
const USUAL: PromptRecord = PromptRecord.parse({
  layout: { kind: 'plain', template: '{question}\n', addBeginning: true },
  steps: { kind: 'lines' },
  mostStepTokens: 4096,
})

/** Kinds of steps whose ends belong to no step behind them. */
const ENDED_BEHIND: readonly PromptRecord['steps']['kind'][] = ['lines', 'paragraphs', 'texts']

/** Empty lines in a row that a model may write before a step; behind more of them it has nothing more to say. */
const EMPTY_LINES = 4
/** Seeds there are, and how far apart those of one child lie: with its first one again it would draw as it drew before, another empty line. */
const [SEEDS, SEED_STEP] = [2 ** 32, 2_654_435_761]

/**
 * A policy over a server. Every child is a request of its own with its own seed, so that its text does not depend on its
 * company, on the lane that all runs share; no server takes a seed for each of several choices (vLLM counts on from the first). Token ids
 * are not told: they belong to the server's tokenizer, and go back to it alone. A child whose reply holds no completion, or which the server refuses, is an empty step, which ends its path, with a notice. `prompt` is how the model is asked; its
 * least tokens of a step are not heeded, because a server stops at the first end.
 */
export function httpPolicy(facts: PolicyServer, prompt: PromptRecord | null = null): Policy {
  const { url, model, kind, shape, controls } = facts
  const record = prompt ?? USUAL
  const ends = stepEnds(record.steps)
  const faults = openPathFaults('Paths that the policy does not go on with end there; the run goes on with the others.')

  const { completions, tokens = null } = SERVER_KINDS[kind]
  const { address, body, reply, mixes } = completions
  const way = wayTo(facts)
  const watch = openModelWatch(url, facts)
  const remarks = openRemarks()
  const prompts = openServerPrompts({ controls, tokens, mixes, way }, record, ends)

  const complete = async (asked: AskedCompletion, signal: AbortSignal): Promise<Proposed> => {
    let from = url
    const completed = await way.ask((at) => {
      from = at
      return { url: address(at), body: body(asked), reply, signal }
    })
    if (!completed) return nothing({ kind: 'no-choice', error: noChoice(url) })
    way.came(generatedTokens(completed))
    watch.heard(completed.model, from)
    const remark = lacksProbabilities(completed, ends) ? otherProbabilities(url, completed) : null
    // What a numbered step is ended by begins the next one, and is generated once more with it.
    const ids =
      completed.endedBy === 'stop text' && ENDED_BEHIND.includes(record.steps.kind) ? completed.tokenIds : null
    const { promptIds } = completed
    return { proposal: proposalOf(completed, ends), fault: null, remark, ids, promptIds, usage: usageOf(completed) }
  }

  /** A server that has stopped at an empty line has not begun yet: it is asked to go on behind it. */
  const proposeOne = async (asked: AskedCompletion, signal: AbortSignal): Promise<Proposed> => {
    try {
      let all = await complete(asked, signal)
      for (let empty = 1; empty <= EMPTY_LINES && asked.stop.length > 0; empty++) {
        const { proposal, fault, usage, ids, promptIds = null } = all
        const left = asked.maxTokens - tokensOf(proposal)
        if (fault || proposal.ends !== 'step' || proposal.text.trim() !== '' || left < 1) break
        const behind = [ends.between.repeat(empty)]
        const prompt = mixes
          ? goingOn(asked.prompt, ids ?? behind)
          : goingOn(asked.prompt, behind, ids && promptIds ? [...promptIds, ...ids] : null)
        const seed = (asked.seed + empty * SEED_STEP) % SEEDS
        const next = await complete({ ...asked, prompt, maxTokens: left, seed }, signal)
        all = {
          ...next,
          proposal: joined(proposal, next.proposal),
          ids: ids && next.ids ? [...ids, ...next.ids] : null,
          promptIds,
          usage: addUsage(usage, next.usage),
        }
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
      await watch.look(signal)
      const written = await Promise.all(requests.map(({ path }) => prompts.of(path, signal)))
      const asked = requests.flatMap(({ path, seeds, maxTokens: most }, place) => {
        const prompt = written[place]!
        const stop = ends.stops(path.steps.length)
        const maxTokens = Math.min(most, record.mostStepTokens)
        return seeds.map((seed): AskedCompletion => ({ model, prompt, stop, maxTokens, seed, sampling }))
      })
      const proposed = await fewAtOnce(asked, { limit: asked.length, signal }, proposeOne)
      let next = 0
      const proposals = requests.map(({ path, seeds }) =>
        seeds.map(() => {
          const { proposal, ids = null, promptIds = null } = proposed[next++]!
          if (ids && proposal.ends === 'step') prompts.remember(path, proposal.text, ids, promptIds)
          return proposal
        }),
      )
      return {
        proposals,
        usage: proposed.map(({ usage }) => usage).reduce(addUsage, NO_USAGE),
        notices: [
          ...faults.bear(proposed.map(({ fault }) => fault)),
          ...remarks(proposed.map(({ remark = null }) => remark)),
        ],
      }
    },
  }
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

function otherProbabilities(url: string, { tokens, logProbabilities }: Completed): PathFault {
  return {
    kind: 'probabilities',
    error: new EspalierError({
      code: 'server-failed',
      message: `The policy at ${url} told ${logProbabilities!.length} log-probabilities for ${tokens} tokens.`,
      advice: 'Those of such steps are not used; check the server’s version.',
    }),
  }
}

function noChoice(url: string): EspalierError {
  return new EspalierError({
    code: 'server-failed',
    message: `The policy at ${url} answered without a completion.`,
    advice: 'Check that the address is that of a model server (vLLM and its like), and its version.',
  })
}
