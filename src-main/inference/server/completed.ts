// What a server says of one completion, whatever its form, and the step that it holds.
// Knows how a step ends in a reply. Does not know forms of replies (completion-ways.ts and its rows), requests or prompts.
import type { Usage } from '../../contract/cost.ts'
import type { Proposal } from '../../search/policy.ts'
import { firstEnd, withoutBlankLines } from '../prompt/step-kinds.ts'
import type { StepEnds } from '../prompt/step-kinds.ts'

export interface Completed {
  /** The name of the model that answers; null where the server does not tell it. */
  model: string | null
  text: string
  /** Ids of all tokens that were generated, by the server's tokenizer; null where it does not tell them. */
  tokenIds: readonly number[] | null
  /** Those of the prompt; null where it does not tell them. */
  promptIds: readonly number[] | null
  /** What ended it: a stop text, the model itself, or the most tokens; null where the server does not tell. */
  endedBy: 'stop text' | 'model' | 'length' | null
  /** Tokens that were generated; null where nobody counts. */
  tokens: number | null
  /** Natural logarithms, one a token, null for one that the server could not tell; null where it tells none. */
  logProbabilities: readonly (number | null)[] | null
  /** Tokens of the prompt, and those of them whose keys and values were held; null where nobody counts. */
  promptTokens: number | null
  cachedTokens: number | null
}

/**
 * The step in a reply. Servers are not of one mind whether the stop text comes back, so the text is cut at its first end
 * here. The first rule that fits says how the step ends:
 * 1. an end came back: `step`;
 * 2. the tokens were used up: `length`;
 * 3. a stop text ended it: `step`; the model itself: `solution`;
 * 4. nobody says: `step`. A step that states an answer ends the path all the same (search/terminal.ts); where the model
 *    ended its text without one, the next step comes back empty and ends it then.
 */
export function proposalOf(completed: Completed, ends: StepEnds): Proposal {
  const { text, logProbabilities } = completed
  const end = firstEnd(ends, text)
  // Probabilities of what comes after the cut belong to no step.
  const whole = end === null || end.complete === text.length
  const known = lacksProbabilities(completed, ends) ? [] : (logProbabilities?.filter((number) => number !== null) ?? [])
  return {
    text: withoutBlankLines(end ? text.slice(0, end.end) : text),
    tokenIds: [],
    tokens: generatedTokens(completed),
    // One that the server could not tell leaves them all without a meaning.
    logProbabilities: whole && known.length === logProbabilities?.length ? known : [],
    ends: end ? 'step' : endWithoutSeparator(completed, ends),
  }
}

function endWithoutSeparator({ text, endedBy }: Completed, ends: StepEnds): Proposal['ends'] {
  // A mark alone: an empty line.
  if (text !== '' && text.trim() === '' && [...ends.marks(text, 0)].length > 0) return 'step'
  if (endedBy === 'length') return 'length'
  return endedBy === 'model' ? 'solution' : 'step'
}

/**
 * Whether the server tells other probabilities than those of its tokens: of more than there are, or of fewer by more than the end of the
 * step may have, whose probabilities llama.cpp leaves out with its text.
 */
export function lacksProbabilities({ tokens, logProbabilities, endedBy }: Completed, { stops }: StepEnds): boolean {
  if (tokens === null || logProbabilities === null || logProbabilities.length === 0) return false
  const missing = tokens - logProbabilities.length
  // A token has a character at least.
  const ofEnd = Math.max(0, ...stops(0).map((text) => text.length))
  return missing < 0 || missing > (endedBy === 'stop text' ? ofEnd : endedBy === 'length' ? 0 : 1)
}

/** Tokens of a step as the server counted them; at least one, so that a path comes to its limit whatever the server counts. */
export function generatedTokens({ tokens, logProbabilities }: Completed): number {
  return Math.max(1, tokens ?? logProbabilities?.length ?? 0)
}

/** What the server says that it computed; a server that counts no prompt tokens leaves them at 0. */
export function usageOf(completed: Completed): Usage {
  const generated = generatedTokens(completed)
  const prompt = completed.promptTokens ?? 0
  const cached = Math.min(prompt, completed.cachedTokens ?? 0)
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
