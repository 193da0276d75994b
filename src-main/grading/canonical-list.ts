// The canonical form of lists and sets: their elements in one order, each by its value.
// Knows what separates elements, what ± stands for, and that assignments belong to their variables. Does not know how an element
// is told (canonical-answer.ts).
import { sorted, splitAt } from './answer-parts.ts'
import { plainForm } from './plain-form.ts'
import { quantityOf } from './units.ts'

type ValueOf = (text: string) => string

/** Elements between commas, "and" and "or", each as often as it stands there; null where the text is a single thing. */
export function listOf(text: string, valueOf: ValueOf): string | null {
  const words = splitAt(text.replace(/^(?:both|either) /i, ''), /\s(?:and|or)\s/y)
  const parts = (words.length > 1 ? words : [text]).flatMap((part) => splitAt(part, /,\s*(?:and|or)\s|[,;]/y))
  const filled = parts.map((part) => part.trim()).filter((part) => part !== '')
  if (filled.length < 2) return filled.length === 1 && filled[0] !== text.trim() ? valueOf(filled[0]!) : null
  // 1, 2, ..., 10 goes on in its order.
  if (filled.includes('...')) return `sequence ${filled.map(valueOf).join(', ')}`
  return assignments(filled, valueOf) ?? `set ${elements(filled, valueOf).sort().join(', ')}`
}

/** Elements in braces, which count once each. */
export function setOf(parts: readonly string[], valueOf: ValueOf): string {
  return assignments(parts, valueOf) ?? `set ${sorted(elements(parts, valueOf))}`
}

/** a ± b stands for two values; null for other texts. */
export function eitherOf(text: string, valueOf: ValueOf): string | null {
  const options = alternatives(text)
  return options.length > 1 ? `set ${sorted(options.map(valueOf))}` : null
}

function alternatives(text: string): string[] {
  const sign = /\\(?:pm|mp)(?![a-zA-Z])/g
  const signs = text.match(sign)
  if (!signs || signs.length > 1 || (text.includes(',') && /^(?:[([]|\\\{)/.test(text))) return [text]
  return ['+', '-'].map((instead) => text.replace(sign, instead))
}

const ASSIGNMENT = /^([a-zA-Z])(?:_\{?\w+\}?)?\s*=\s*([^=]+)$/

/**
 * Assignments to several variables are the tuple of their values, in the order of the alphabet: x = 1, y = 2 is (1, 2). Those to
 * one variable are its values, and may leave the name out after the first. Null for elements of another kind.
 */
function assignments(parts: readonly string[], valueOf: ValueOf): string | null {
  const assigned = parts.map((part) => ASSIGNMENT.exec(part))
  if (assigned.includes(null)) return null
  const names = new Set(assigned.map((match) => match![1]!))
  if (names.size === 1)
    return `set ${elements(
      assigned.map((match) => match![2]!),
      valueOf,
    )
      .sort()
      .join(', ')}`
  if (names.size !== parts.length) return null
  const values = assigned.toSorted((a, b) => (a![1]! < b![1]! ? -1 : 1)).map((match) => valueOf(match![2]!))
  return `(${values.join('; ')})`
}

/** The forms of elements. Amounts of different things are told with what they are amounts of: 3 apples and 4 pears. */
function elements(parts: readonly string[], valueOf: ValueOf): string[] {
  const values = parts.flatMap(alternatives)
  const units = new Set(values.map((value) => quantityOf(value)?.unit).filter((unit) => unit !== undefined))
  return values.map((value) => (units.size > 1 && quantityOf(value) ? plainForm(value) : valueOf(value)))
}
