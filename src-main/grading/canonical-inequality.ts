// The canonical form of inequalities in one variable: the interval that they describe.
// Knows bounds. Does not know how a bound is told (canonical-answer.ts).
import { sorted, splitAt } from './answer-parts.ts'
import { variablesOf } from './canonical-expression.ts'
import { parseExpression } from './parse-expression.ts'

/** What makes a text an inequality. */
export const ORDER = /<|>|\\(?:le|ge|ne)(?![a-zA-Z])/

/** Inequalities in one variable are intervals: 2 < x \le 3 is (2, 3]. */
export function inequality(text: string, valueOf: (text: string) => string): string | null {
  const both = splitAt(text, /\sand\s/y).map((part) => part.trim())
  if (both.length === 2) return overlap(both, valueOf)
  const parts = splitAt(text, /\sor\s|,/y).map((part) => part.trim())
  if (parts.length > 1) {
    const forms = parts.map((part) => inequality(part, valueOf))
    return forms.includes(null) ? null : `union ${sorted(forms.map((form) => form!))}`
  }
  const hole = /^([a-zA-Z])\s*\\ne\s*(.+)$/.exec(text)
  if (hole && !mentionsVariable(hole[2]!)) {
    const value = valueOf(hole[2]!)
    return `union ${sorted([`(-infinity; ${value})`, `(${value}; infinity)`])}`
  }
  const pieces = text.split(/(<|>|\\le(?![a-zA-Z])|\\ge(?![a-zA-Z]))/).map((piece) => piece.trim())
  const isVariable = (piece: string | undefined) => /^[a-zA-Z](?:_\{?\w+\}?)?$/.test(piece ?? '') && piece !== 'e'
  const flip: Record<string, string> = { '<': '>', '>': '<', '\\le': '\\ge', '\\ge': '\\le' }
  const interval = (low: string | null, lowClosed: boolean, high: string | null, highClosed: boolean) => {
    const from = low === null ? '-infinity' : valueOf(low)
    const to = high === null ? 'infinity' : valueOf(high)
    return `${lowClosed ? '[' : '('}${from}; ${to}${highClosed ? ']' : ')'}`
  }
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

/** x > 1 and x < 2: the interval between a lower and an upper bound. */
function overlap(parts: readonly string[], valueOf: (text: string) => string): string | null {
  const forms = parts.map((part) => inequality(part, valueOf))
  const lower = forms.map((form) => /^([([].*; )infinity\)$/.exec(form ?? '')?.[1]).find((bound) => bound !== undefined)
  const upper = forms.map((form) => /^\(-infinity(; .*)$/.exec(form ?? '')?.[1]).find((bound) => bound !== undefined)
  if (forms.includes(null)) return null
  return lower !== undefined && upper !== undefined
    ? `${lower}${upper.slice(2)}`
    : `both ${sorted(forms.map((form) => form!))}`
}

function mentionsVariable(text: string): boolean {
  const expression = parseExpression(text)
  return expression !== null && variablesOf(expression).size > 0
}
