// The canonical form of an answer: lists, tuples, intervals, sets, matrices, equations and inequalities by their elements, and
// terms by their values. A text, so that equality of answers is an equivalence relation.
// Knows which structure is looked for first. Does not know terms (canonical-expression.ts) or dress (normalize-answer.ts).
import { sorted, splitAt } from './answer-parts.ts'
import { bracketed } from './canonical-brackets.ts'
import { equation } from './canonical-equation.ts'
import { canonicalExpression } from './canonical-expression.ts'
import { inequality, ORDER } from './canonical-inequality.ts'
import { eitherOf, listOf, setOf } from './canonical-list.ts'
import { matrix } from './canonical-matrix.ts'
import { choiceOf } from './choices.ts'
import { dateOf } from './dates.ts'
import { FUNCTION_NAMES } from './expression-tokens.ts'
import { namedAnswer } from './named-answers.ts'
import { normalizeAnswer } from './normalize-answer.ts'
import { numeralInBase } from './numerals-in-bases.ts'
import { parseExpression } from './parse-expression.ts'
import { plainForm } from './plain-form.ts'
import { ratioOrTime } from './ratios.ts'
import { residueOf } from './residues.ts'
import { quantityOf } from './units.ts'
import { looksLikeWord } from './value-words.ts'
import { TEXT_MARK } from './wrappers.ts'
import { withoutSpaces } from './written-numbers.ts'

/** Longer answers are compared as text: no answer that a person checks is as long. */
const LENGTH_LIMIT = 500

const MEMBER = /^[a-zA-Z](?:_\{?\w+\}?)?\s*\\in(?![a-zA-Z])\s*(.+)$/
const BUILDER = /^\\\{\s*[a-z]\s*(?:\\in(?![a-zA-Z])\s*\\mathbb\s*\{?R\}?\s*)?[:|](.+)\\\}$/
const ALL_BUT_ONE = /^\\math(?:bb|bf)\s*\{?R\}?\s*(?:\\setminus|-)\s*\\\{([^,;{}]+)\\\}$/
/** (x, y) = (1, 2) */
const NAMED_TUPLE = /^\(\s*[a-z](?:\s*,\s*[a-z])+\s*\)\s*=\s*(\(.*\))$/

/** A text that is the same for answers that are equal and different for others. Never throws. */
export function canonicalAnswer(answer: string): string {
  if (answer.length > LENGTH_LIMIT) return plainForm(answer.trim())
  const text = normalizeAnswer(answer)
  return text.length > LENGTH_LIMIT ? plainForm(text) : whole(text)
}

/** An answer, or one side of a union. */
function whole(text: string): string {
  const choice = choiceOf(text)
  if (choice !== null) return one(choice)
  const date = dateOf(text)
  if (date !== null) return date
  const member = MEMBER.exec(text) ?? NAMED_TUPLE.exec(text)
  if (member) return whole(member[1]!)
  const union = splitAt(text, /\\cup(?![a-zA-Z])|(?<= )U(?= )/y)
  if (union.length > 1) return `union ${sorted(union.map((part) => whole(part.trim())))}`
  const builder = BUILDER.exec(text)
  const hole = ALL_BUT_ONE.exec(text)
  const condition = hole ? `x \\ne ${hole[1]!}` : builder && ORDER.test(builder[1]!) ? builder[1]! : text
  if (ORDER.test(condition)) return inequality(condition, one) ?? plainForm(text)
  return listOf(text, one) ?? one(text)
}

/** A single thing: an amount, something in brackets, a matrix, an equation, a name, a base, a ratio, a term or words. */
function one(text: string): string {
  const bare = text.trim().replace(/^\+(?=[^+])/, '')
  return (
    eitherOf(bare, one) ??
    amount(bare) ??
    matrix(bare, one) ??
    bracketed(bare, { valueOf: one, setOf: (parts) => setOf(parts, one) }) ??
    equation(bare, one) ??
    namedAnswer(bare) ??
    numeralInBase(bare) ??
    ratioOrTime(bare) ??
    residueOf(bare) ??
    term(withoutSpaces(bare)) ??
    plainForm(bare)
  )
}

/** An amount without its unit; null where what stands before the unit is no amount. */
function amount(text: string): string | null {
  const quantity = quantityOf(text)
  const form = quantity && one(quantity.amount)
  return form === null || form.startsWith('word ') ? null : form
}

function term(text: string): string | null {
  const bare = text.replaceAll(TEXT_MARK, ' ')
  if (readsAsWords(bare)) return null
  const expression = parseExpression(bare)
  return expression && canonicalExpression(expression)
}

const WORDS = /^(?:yes|no|odd|even|all|any|none|true|false|east|west|north|south|red|blue|on|off|up|out)$/i
const BETWEEN = /\s(?:by|of|if|is|at|than|per|vs)\s|\bmod\b|^\d+\s?(?:st|nd|rd|th)$/

/** Letters that are no product of variables: names, three letters with a vowel among them, as in cat. */
function readsAsWords(text: string): boolean {
  const letters = text.replace(/\\[a-zA-Z]+/g, '').replace(FUNCTION_NAMES, '')
  const words = text.replace(/[.!?]+$/, '')
  // 5 ft 3 is no product, and sin 2x has been taken out.
  if (/[a-zA-Z]\s+\d/.test(letters)) return true
  if (WORDS.test(words) || BETWEEN.test(text) || /[a-zA-Z]{4,}|[A-Z][a-z]{2,}/.test(letters)) return true
  if (/^[A-Z]?[a-z]*[A-Z][a-zA-Z]*$/.test(text) && text.length > 1) return true
  return (
    /^(?:[a-z]+ )*[a-z]{3}(?: [a-z]+)*$/.test(letters.trim()) &&
    letters.split(' ').some((word) => word.length > 2 && looksLikeWord(word))
  )
}
