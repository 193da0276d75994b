// Choices of multiple-choice questions: (A), B., option C, and a letter with the text of the choice.
// Knows how letters of choices are written. Does not know questions: what the text of a choice says is not compared.

const LETTER = /^(?:(?:option|choice|answer)\b\s*:?\s*)?[([{]?\s*([A-Za-z])\s*[)\]}.:]?$/i
/** (A) 5 and A. 5; what goes on as a term, a list or a ratio is none: (A) + 5, (A) and (B), A : B. */
const BRACKETED =
  /^(?:(?:option|choice|answer)\b\s*:?\s*)?[([]\s*([A-J])\s*[)\]]\s*[.:]?(?:\s+|(?=\d|-\d|\\(?:frac|sqrt|pi)))(\S.*)$/i
const OPEN = /^(?:(?:option|choice|answer)\b\s*:?\s*)?([A-E])\s?(?:[).]|:)\s+(\S.*)$/
const GOES_ON =
  /^(?:[-+]\s|[+*/^_=<>|!,;&:)\]]|(?:and|or|to|if)\b|\\(?:cup|cap|le|ge|ne|in|pm|mp|to|approx|equiv|setminus)(?![a-zA-Z])|[A-Z]$)/

/** The letter of a choice, or null. Letters keep their case: A is not a. */
export function choiceOf(text: string): string | null {
  const letter = LETTER.exec(text)?.[1]
  if (letter) return letter
  const match = BRACKETED.exec(text) ?? OPEN.exec(text)
  if (!match || !/[A-J]/.test(match[1]!) || GOES_ON.test(match[2]!)) return null
  return match[1]!
}
