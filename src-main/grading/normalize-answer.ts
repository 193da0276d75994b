// Normalisation: one spelling for answers that differ in their dress only.
// Knows in which order dress comes off. Does not know values or structure (canonical-answer.ts).
import { withBracketsInward } from './canonical-brackets.ts'
import { withCountsWrittenOut } from './counting-notations.ts'
import { withoutCurrency, withoutCurrencyCode } from './currencies.ts'
import { withOneCommandEach } from './latex-signs.ts'
import { withNumbersInDigits } from './number-words.ts'
import { withPlainSigns } from './unicode-signs.ts'
import { withSignsForWords } from './worded-terms.ts'
import { unwrapped, withoutFrame } from './wrappers.ts'
import { withoutRepeatingDigits, withoutSeparators, withPowersOfTen } from './written-numbers.ts'

/** From the outside in: characters, wrappers, signs, then numbers and their words. */
const STAGES: readonly ((text: string) => string)[] = [
  withPlainSigns,
  withoutFrame,
  withoutCurrency,
  withoutBackslashes,
  withoutSeparators,
  withBlackboardSets,
  unwrapped,
  withOneCommandEach,
  withoutScale,
  withoutCurrencyCode,
  withoutRepeatingDigits,
  withPowersOfTen,
  withNumbersInDigits,
  withSignsForWords,
  withCountsWrittenOut,
  withShortForms,
  withBracketsInward,
  trimmed,
]

/**
 * The answer without dress: boxes, dollar signs, fonts, spacing and sizes, thousands separators, numbers in words. Units stay, and
 * words that were written as text after an amount are marked as such (wrappers.ts).
 */
export function normalizeAnswer(answer: string): string {
  return STAGES.reduce((text, stage) => stage(text), answer.trim())
}

/** \% is %, and a line break at the end is nothing. */
function withoutBackslashes(text: string): string {
  return text.replace(/\\%/g, '%').replace(/\\{1,2}\s*$/, '')
}

/** Bold letters of sets are those of the blackboard. */
function withBlackboardSets(text: string): string {
  return text.replace(/(^\s*|\\in\s*)\\(?:mathbf|boldsymbol|textbf|bf)\s*\{?([RZNQ])\}?(?=\s*$)/, '$1\\mathbb{$2}')
}

/** 12°C is 12 degrees. */
function withoutScale(text: string): string {
  return text.replace(/°[\s\ue000]*(?:[CFK]|celsius|fahrenheit|kelvin)(?![a-zA-Z])/gi, '°')
}

/** 1 1/2 is a sum, 3 to 4 a ratio, 5 p.m. a time, 1 & 2 a list. */
function withShortForms(text: string): string {
  return text
    .replace(/^[^\\&]+( & [^\\&]+)+$/, (list) => list.replaceAll('&', 'and'))
    .replace(/^\s*(\d+)\s+to\s+(\d+)\s*$/, '$1:$2')
    .replace(/\b([ap])\.\s?m\.?(?![a-z])/gi, '$1m')
    .replace(/(?<![\d.])(\d+) (\d+)\/(\d+)(?![\d.])/g, '$1\\frac{$2}{$3}')
}

function trimmed(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<=[^.])(?:[.,;]|\\\\)$/, '')
    .trim()
}
