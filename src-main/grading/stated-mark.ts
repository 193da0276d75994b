// Marks: <answer>…</answer>, and GSM8K's #### at the end.
// Knows where the marked text begins and ends. Does not know what a sentence in it states.
import { mentionsIn } from './answer-mention.ts'
import { readAnswer } from './answer-reading.ts'
import type { Certainty } from './answer-reading.ts'
import { bareAnswer } from './answer-text.ts'

const TAG = /<(\/?)(?:final[_ -]?)?answer>/gi

/** What stands in the last pair of answer tags that is not empty, or null. An open tag at the end of a solution counts, too. */
export function taggedText(text: string, { goesOn }: Certainty): string | null {
  let open: number | null = null
  let content: string | null = null
  for (const { index, 0: tag, 1: slash } of text.matchAll(TAG)) {
    if (slash === '') open = index + tag.length
    else if (open !== null) {
      const inside = text.slice(open, index)
      if (bareAnswer(inside) !== null) content = inside
      open = null
    }
  }
  const rest = open === null || goesOn ? '' : text.slice(open)
  return bareAnswer(rest) === null ? content : rest
}

/** A number alone on its line, with or without a currency or a percent sign. */
const NUMBER = /^[-+−]?\s?[$€£¥]?\s?[-−]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:\s?\/\s?\d+)?\s?\\?%?\.?$/
const HEADING =
  /^(?:step|part|case|section|method|solution|approach|explanation|conclusion|verification|check|note|problem|question|example|summary|final|given|understand\w*|calculat\w*|find\w*|determin\w*|add\w*|set up)\b|^\d{1,3}\s?[.):]\s{0,3}[^\d\s]|:$/i
const HEADING_WORDS = 6

/**
 * What stands behind the last "####", or null: a number wherever it is; anything but a heading where the text ends with it and the
 * solution does not go on.
 */
export function hashedAnswer(text: string, { goesOn }: Certainty): string | null {
  const marks = [...text.matchAll(/(?<!#)####(?!#)/g)]
  for (const [place, { index }] of marks.reverse().entries()) {
    const from = index + 4
    const until = endOfLine(text, from, marks[place - 1]?.index)
    const content = text.slice(from, until).trim()
    const number = bareAnswer(content)
    if (number !== null && NUMBER.test(number)) return number
    if (goesOn || place > 0 || text.slice(until).trim() !== '' || isHeading(content)) continue
    const answer = content === '' ? null : readAnswer(content, { goesOn })
    if (answer !== null) return answer
  }
  return null
}

/** "#### Answer: 18" is a heading here, too: its sentence is read as one. */
function isHeading(content: string): boolean {
  return HEADING.test(content) || mentionsIn(content).length > 0 || content.split(/\s+/).length > HEADING_WORDS
}

function endOfLine(text: string, from: number, next = text.length): number {
  const end = text.slice(from, next).indexOf('\n')
  return end < 0 ? next : from + end
}
