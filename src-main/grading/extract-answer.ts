// Extraction: the answer that a solution states.
// Knows in what order the forms win (docs/extraction.md). Does not know how each form is read, or what equals what.
import { ANSWER_FORMS } from '../contract/prompt-record.ts'
import type { Answers } from '../contract/prompt-record.ts'
import { patternOf } from '../contract/pattern.ts'
import { readAnswer } from './answer-reading.ts'
import type { Certainty } from './answer-reading.ts'
import { bareAnswer } from './answer-text.ts'
import { solutionParts } from './solution-text.ts'
import { boxedAnswer } from './stated-box.ts'
import { hashedAnswer, taggedText } from './stated-mark.ts'
import { sentenceAnswer } from './stated-sentence.ts'

type Form = (typeof ANSWER_FORMS)[number]

/** All forms, and no pattern. */
export const ALL_ANSWERS: Answers = { forms: [...ANSWER_FORMS], pattern: '' }

const NUMBER = /-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\/\d+)?/g

/**
 * The answer that a text states, or null if it states none. The first form that is there decides, its last mention counts:
 * <answer>x</answer>; \boxed{x} with balanced braces; "#### x"; a sentence or heading that names the answer.
 * What follows the solution (a next turn, a next problem) is not read. Time is linear in the text's length.
 * `lastNumber` (off unless the user asks for it): where no form is there, the last number in the text.
 * `goesOn`: the text is a step behind which the solution may go on, so that its end means nothing: "#### Add them" is a heading.
 * `answers`: which of the forms are read, and a pattern of the user's that goes before them; all of them, and none, if left out.
 */
export function extractAnswer(
  text: string,
  options: { lastNumber?: boolean; goesOn?: boolean; answers?: Answers | undefined } = {},
): string | null {
  const { lastNumber = false, goesOn = false, answers = ALL_ANSWERS } = options
  const parts = solutionParts(text)
  const read = [...(answers.pattern === '' ? [] : [matchedBy(answers.pattern)]), statedBy(answers.forms)]
  for (const part of parts) {
    for (const one of read) {
      const answer = one(part, { goesOn })
      if (answer !== null) return answer
    }
  }
  if (!lastNumber) return null
  const numbers = parts.map((part) => [...part.matchAll(NUMBER)].at(-1)?.[0])
  return numbers.find((number) => number !== undefined) ?? null
}

type Reader = (solution: string, whole: Certainty) => string | null

/** What the last match says: its first group, or all of it. */
function matchedBy(pattern: string): Reader {
  return (solution) => {
    const match = [...solution.matchAll(patternOf(pattern) ?? /(?!)/g)].at(-1)
    const found = match && (match[1] ?? match[0]).trim()
    return found ? found : null
  }
}

function statedBy(forms: readonly Form[]): Reader {
  const untagged: Reader = (solution, whole) =>
    (forms.includes('boxed') ? boxedAnswer(solution) : null) ??
    (forms.includes('hashes') ? hashedAnswer(solution, whole) : null) ??
    (forms.includes('sentence') ? sentenceAnswer(solution, whole) : null)
  return (solution, whole) => {
    const tagged = forms.includes('tags') ? taggedText(solution, whole) : null
    if (tagged !== null) return untagged(tagged, whole) ?? readAnswer(tagged, whole) ?? bareAnswer(tagged)
    return untagged(solution, whole)
  }
}

/** A reference as an answer: datasets give either the bare answer or a whole solution that states it. */
export function referenceAnswer(reference: string): string {
  return extractAnswer(reference) ?? reference.trim()
}
