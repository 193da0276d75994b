// Sentences that state an answer: "The answer is 18.", "Final Answer: **73**", a heading with the answer below.
// Knows which mention of the answer decides. Does not know the phrases (answer-mention.ts), or how one is read.
import { mentionsIn } from './answer-mention.ts'
import type { Mention } from './answer-mention.ts'
import { beginsWithValue, readAnswer, readSentence } from './answer-reading.ts'
import type { Certainty } from './answer-reading.ts'
import { bareAnswer } from './answer-text.ts'

/** The answer of the last mention that states one, or null. Time is linear in the text's length. */
export function sentenceAnswer(text: string, { goesOn }: Certainty): string | null {
  const mentions = mentionsIn(text).reverse()
  for (const [place, mention] of mentions.entries()) {
    const answer = answerOf(mention, goesOn, place === 0)
    if (answer !== null) return answer
  }
  if (goesOn) return null
  // Nothing shorter is stated: the whole sentence.
  for (const { kind, rest } of mentions) {
    const sentence = kind === 'verb' ? readSentence(rest) : null
    if (sentence !== null) return sentence
  }
  return resultIn(text)
}

function answerOf({ kind, final, rest, before }: Mention, goesOn: boolean, isLast: boolean): string | null {
  if (kind === 'last') return valueBefore(before)
  // "To see what the answer is, we compute".
  if (kind === 'verb' && /^\s*,/.test(rest) && !beginsWithValue(rest)) return null
  const isOnlyLine = isLast && !rest.trim().includes('\n')
  return readAnswer(rest, { goesOn, claims: kind === 'verb', doubtful: kind !== 'verb' && !final && !isOnlyLine })
}

/** "18" before "is the answer" and "as our answer". */
function valueBefore(before: string): string | null {
  const value =
    /(\$[^$\n]{1,60}\$|\\\([^\n]{1,60}\\\)|\*\*[^*\n]{1,60}\*\*|\([A-J]\)|[-−]?[$€£]?\d[\d,]*(?:\.\d+)?(?:\/\d+)?%?|\b[B-H])\s{1,3}(?:(?:is|are|would be|must be|should be)\s{1,3}(?:therefore |thus |hence |indeed |then )?|as\s{1,3})(?:the|our|my|your)\s{1,3}(?:final |correct |right |required ){0,2}$/i.exec(
      before,
    )?.[1]
  return value === undefined ? null : bareAnswer(value)
}

const RESULT =
  /\b(?:the (?:result|solution)s?|final (?:value|total)) (?:is|are)\b|^\s{0,8}[*_#]{0,4}\s?(?:(?:the )?(?:result|solution)|A)[*_]{0,3}\s?[:=]/gi
const CHOICE = /\b(?:option|choice)\s{1,2}\**(\(?[A-J]\)?)\**\s(?:is|must be) (?:the )?(?:correct|right|best)\b/i

/** Where no answer is named, in the last line only: "The result is 18", "Solution: x = 5", "A: 18", "Option B is correct". */
function resultIn(text: string): string | null {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  const phrase = [...line.matchAll(RESULT)].at(-1)
  const rest = phrase ? line.slice(phrase.index + phrase[0].length) : ''
  return beginsWithValue(rest) ? readAnswer(rest, { goesOn: false }) : (CHOICE.exec(line)?.[1] ?? null)
}
