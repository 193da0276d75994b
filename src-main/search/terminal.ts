// Terminal nodes: why a path ends at a step, and with which answer.
// Knows the limits and the rules below. Does not know who asks, or whether the answer is right.
import type { Ending } from '../contract/node.ts'
import type { Answers } from '../contract/prompt-record.ts'
import { extractAnswer } from '../grading/extract-answer.ts'
import type { Proposal, Step } from './policy.ts'
import { isEmpty, tokensOf } from './policy.ts'

/** Limits on one path. */
export interface PathLimits {
  /** Tokens a path may have. */
  solutionTokens: number
  /** Steps a path may have; Infinity where the method sets none. */
  depth: number
  /** Which ways of stating an answer are read; all of them if left out. */
  answers?: Answers | undefined
}

/** Whether and why a path ends. */
export interface Verdict {
  ending: Ending | null
  answer: string | null
}

/**
 * Judges a new step below `earlier` steps (root first). The first rule that fits decides:
 * 1. the policy ended the solution: `answer` if the path states one, else `no-answer`;
 * 2. the token limit cut the step: `answer` if a complete line of it states one (a cut line may hold half a number),
 *    else `token-limit` where the solution's tokens are used up, else `step-limit`;
 * 3. the step states an answer, though the solution might go on: `answer`; a heading "#### Add them" states none;
 * 4. it is empty: `answer` if the path, read as a whole solution, states one, else `empty-step`;
 *    or it is the same as the step before it, so the policy is stuck: `repeated-step`;
 * 5. no tokens or no depth is left: `token-limit`, `depth-limit`.
 */
export function judgeStep(step: Proposal, earlier: readonly Step[], limits: PathLimits): Verdict {
  const tokens = earlier.reduce((sum, one) => sum + tokensOf(one), tokensOf(step))
  const outOfTokens = tokens >= limits.solutionTokens

  const empty = isEmpty(step)
  const isWhole = step.ends === 'solution' || (step.ends === 'step' && empty)
  const { answers } = limits
  const text = isWhole ? wholePath(step, earlier) : withHeading(step, earlier, answers)
  const answer = extractAnswer(text, { goesOn: !isWhole, answers })
  if (answer !== null) return { ending: 'answer', answer }
  const ends = (ending: Ending | null): Verdict => ({ ending, answer: null })
  if (step.ends === 'solution') return ends('no-answer')
  if (step.ends === 'length') return ends(outOfTokens ? 'token-limit' : 'step-limit')
  if (empty) return ends('empty-step')
  if (step.text.trim() === earlier.at(-1)?.text.trim()) return ends('repeated-step')
  if (outOfTokens) return ends('token-limit')
  if (earlier.length + 1 >= limits.depth) return ends('depth-limit')
  return ends(null)
}

/** The complete text of this step, below the line in which the step before it may have named the answer without stating it. */
function withHeading({ text, ends }: Proposal, earlier: readonly Step[], answers: Answers | undefined): string {
  const complete = ends === 'length' ? text.slice(0, Math.max(0, text.lastIndexOf('\n'))) : text
  const before = earlier.at(-1)?.text.trimEnd() ?? ''
  const heading = before.slice(before.lastIndexOf('\n') + 1)
  const isOpen = heading !== '' && extractAnswer(heading, { goesOn: true, answers }) === null
  return isOpen ? `${heading}\n${complete}` : complete
}

function wholePath(step: Proposal, earlier: readonly Step[]): string {
  return [...earlier, step].map(({ text }) => text).join('\n')
}
