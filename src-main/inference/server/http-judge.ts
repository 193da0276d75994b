// A judge behind a server: it is asked whether the last step of a path is right, and the probability of its yes is the reward.
// Knows how listed tokens become a reward. Does not know the wire (likely-tokens.ts), the question's words, or what is searched.
//
// A server lists its likeliest tokens alone. A token counts for the word that it is, alone or behind a space; words of several tokens
// cannot be read. Where one side is not listed at all, each of its tokens is at most as likely as the last one that is, and the side
// counts as that: the reward errs towards one half, and by no more than the list leaves open. Where neither side is listed there is no
// reward.
import { addUsage, NO_USAGE } from '../../contract/cost.ts'
import type { Usage } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { judgeQuestion } from '../../contract/judge-record.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { Path } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'
import { fewAtOnce } from './few-at-once.ts'
import { likelyTokens } from './likely-tokens.ts'
import type { LikelyToken, LikelyTokens } from './likely-tokens.ts'
import { openModelWatch } from './model-watch.ts'
import type { ServerFacts } from './server-facts.ts'
import { wayTo } from './server-way.ts'
import { openPathFaults, refusedPath } from './path-faults.ts'
import type { PathFault } from './path-faults.ts'

/** What became of one path. */
interface Judged {
  reward: number | null
  fault: PathFault | null
  usage: Usage
}

/**
 * A judge over a server that can be one (judge-server.ts), one request a path, on the lane that all runs share. A path of which it says
 * neither yes nor no, or which the server refuses, is unscored, with a notice; its calls reject with `server-failed` where the server has another
 * model than before.
 */
export function httpJudge(
  facts: Pick<ServerFacts, 'url' | 'model' | 'version' | 'shape' | 'atOnce' | 'judging' | 'access'>,
  judge: JudgeRecord,
): Verifier {
  const { url, shape, judging } = facts
  if (!judging) throw new RangeError('Nobody has asked this server whether it can be a judge.')
  const way = wayTo(facts)
  const watch = openModelWatch(url, facts)
  const faults = openPathFaults('Steps of which the judge says neither have no reward; the run goes on without it.')
  const judgeOne = async (path: Path, signal: AbortSignal): Promise<Judged> => {
    try {
      const told = await likelyTokens(facts, judging, judgeQuestion(judge, path), { signal, ask: way.ask })
      way.came(told.promptTokens)
      watch.heard(told.model, told.from)
      const reward = shareOfYes(told.tokens, judge)
      return { reward, fault: reward === null ? neither(url, told) : null, usage: usageOf(told) }
    } catch (error) {
      return { reward: null, fault: refusedPath(error), usage: NO_USAGE }
    }
  }
  return {
    shape,
    async score(paths, signal) {
      await watch.look(signal)
      const judged = await fewAtOnce(paths, { limit: paths.length, signal }, judgeOne)
      return {
        rewards: judged.map(({ reward }) => reward),
        usage: judged.map(({ usage }) => usage).reduce(addUsage, NO_USAGE),
        notices: faults.bear(judged.map(({ fault }) => fault)),
      }
    },
  }
}

/** The share of yes in the probability of yes and no, 0 to 1, by the likeliest tokens; null where neither is among them. */
export function shareOfYes(
  tokens: readonly LikelyToken[],
  { yes, no }: Pick<JudgeRecord, 'yes' | 'no'>,
): number | null {
  const listed = (words: readonly string[]) => {
    const found = tokens.filter(({ text }) => words.includes(text.trim()))
    return found.length === 0 ? null : found.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0)
  }
  const [right, wrong] = [listed(yes), listed(no)]
  if (right === null && wrong === null) return null
  const rest = Math.exp(Math.min(...tokens.map(({ logProbability }) => logProbability)))
  return (right ?? rest) / ((right ?? rest) + (wrong ?? rest))
}

function neither(url: string, { tokens }: LikelyTokens): PathFault {
  const told = tokens.slice(0, 5).map(({ text }) => JSON.stringify(text.slice(0, 40)))
  return {
    kind: 'neither',
    error: new EspalierError({
      code: 'model-broken',
      message: `The judge at ${url} has neither a word of yes nor one of no among its ${tokens.length} likeliest tokens.`,
      advice: 'Check the question and its words; each word must be one token, and the model may not think first.',
      ...(told.length > 0 ? { details: `The likeliest: ${told.join(', ')}` } : {}),
    }),
  }
}

function usageOf({ promptTokens, cachedTokens }: LikelyTokens): Usage {
  return {
    ...NO_USAGE,
    scoredTokens: null,
    sharedScoredTokens: null,
    inputTokens: promptTokens - cachedTokens,
    cachedTokens,
    attendedTokens: (promptTokens * (promptTokens + 1) - cachedTokens * (cachedTokens + 1)) / 2,
  }
}
