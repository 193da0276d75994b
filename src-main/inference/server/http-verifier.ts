// A process reward model (PRM) behind a server: /pooling of vLLM.
// Knows the wire format and which score is a step's. Does not know what is searched, or what a path looks like (pooling-input.ts).
import { z } from 'zod'
import type { Usage } from '../../contract/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { writeToken } from '../../contract/reward-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import { servedReward } from '../../contract/reward-presets.ts'
import type { Path } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'
import { fewAtOnce } from './few-at-once.ts'
import { openPathFaults, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'
import { TokenCount } from './token-count.ts'
import { openModelWatch } from './model-watch.ts'
import type { ModelWatch } from './model-watch.ts'
import type { ServerFacts } from './server-facts.ts'
import { checkServable, poolingInput, poolingOption } from './pooling-input.ts'
import { wayTo } from './server-way.ts'
import { openStepTokens } from './step-tokens.ts'

/** How far a score may lie outside 0 to 1, as that of a softmax in half precision does. */
const HAIR = 1e-3

const Pooling = z.object({
  /** One item, for one input: a score a step, or a pair after the softmax. */
  data: z.tuple([z.object({ data: z.array(z.unknown()) })]),
  usage: z.object({ prompt_tokens: TokenCount }).nullish().catch(null),
  model: z.string().nullish().catch(null),
})

/** What became of one path. */
interface Scored {
  rewards: readonly number[] | null
  fault: PathFault | null
  /** As the server counts them; null where it does not tell. */
  tokens: number | null
}

type Asked = Pick<ServerFacts, 'url' | 'model' | 'version' | 'atOnce' | 'access'>

/**
 * A verifier over a server, one request a path, on the lane that all runs share, and one for the question alone, by which the tokens of the
 * first steps are counted; `asked` is how the PRM is asked, by its name where it is null. A path whose reply cannot be used, or which the server refuses, is unscored, with a notice. Its first call rejects with `bad-input`
 * for a format that /pooling does not serve, any with `server-failed` where the server has another model than before.
 */
export function httpVerifier(server: Asked & Pick<ServerFacts, 'shape'>, asked: RewardRecord | null = null): Verifier {
  const record = asked ?? servedReward(server.model ?? '')
  const faults = openPathFaults('Steps whose score cannot be used have none; the run goes on without it.')
  const watch = openModelWatch(`${server.url}/v1`, server)
  const scoreOne = openPooling(server, record, watch)
  const stepTokens = openStepTokens()
  /** Of the question alone; null where the server does not say. */
  const tokensOf = async (question: string, signal: AbortSignal): Promise<number | null> => {
    try {
      return (await scoreOne({ question, steps: [] }, signal)).tokens
    } catch {
      signal.throwIfAborted()
      return null
    }
  }
  return {
    shape: server.shape,
    async score(paths, signal) {
      checkServable(record)
      await watch.look(signal)
      const scored = await fewAtOnce(paths, { limit: paths.length, signal }, scoreOne)
      const read = scored.map(({ tokens }) => tokens)
      for (const question of new Set(paths.map(({ question }) => question))) {
        if (stepTokens.knows(question)) continue
        const tokens = await tokensOf(question, signal)
        stepTokens.begin(question, tokens)
        read.push(tokens)
      }
      const counted = stepTokens.count(
        paths.flatMap((path, index) => (scored[index]!.rewards ? [{ path, tokens: scored[index]!.tokens }] : [])),
      )
      return {
        rewards: scored.map(({ rewards }) => rewards?.at(-1) ?? null),
        usage: { ...read.map((tokens) => usageOf(tokens ?? 0)).reduce(addUsage, NO_USAGE), ...counted },
        notices: faults.bear(scored.map(({ fault }) => fault)),
      }
    },
  }
}

/** What asks a PRM behind a server for the rewards of all steps of one path; rejects with why it has none. */
export function httpStepRewards(
  server: Asked,
  record: RewardRecord,
): (path: Path, signal: AbortSignal) => Promise<readonly number[]> {
  const scoreOne = openPooling(server, record)
  return async (path, signal) => {
    checkServable(record)
    const { rewards, fault } = await scoreOne(path, signal)
    if (fault) throw fault.error
    return rewards!
  }
}

function openPooling(
  server: Asked,
  record: RewardRecord,
  watch?: Pick<ModelWatch, 'heard'>,
): (path: Path, signal: AbortSignal) => Promise<Scored> {
  const { url, model } = server
  const way = wayTo(server)
  return async (path, signal) => {
    const tagged = faultOfText(path, record)
    if (tagged) return unscored(tagged)
    const body = { ...(model === null ? {} : { model }), ...poolingInput(record, path), task: 'token_classify' }
    try {
      let from = url
      const { data, usage, model } = await way.ask((at) => {
        from = at
        // The question alone is asked for its count, which no search waits for.
        return { url: `${at}/pooling`, body, reply: Pooling, signal, impatient: path.steps.length === 0 }
      })
      way.came(usage?.prompt_tokens ?? 0)
      watch?.heard(model, from)
      return { ...rewardsOf(data[0].data, path, { url, record }), tokens: usage?.prompt_tokens ?? null }
    } catch (error) {
      return unscored(refusedPath(error))
    }
  }
}

function unscored(fault: PathFault): Scored {
  return { rewards: null, fault, tokens: null }
}

/** The fault of a path whose text would be taken for a score token. Throws `bad-input` where that is the problem itself. */
function faultOfText({ question, steps }: Path, { scoreToken, layout }: RewardRecord): PathFault | null {
  const mark = scoreToken.trim() === '' ? scoreToken : scoreToken.trim()
  const tagged = (what: string, advice: string) =>
    new EspalierError({
      code: 'bad-input',
      message: `${what} holds ${writeToken(mark)}, which ends a step for the PRM.`,
      advice,
    })
  // Where steps become tokens apart, the problem has no scores.
  const isApart = layout.kind === 'plain' && layout.apart
  if (!isApart && question.trim().includes(mark))
    throw tagged('The problem', 'Take it out of the problem, or write it in another way.')
  const step = steps.find(({ text }) => text.trim().includes(mark))
  return step ? { kind: 'tag', error: tagged('A step', 'Choose another policy or PRM.') } : null
}

/** The rewards of the steps, where there is one score a step and each is from 0 to 1. */
function rewardsOf(
  scores: readonly unknown[],
  { steps }: Path,
  { url, record }: { url: string; record: RewardRecord },
): Omit<Scored, 'tokens'> {
  if (scores.length !== steps.length) {
    return faulty('count', {
      message: `The PRM at ${url} gave ${scores.length} scores for ${steps.length} steps.`,
      advice: `Start the server with ${poolingOption(record)}, and check the PRM’s format.`,
    })
  }
  const rewards = scores.map((score) => rewardOf(score, record))
  const wrong = rewards.indexOf(null)
  if (wrong < 0) return { rewards: rewards as number[], fault: null }
  return faulty('score', {
    message: `The PRM at ${url} gave the score ${JSON.stringify(scores[wrong]).slice(0, 100)}, which is no reward from 0 to 1.`,
    advice: 'Let the server apply the softmax, and choose a PRM with one score or a pair of scores a step.',
  })
}

/** A score as a reward, 0 to 1; null where it is none. */
function rewardOf(score: unknown, { head }: RewardRecord): number | null {
  const number: unknown = Array.isArray(score) ? ofSeveral(score, head) : score
  if (typeof number !== 'number' || !(number >= -HAIR && number <= 1 + HAIR)) return null
  return Math.min(1, Math.max(0, number))
}

/** The positive one of several shares: that of its class, or the first of two tokens, in the order of `returned_token_ids`. */
function ofSeveral(scores: readonly unknown[], head: RewardRecord['head']): unknown {
  if (scores.length === 1) return scores[0]
  if (scores.length !== 2) return null
  if (head.kind === 'token_pair') return scores[0]
  return head.kind === 'token_classification' ? scores[head.positive] : null
}

function faulty(kind: string, report: { message: string; advice: string }): Omit<Scored, 'tokens'> {
  return { rewards: null, fault: { kind, error: new EspalierError({ code: 'model-broken', ...report }) } }
}

/** vLLM does not say what came from its prefix cache, so all tokens count as computed. */
function usageOf(tokens: number): Usage {
  return {
    ...NO_USAGE,
    inputTokens: tokens,
    attendedTokens: (tokens * (tokens + 1)) / 2,
  }
}
