// A process reward model (PRM) behind a server: /pooling of vLLM.
// Knows the text, the wire format and which score is a step's. Does not know what is searched.
import { z } from 'zod'
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { Path } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'
import { fewAtOnce } from './few-at-once.ts'
import { openPathFaults, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'
import { TokenCount } from './token-count.ts'
import type { ServerFacts } from './model-server.ts'
import { wayTo } from './server-way.ts'

/** Ends a step and carries its score: the step tag of Qwen2.5-Math-PRM (its model card on Hugging Face). */
const STEP_TAG = '<extra_0>'
/** How far a score may lie outside 0 to 1, as that of a softmax in half precision does. */
const HAIR = 1e-3

const Pooling = z.object({
  /** One item, for one input: a score a step, or [wrong, right] after the softmax. */
  data: z.tuple([z.object({ data: z.array(z.unknown()) })]),
  usage: z.object({ prompt_tokens: TokenCount }).nullish().catch(null),
})

/** What became of one path. */
interface Scored {
  reward: number | null
  fault: PathFault | null
  usage: Usage
}

/**
 * A verifier over a server, one request a path, on the lane that all runs share. A path whose reply cannot be used, or which the server
 * refuses, is unscored, with a notice.
 */
export function httpVerifier(facts: Pick<ServerFacts, 'url' | 'model' | 'shape' | 'atOnce' | 'access'>): Verifier {
  const { url, model, shape } = facts
  const way = wayTo(facts)
  const faults = openPathFaults('Steps whose score cannot be used have none; the run goes on without it.')
  const scoreOne = async (path: Path, signal: AbortSignal): Promise<Scored> => {
    const tagged = faultOfText(path)
    if (tagged) return unscored(tagged)
    const body = { ...(model === null ? {} : { model }), input: inputOf(path), task: 'token_classify' }
    try {
      const { data, usage } = await way.ask((at) => ({ url: `${at}/pooling`, body, reply: Pooling, signal }))
      way.came(usage?.prompt_tokens ?? 0)
      return { ...lastReward(data[0].data, path, url), usage: usageOf(usage?.prompt_tokens ?? 0) }
    } catch (error) {
      return unscored(refusedPath(error))
    }
  }
  return {
    shape,
    async score(paths, signal) {
      const scored = await fewAtOnce(paths, { limit: paths.length, signal }, scoreOne)
      return {
        rewards: scored.map(({ reward }) => reward),
        usage: scored.map(({ usage }) => usage).reduce(addUsage, NO_USAGE),
        notices: faults.bear(scored.map(({ fault }) => fault)),
      }
    },
  }
}

function unscored(fault: PathFault): Scored {
  return { reward: null, fault, usage: NO_USAGE }
}

/** The fault of a path whose text would be taken for a tag. Throws `bad-input` where that is the problem itself. */
function faultOfText({ question, steps }: Path): PathFault | null {
  const tagged = (what: string, advice: string) =>
    new EspalierError({
      code: 'bad-input',
      message: `${what} holds “${STEP_TAG}”, which ends a step for the PRM.`,
      advice,
    })
  if (question.includes(STEP_TAG))
    throw tagged('The problem', 'Take it out of the problem, or write it in another way.')
  const step = steps.find(({ text }) => text.includes(STEP_TAG))
  return step ? { kind: 'tag', error: tagged('A step', 'Choose another policy or PRM.') } : null
}

/** The problem on the first line, then the steps, each ended by its tag. */
function inputOf({ question, steps }: Path): string {
  return `${question.trim()}\n${steps.map(({ text }) => text + STEP_TAG).join('')}`
}

/** The reward of the last step, where there is one score a step and each is from 0 to 1. */
function lastReward(scores: readonly unknown[], { steps }: Path, url: string): Omit<Scored, 'usage'> {
  if (scores.length !== steps.length) {
    return faulty('count', {
      message: `The PRM at ${url} gave ${scores.length} scores for ${steps.length} steps.`,
      advice: `Check that its step tag is “${STEP_TAG}”.`,
    })
  }
  const rewards = scores.map(rewardOf)
  const wrong = rewards.indexOf(null)
  if (wrong < 0) return { reward: rewards.at(-1)!, fault: null }
  return faulty('score', {
    message: `The PRM at ${url} gave the score ${JSON.stringify(scores[wrong]).slice(0, 100)}, which is no reward from 0 to 1.`,
    advice: 'Let the server apply the softmax, and choose a PRM with one score or the pair [wrong, right] a step.',
  })
}

/** A score as a reward, 0 to 1; null where it is none. */
function rewardOf(score: unknown): number | null {
  const number: unknown = Array.isArray(score) && score.length <= 2 ? score.at(-1) : score
  if (typeof number !== 'number' || !(number >= -HAIR && number <= 1 + HAIR)) return null
  return Math.min(1, Math.max(0, number))
}

function faulty(kind: string, report: { message: string; advice: string }): Omit<Scored, 'usage'> {
  return { reward: null, fault: { kind, error: new EspalierError({ code: 'model-broken', ...report }) } }
}

/** vLLM does not say what came from its prefix cache, so all tokens count as computed. */
function usageOf(tokens: number): Usage {
  return {
    ...NO_USAGE,
    scoredTokens: null,
    sharedScoredTokens: null,
    inputTokens: tokens,
    attendedTokens: (tokens * (tokens + 1)) / 2,
  }
}
