// Extraction: the answer that a solution states.
// Knows in what order the forms win (docs/extraction.md). Does not know how each form is read, or what equals what.
import { readAnswer } from './answer-reading.ts'
import type { Certainty } from './answer-reading.ts'
import { bareAnswer } from './answer-text.ts'
import { solutionParts } from './solution-text.ts'
import { boxedAnswer } from './stated-box.ts'
import { hashedAnswer, taggedText } from './stated-mark.ts'
import { sentenceAnswer } from './stated-sentence.ts'

const NUMBER = /-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\/\d+)?/g

/**
 * The answer that a text states, or null if it states none. The first form that is there decides, its last mention counts:
 * <answer>x</answer>; \boxed{x} with balanced braces; "#### x"; a sentence or heading that names the answer.
 * What follows the solution (a next turn, a next problem) is not read. Time is linear in the text's length.
 * `lastNumber` (off unless the user asks for it): where no form is there, the last number in the text.
 * `goesOn`: the text is a step behind which the solution may go on, so that its end means nothing: "#### Add them" is a heading.
 */
export function extractAnswer(text: string, { lastNumber = false, goesOn = false } = {}): string | null {
  const parts = solutionParts(text)
  for (const part of parts) {
    const answer = statedIn(part, { goesOn })
    if (answer !== null) return answer
  }
  if (!lastNumber) return null
  const numbers = parts.map((part) => [...part.matchAll(NUMBER)].at(-1)?.[0])
  return numbers.find((number) => number !== undefined) ?? null
}

function statedIn(solution: string, whole: Certainty): string | null {
  const tagged = taggedText(solution, whole)
  if (tagged !== null) return untagged(tagged, whole) ?? readAnswer(tagged, whole) ?? bareAnswer(tagged)
  return untagged(solution, whole)
}

function untagged(solution: string, whole: Certainty): string | null {
  return boxedAnswer(solution) ?? hashedAnswer(solution, whole) ?? sentenceAnswer(solution, whole)
}

/** A reference as an answer: datasets give either the bare answer or a whole solution that states it. */
export function referenceAnswer(reference: string): string {
  return extractAnswer(reference) ?? reference.trim()
}
