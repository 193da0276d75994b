// The canonical form of an answer: lists, tuples, intervals, sets, matrices, equations and inequalities by their elements, and
// terms by their values. A text, so that equality of answers is an equivalence relation.
// Knows structure. Does not know terms (canonical-expression.ts) or dress (normalize-answer.ts).
import { canonicalExpression, variablesOf } from './canonical-expression.ts'
import { normalizeAnswer } from './normalize-answer.ts'
import type { Expression } from './parse-expression.ts'
import { parseExpression } from './parse-expression.ts'

/** Longer answers are compared as text: no answer that a person checks is as long. */
const LENGTH_LIMIT = 1000

const WORDS = /^(?:yes|no|odd|even|all|any|none|one|two|six|ten|true|false|east|west|north|south|red|blue)$/i
const ORDER = /<|>|\\le(?![a-zA-Z])|\\ge(?![a-zA-Z])/

/** A text that is the same for answers that are equal and different for others. Never throws. */
export function canonicalAnswer(answer: string): string {
  const text = normalizeAnswer(answer)
  if (text.length > LENGTH_LIMIT) return plain(text)
  const member = /^[a-zA-Z]\s*\\in(?![a-zA-Z])\s*(.+)$/.exec(text)
  return whole(member ? member[1]! : text)
}

/** An answer, or one side of a union. */
function whole(text: string): string {
  const letter = /^\(\s*([A-Za-z])\s*\)$/.exec(text)
  if (letter) return one(letter[1]!)
  const union = splitAt(text, /\\cup(?![a-zA-Z])|(?<= )U(?= )/y)
  if (union.length > 1) return `union ${sorted(union.map((part) => whole(part.trim())))}`
  if (ORDER.test(text)) return inequality(text) ?? plain(text)
  const words = splitAt(text, /\s(?:and|or)\s/y)
  const parts = (words.length > 1 ? words : [text]).flatMap((part) => splitAt(part, /,\s*(?:and|or)\s|[,;]/y))
  const filled = parts.map((part) => part.trim()).filter((part) => part !== '')
  if (filled.length > 1) return list(filled)
  return one(filled[0] ?? '')
}

/** Elements without brackets, or in braces: their order does not matter. Assignments to one variable are its values. */
function list(parts: readonly string[]): string {
  const assigned = parts.map((part) => /^([a-zA-Z](?:_\{?\w+\}?)?)\s*=\s*([^=]+)$/.exec(part))
  const names = new Set(assigned.map((match) => match?.[1]?.replace(/[{}]/g, '')))
  const sameName = names.size === 1 && !names.has(undefined)
  const elements = parts.flatMap((part, at) => (sameName ? alternatives(assigned[at]![2]!) : alternatives(part)))
  return `set ${sorted(elements.map((part) => (sameName || !assigned[0] ? one(part) : (equation(part) ?? one(part)))))}`
}

/** A single thing: bracketed, a matrix, an equation, a base, a term or words. */
function one(text: string): string {
  const options = alternatives(text)
  if (options.length > 1) return `set ${sorted(options.map(one))}`
  return (
    bracketed(text) ?? matrix(text) ?? equation(text) ?? constantWords(text) ?? based(text) ?? term(text) ?? plain(text)
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
  const match = /^\\begin\s*\{([a-zA-Z]*)(matrix|array)\}(?:\{[lcr|]*\})?(.*)\\end\s*\{\1\2\}$/s.exec(text)
  if (!match) return null
  const rows = splitAt(match[3]!.trim().replace(/\\\\$/, ''), /\\\\/y)
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

/** `x = 5` and `f(x) = 2x` are what they assign; other equations are compared up to a factor and the side things stand on. */
function equation(text: string): string | null {
  const sides = text.split(/(?<![<>!=\\])=(?!=)/)
  if (sides.length !== 2) return null
  const [left, right] = [sides[0]!.trim(), sides[1]!.trim()]
  const name = /^([a-zA-Z])(?:_\{?\w+\}?)?(?:\s*\(\s*[a-zA-Z]\s*\))?$/.exec(left)?.[1]
  if (name !== undefined) {
    const value = parseExpression(right)
    if (!value || !variablesOf(value).has(name)) return one(right)
  }
  const [a, b] = [parseExpression(left), parseExpression(right)]
  if (!a || !b) return null
  const difference: Expression = { kind: 'sum', left: a, right: { kind: 'negative', of: b } }
  const form = canonicalExpression(difference, { ratio: true })
  return form === null ? null : `equation ${form}`
}

/** Inequalities in one variable are intervals: 2 < x \le 3 is (2, 3]. */
function inequality(text: string): string | null {
  const parts = splitAt(text, /\s(?:and|or)\s|,/y).map((part) => part.trim())
  if (parts.length > 1) {
    const forms = parts.map(inequality)
    return forms.includes(null) ? null : `union ${sorted(forms.map((form) => form!))}`
  }
  const pieces = text.split(/(<|>|\\le(?![a-zA-Z])|\\ge(?![a-zA-Z]))/).map((piece) => piece.trim())
  const isVariable = (piece: string | undefined) => /^[a-zA-Z](?:_\{?\w+\}?)?$/.test(piece ?? '') && piece !== 'e'
  const flip: Record<string, string> = { '<': '>', '>': '<', '\\le': '\\ge', '\\ge': '\\le' }
  const interval = (low: string | null, lowClosed: boolean, high: string | null, highClosed: boolean) =>
    `${lowClosed ? '[' : '('}${low === null ? '-infinity' : one(low)}; ${high === null ? 'infinity' : one(high)}${highClosed ? ']' : ')'}`
  if (pieces.length === 3) {
    let [subject, sign, bound] = pieces as [string, string, string]
    if (!isVariable(subject)) [subject, sign, bound] = [bound, flip[sign]!, subject]
    if (!isVariable(subject) || mentionsVariable(bound)) return null
    if (sign === '<' || sign === '\\le') return interval(null, false, bound, sign === '\\le')
    return interval(bound, sign === '\\ge', null, false)
  }
  if (pieces.length !== 5 || !isVariable(pieces[2])) return null
  let [low, first, , second, high] = pieces as [string, string, string, string, string]
  if (first === '>' || first === '\\ge') [low, first, second, high] = [high, flip[second]!, flip[first]!, low]
  if (!['<', '\\le'].includes(first) || !['<', '\\le'].includes(second)) return null
  if (mentionsVariable(low) || mentionsVariable(high)) return null
  return interval(low, first === '\\le', high, second === '\\le')
}

function mentionsVariable(text: string): boolean {
  const expression = parseExpression(text)
  return expression !== null && variablesOf(expression).size > 0
}

/** Names of things that are no terms. */
function constantWords(text: string): string | null {
  const bare = text.replace(/\s+/g, '')
  if (/^[+]?(?:\\infty|infinity)$/.test(bare)) return 'infinity'
  if (/^-(?:\\infty|infinity)$/.test(bare)) return '-infinity'
  if (/^(?:\\mathbb\{?R\}?|\\R|\\Reals)$/.test(bare) || /^all real numbers$/i.test(text)) return '(-infinity; infinity)'
  if (/^(?:\\emptyset|\\varnothing|∅)$/.test(bare)) return 'set'
  return null
}

/** 204_5: a numeral in a base is itself, neither 204 nor 54. */
function based(text: string): string | null {
  const match = /^([0-9A-Z]+)_\{?(\d+)\}?$/.exec(text.replace(/\s+/g, ''))
  return match ? `base ${match[2]!} ${match[1]!.replace(/^0+(?=.)/, '')}` : null
}

function term(text: string): string | null {
  if (WORDS.test(text) || /[a-zA-Z]{4,}/.test(text.replace(/\\[a-zA-Z]+|sqrt|infty|(?:arc)?(?:sin|cos|tan)h?/g, '')))
    return null
  if (/^[A-Z]?[a-z]*[A-Z][a-zA-Z]*$/.test(text) && text.length > 1) return null
  const percent = /^(.*\d[^a-zA-Z]*)%$/.exec(text)
  const expression = parseExpression(percent ? percent[1]! : text)
  const form = expression && canonicalExpression(expression)
  return form === null ? null : percent ? `${form} percent` : form
}

/** Words and whatever is not understood: the text itself, without regard to case and spaces. */
function plain(text: string): string {
  return `word ${text.toLowerCase().replace(/\s+/g, '').replace(/[{}]/g, '')}`
}

/** The texts between separators that stand outside all brackets. */
function splitAt(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length;) {
    separator.lastIndex = at
    const match = depth === 0 ? separator.exec(text) : null
    if (match) {
      parts.push(text.slice(start, at))
      at += match[0].length
      start = at
      continue
    }
    if (/^\\begin(?![a-zA-Z])/.test(text.slice(at, at + 7))) depth++
    else if (/^\\end(?![a-zA-Z])/.test(text.slice(at, at + 5))) depth--
    else if ('([{'.includes(text[at]!)) depth++
    else if (')]}'.includes(text[at]!)) depth--
    at += text[at] === '\\' && !/[a-zA-Z{}]/.test(text[at + 1] ?? '') ? 2 : 1
  }
  parts.push(text.slice(start))
  return parts
}

/** True if every bracket inside closes one of its kind; intervals may mix ( and ]. */
function balanced(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character) && --depth < 0) return false
  }
  return depth === 0
}

/** Each element once, in one order. */
function sorted(elements: readonly string[]): string {
  return [...new Set(elements)].sort().join(', ')
}
