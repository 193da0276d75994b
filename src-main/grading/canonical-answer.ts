// The canonical form of an answer: lists, tuples, intervals, sets, matrices, equations and inequalities by their elements, and
// terms by their values. A text, so that equality of answers is an equivalence relation.
// Knows structure. Does not know terms (canonical-expression.ts) or dress (normalize-answer.ts).
import { balanced, sorted, splitAt } from './answer-parts.ts'
import { equation } from './canonical-equation.ts'
import { canonicalExpression } from './canonical-expression.ts'
import { inequality, ORDER } from './canonical-inequality.ts'
import { normalizeAnswer } from './normalize-answer.ts'
import { parseExpression } from './parse-expression.ts'

/** Longer answers are compared as text: no answer that a person checks is as long. */
const LENGTH_LIMIT = 500

const WORDS = /^(?:yes|no|odd|even|all|any|none|true|false|east|west|north|south|red|blue)$/i
const NUMERALS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty'],
]
const DATE = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d/i

/** A text that is the same for answers that are equal and different for others. Never throws. */
export function canonicalAnswer(answer: string): string {
  if (answer.length > LENGTH_LIMIT) return plain(answer.trim())
  const text = normalizeAnswer(answer)
  const member = /^[a-zA-Z]\s*\\in(?![a-zA-Z])\s*(.+)$/.exec(text)
  return whole(member ? member[1]! : text)
}

/** An answer, or one side of a union. */
function whole(text: string): string {
  const letter = /^\(?\s*([A-Za-z])\s*\)$/.exec(text)
  if (letter) return one(letter[1]!)
  const union = splitAt(text, /\\cup(?![a-zA-Z])|(?<= )U(?= )/y)
  if (union.length > 1) return `union ${sorted(union.map((part) => whole(part.trim())))}`
  const builder = /^\\\{\s*[a-z]\s*(?::|\||\\mid(?![a-zA-Z]))(.+)\\\}$/.exec(text)
  if (builder && ORDER.test(builder[1]!)) return inequality(builder[1]!.trim(), one) ?? plain(text)
  if (ORDER.test(text)) return inequality(text, one) ?? plain(text)
  const named = /^\(\s*[a-z](?:\s*,\s*[a-z])+\s*\)\s*=\s*(\(.*\))$/.exec(text)
  if (named) return whole(named[1]!)
  const words = splitAt(text, /\s(?:and|or)\s/y)
  const parts = (words.length > 1 ? words : [text]).flatMap((part) => splitAt(part, /,\s*(?:and|or)\s|[,;]/y))
  const filled = parts.map((part) => part.trim()).filter((part) => part !== '')
  if (filled.length > 1) return list(filled)
  return one(filled[0] ?? '')
}

/**
 * Elements without brackets, or in braces: their order does not matter. Assignments to one variable are its values, and those to
 * several variables the tuple of their values, in the order of the alphabet: x = 1, y = 2 is (1, 2).
 */
function list(parts: readonly string[]): string {
  const assigned = parts.map((part) => /^([a-zA-Z])(?:_\{?\w+\}?)?\s*=\s*([^=]+)$/.exec(part))
  const names = new Set(assigned.map((match) => match?.[1]))
  if (names.size === parts.length && !names.has(undefined)) {
    const values = assigned.toSorted((a, b) => (a![1]! < b![1]! ? -1 : 1)).map((match) => one(match![2]!))
    return `(${values.join('; ')})`
  }
  const sameName = names.size === 1 && !names.has(undefined)
  const elements = parts.flatMap((part, at) => (sameName ? alternatives(assigned[at]![2]!) : alternatives(part)))
  return `set ${sorted(elements.map((part) => (sameName || !assigned[0] ? one(part) : (equation(part, one) ?? one(part)))))}`
}

/** A single thing: bracketed, a matrix, an equation, a base, a term or words. */
function one(text: string): string {
  const options = alternatives(text)
  if (options.length > 1) return `set ${sorted(options.map(one))}`
  return (
    bracketed(text) ??
    matrix(text) ??
    equation(text, one) ??
    constantWords(text) ??
    based(text) ??
    term(text) ??
    plain(text)
  )
}

/** a ± b stands for two values. */
function alternatives(text: string): string[] {
  const sign = /\\(?:pm|mp)(?![a-zA-Z])/g
  const signs = text.match(sign)
  if (!signs || signs.length > 1 || (text.includes(',') && /^(?:[([]|\\\{)/.test(text))) return [text]
  return ['+', '-'].map((instead) => text.replace(sign, instead))
}

/** Tuples, intervals and sets. */
function bracketed(text: string): string | null {
  const open = text.startsWith('\\{') ? '\\{' : (text[0] ?? '')
  const close = text.endsWith('\\}') ? '\\}' : (text.at(-1) ?? '')
  if (!['(', '[', '\\{', '{'].includes(open) || ![')', ']', '\\}', '}'].includes(close)) return null
  const inside = text.slice(open.length, text.length - close.length)
  if (!balanced(inside)) return null
  const parts = splitAt(inside, /[,;]/y).map((part) => part.trim())
  if (open === '\\{' || open === '{') {
    if (close !== '\\}' && close !== '}') return null
    if (open === '{' && parts.length === 1) return null
    return inside.trim() === '' ? 'set' : list(parts)
  }
  // One element in brackets is a term in brackets.
  return parts.length < 2 ? null : `${open}${parts.map(one).join('; ')}${close}`
}

function matrix(text: string): string | null {
  const bare = text.replace(/^[([]\s*(?=\\begin)|(?<=\})\s*[)\]]$/g, '')
  const match = /^\\begin\s*\{([a-zA-Z]*)(matrix|array)\}(?:\{[lcr|]*\})?(.*)\\end\s*\{\1\2\}$/s.exec(bare)
  if (!match) return null
  const rows = splitAt(
    match[3]!
      .replace(/\\\\\s*\[[^\]]*(?:pt|em|ex|mm|cm)\]/g, '\\\\')
      .trim()
      .replace(/\\\\$/, ''),
    /\\\\/y,
  )
  const form = match[1] === 'v' || match[1] === 'V' ? 'determinant' : 'matrix'
  return `${form} ${rows
    .map(
      (row) =>
        `[${splitAt(row, /&/y)
          .map((cell) => one(cell.trim()))
          .join('; ')}]`,
    )
    .join(' ')}`
}

/** Names of things that are no terms. */
function constantWords(text: string): string | null {
  const bare = text.replace(/\s+/g, '')
  if (/^[+]?(?:\\infty|infinity)$/.test(bare)) return 'infinity'
  if (/^-(?:\\infty|infinity)$/.test(bare)) return '-infinity'
  if (/^(?:\\mathbb\{?R\}?|\\R|\\Reals)$/.test(bare) || /^all real(?:s| numbers?)$/i.test(text))
    return '(-infinity; infinity)'
  if (/^(?:\\emptyset|\\varnothing|∅|(?:the)?emptyset)$/i.test(bare)) return 'set'
  const none = /^no (real )?solutions?$/i.exec(text)
  if (none) return plain(`no ${none[1] ?? ''}solution`)
  const numeral = NUMERALS.indexOf(text.toLowerCase())
  return numeral < 0 ? null : String(numeral)
}

/** 204_5: a numeral in a base is itself, neither 204 nor 54. */
function based(text: string): string | null {
  const match = /^([0-9A-Z]+)_\{?(\d+|[a-z]+)\}?$/.exec(text.replace(/\s+/g, ''))
  if (!match || !/\d/.test(match[1]!)) return null
  const base = /\d/.test(match[2]!) ? Number(match[2]) : NUMERALS.indexOf(match[2]!)
  return base < 2 ? null : `base ${base} ${match[1]!.replace(/^0+(?=.)/, '')}`
}

function term(text: string): string | null {
  if (WORDS.test(text) || /[a-zA-Z]{4,}/.test(text.replace(/\\[a-zA-Z]+|sqrt|infty|(?:arc)?(?:sin|cos|tan)h?/g, '')))
    return null
  if (/^[A-Z]?[a-z]*[A-Z][a-zA-Z]*$/.test(text) && text.length > 1) return null
  if (isWord(text) || DATE.test(text) || /(?<![a-zA-Z\\])[A-Z][a-z]{2,}/.test(text) || /\d\s*[ap]m$/i.test(text))
    return null
  const percent = /^(.*\d[^a-zA-Z]*)%$/.exec(text)
  const expression = parseExpression(percent ? percent[1]! : text)
  const form = expression && canonicalExpression(expression)
  return form === null ? null : percent ? `${form} percent` : form
}

/** Three letters are a word if one is a vowel, as in cat, unless they follow each other in the alphabet, as in abc. */
function isWord(text: string): boolean {
  if (!/^[a-z]{3}$/.test(text) || !/[aeiouy]/.test(text)) return false
  const codes = Array.from(text, (letter) => letter.charCodeAt(0))
  return Math.max(...codes) - Math.min(...codes) > 2
}

/** Words and whatever is not understood: the text itself, without regard to case and spaces. */
function plain(text: string): string {
  return `word ${text.toLowerCase().replace(/\s+/g, '').replace(/[{}]/g, '')}`
}
