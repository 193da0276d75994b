// Units and what is counted: the words after an amount that say what it is an amount of.
// Knows how sure a reading as a unit must be. Does not know terms: whether an amount is one is asked elsewhere.
import { FILLERS, LETTERS, PRODUCTS, STRAIGHT, UNITS } from './unit-names.ts'
import { changesValue, looksLikeWord } from './value-words.ts'
import { TEXT_MARK } from './wrappers.ts'

export interface Quantity {
  amount: string
  /** What it is an amount of, in small letters. */
  unit: string
}

/**
 * What words after an amount may be: anything counted after a plain number or as text, units alone as text after a variable (n even is
 * not n), and no single letters after a term.
 */
type Reading = 'text' | 'text after a variable' | 'decimal' | 'fraction' | 'term' | 'straight'

const DECIMAL = /^[-+]?\s*(?:\d+(?:\.\d+)?|\.\d+|\d{1,3}(?: \d{3})+)(?:\s*\*\s*10\s*\^\s*(?:\{-?\d+\}|-?\d+))?$/
const FRACTION = /^[-+]?\s*\d*\s*(?:\d+\s*\/\s*\d+|\\frac\s*\{\d+\}\s*\{\d+\}|\(\d+\.\d+\+\\frac\{\d+\}\{\d+\}\))$/
/** Rates of single letters that are units all the same. */
const RATE = /^(?:m\s*\/\s*(?:s|h|sec|min)|g\s*\/\s*(?:mol|L|mL|cm))(?![a-zA-Z])/
const POWER = /\^\s*(?:\{\s*-?\d\s*\}|-?\d)/g

/** Where words may begin: after what is no letter, or after a letter and a space. */
const BOUNDARY =
  /(?<=[^a-zA-Z\\\s{(]\s?)(?=[a-zA-Z/%]|\\(?:mu|Omega)(?![a-zA-Z]))|(?<=[a-zA-Z]\s)(?=[a-zA-Z])|(?<=[a-zA-Z]\s?)(?=%)|(?<=[\d})]\s)(?=[([]\s*[a-zA-Z][a-zA-Z\d^/.{} ]*[)\]]$)/g
const BOUNDARIES = 40
const LENGTH = 80

/** An amount and what it is an amount of, or null where the text ends with no unit and nothing that is counted. */
export function quantityOf(text: string): Quantity | null {
  const mark = text.indexOf(TEXT_MARK)
  if (mark > 0) {
    const amount = text.slice(0, mark)
    const variable = /(?<![\\a-zA-Z])[a-zA-Z]/.test(lastSide(amount))
    return quantity(amount, text.slice(mark).replaceAll(TEXT_MARK, ' '), variable ? 'text after a variable' : 'text')
  }
  let tries = 0
  for (const { index } of text.matchAll(BOUNDARY)) {
    if (index === 0) continue
    if (++tries > BOUNDARIES) return null
    const [amount, unit] = [text.slice(0, index), text.slice(index)]
    const found = quantity(amount, unit, readingOf(amount, unit))
    if (found) return found
  }
  return null
}

/** Of x = 5, the 5. */
function lastSide(amount: string): string {
  return /[^=<>]*$/.exec(amount)![0].trim()
}

function readingOf(amount: string, unit: string): Reading {
  if (/^[/([]/.test(unit)) return 'term'
  const last = lastSide(amount)
  const decimal = DECIMAL.test(last)
  if (/\S$/.test(amount) && !unit.startsWith('%') && !(decimal && RATE.test(unit))) return 'straight'
  return decimal ? 'decimal' : FRACTION.test(last) ? 'fraction' : 'term'
}

function quantity(amount: string, text: string, reading: Reading): Quantity | null {
  const unit = text.trim().replace(/\.$/, '')
  return isUnit(unit, reading) ? { amount: amount.trim(), unit: unit.toLowerCase() } : null
}

function isUnit(unit: string, reading: Reading): boolean {
  if (unit.length > LENGTH) return false
  const parts = unit
    .replace(POWER, ' ')
    .replace('%', ' percent ')
    .replace(/\\mu\s*/, 'micro')
    .replace(/\\Omega\s*/, 'ohm ')
    .split(/[\s/*.()[\]{}-]+/)
    .filter((part) => part !== '')
  return (
    parts.some((part) => !FILLERS.has(part)) &&
    parts.every((part, at) => isSymbol(part, at === 0, reading) || isCounted(part, reading))
  )
}

/** The first symbol decides between a unit and variables. */
function isSymbol(part: string, first: boolean, reading: Reading): boolean {
  const small = part.toLowerCase()
  const bold = reading.startsWith('text') || reading === 'decimal' || !first
  if (LETTERS.has(part)) return bold
  if (reading === 'straight' && first) return STRAIGHT.has(small) || (small.length > 3 && UNITS.has(small))
  if (PRODUCTS.has(small)) return bold
  return UNITS.has(small) || (FILLERS.has(small) && (small.length > 1 || bold))
}

/** Apples, them, Students. */
function isCounted(part: string, reading: Reading): boolean {
  if (!['text', 'decimal', 'fraction'].includes(reading) || changesValue(part)) return false
  if (!/^[A-Z]?[a-z]+(?:'[a-z]*)?$/.test(part)) return false
  return reading === 'text' ? part.length > 1 : part.length > 2 && looksLikeWord(part)
}
