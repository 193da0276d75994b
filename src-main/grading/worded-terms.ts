// Terms in words: 3 squared, 2 root 3, 6 choose 3, minus 5, 5 below zero, 4 less than 9.
// Knows the words of arithmetic. Does not know numbers in words (number-words.ts), which stand in digits before.

const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\\frac\{\d+\}\{\d+\})`
const TERM = String.raw`(?:${NUMBER}|(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])|\\?pi\b)`
/** The mark of text may stand for a space. */
const SPACE = String.raw`[\s\ue000]`

const rules: readonly (readonly [string, string])[] = [
  [String.raw`^(${NUMBER})(?:${SPACE}*degrees?)?\s+below\s+(?:0|zero|freezing)$`, '-$1'],
  [String.raw`^(${NUMBER})(?:${SPACE}*degrees?)?\s+above\s+(?:0|zero)$`, '$1'],
  [String.raw`^(${TERM})\s+less\s+than\s+(${TERM})$`, '$2-$1'],
  [String.raw`^(${TERM})\s+more\s+than\s+(${TERM})$`, '$1+$2'],
  [String.raw`^(?:minus|negative)\s+(?=${TERM})`, '-'],
  [String.raw`\b(?:the\s+)?cube\s+root\s+of\s+(${TERM})`, String.raw`\sqrt[3]{$1}`],
  [String.raw`\b(?:the\s+)?(?:square\s+)?root(?:\s+of)?\s+(${TERM})`, String.raw`\sqrt{$1}`],
  [String.raw`(${TERM})\s+squared\b`, '{$1}^{2}'],
  [String.raw`(${TERM})\s+cubed\b`, '{$1}^{3}'],
  [String.raw`(${TERM})\s+(?:raised\s+)?to\s+the\s+(?:power\s+(?:of\s+)?)?(${NUMBER})(?![a-z])`, '{$1}^{$2}'],
  [String.raw`(${TERM})\s+factorial\b`, '{$1}!'],
  [String.raw`(${TERM})\s+choose\s+(${TERM})`, String.raw`\binom{$1}{$2}`],
  [String.raw`(?<=${TERM})\s+plus\s+(?=${TERM})`, '+'],
  [String.raw`(?<=${TERM})\s+minus\s+(?=${TERM})`, '-'],
  [String.raw`(?<=${TERM})\s+(?:times|multiplied\s+by)\s+(?=${TERM})`, '*'],
  [String.raw`^(${TERM})\s+(?:over|divided\s+by)\s+(${TERM})$`, '$1/$2'],
]
const RULES = rules.map(([pattern, term]) => [new RegExp(pattern, 'gi'), term] as const)
const WORD =
  /\b(?:below|above|less|more|minus|negative|root|squared|cubed|power|to\s+the|factorial|choose|plus|times|multiplied|over|divided)\b/i

/** The text with its words of arithmetic as signs. */
export function withSignsForWords(text: string): string {
  if (!WORD.test(text)) return text
  return RULES.reduce((before, [pattern, term]) => before.replace(pattern, term), text)
}
