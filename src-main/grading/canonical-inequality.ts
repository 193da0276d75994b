// The canonical form of inequalities in one variable: the intervals that they describe.
// Knows bounds, by a factor, too, and |x| and x² below or above a number. Does not know how a bound is told (canonical-answer.ts).
import { sorted, splitAt } from './answer-parts.ts'
import { variablesOf } from './canonical-expression.ts'
import { rootOf } from './linear.ts'
import { parseExpression } from './parse-expression.ts'
import { quantityOf } from './units.ts'

/** What makes a text an inequality. */
export const ORDER = /<|>|\\(?:le|ge|ne)(?![a-zA-Z])/

interface Bound {
  at: string
  closed: boolean
}

/** Without a bound it has no end on that side. */
interface Interval {
  low: Bound | null
  high: Bound | null
}

interface Solution {
  variable: string
  intervals: Interval[]
}

type ValueOf = (text: string) => string

/** Inequalities in one variable are intervals: 2 < x \le 3 is (2, 3], and 2x < 4 is (-infinity, 2). Null for others. */
export function inequality(text: string, valueOf: ValueOf): string | null {
  const solution = solutionOf(text.trim(), valueOf)
  if (!solution) return null
  const forms = solution.intervals.map(textOf)
  return forms.length === 1 ? forms[0]! : `union ${sorted(forms)}`
}

function solutionOf(text: string, valueOf: ValueOf): Solution | null {
  const joined = parts(text, /\sand\s/y)
  if (joined.length > 1) return joined.length === 2 ? overlap(joined, valueOf) : null
  const apart = parts(text, /\sor\s|,/y)
  if (apart.length === 2 && !/\sor\s/.test(text)) return overlap(apart, valueOf) ?? union(apart, valueOf)
  return apart.length > 1 ? union(apart, valueOf) : single(text, valueOf)
}

function parts(text: string, separator: RegExp): string[] {
  return splitAt(text, separator).map((part) => part.trim())
}

/** All of the intervals, if they are of one variable. */
function union(texts: readonly string[], valueOf: ValueOf): Solution | null {
  const solutions = texts.map((text) => solutionOf(text, valueOf))
  const [first] = solutions
  if (!first || !solutions.every((solution) => solution?.variable === first.variable)) return null
  return { variable: first.variable, intervals: solutions.flatMap((solution) => solution!.intervals) }
}

/** x > 1 and x < 2: the interval between a lower and an upper bound that leaves something between them. */
function overlap(texts: readonly string[], valueOf: ValueOf): Solution | null {
  const both = union(texts, valueOf)
  if (both?.intervals.length !== 2) return null
  const [a, b] = both.intervals as [Interval, Interval]
  const [below, above] = a.high === null ? [a, b] : [b, a]
  if (below.low === null || below.high !== null || above.low !== null || above.high === null) return null
  const [from, to] = [numberOf(below.low.at), numberOf(above.high.at)]
  if (from === null || to === null || from >= to) return null
  return { variable: both.variable, intervals: [{ low: below.low, high: above.high }] }
}

function numberOf(form: string): number | null {
  const [, top, bottom = '1'] = /^~?(-?[\d.e+-]+)(?:\/(\d+))?$/.exec(form) ?? []
  return top === undefined ? null : Number(top) / Number(bottom)
}

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '\\le': '\\ge', '\\ge': '\\le', '\\ne': '\\ne' }

function single(text: string, valueOf: ValueOf): Solution | null {
  const pieces = text.split(/(<|>|\\(?:le|ge|ne)(?![a-zA-Z]))/).map((piece) => piece.trim())
  const last = pieces.length - 1
  pieces[last] = quantityOf(pieces[last]!)?.amount ?? pieces[last]!
  if (pieces.length === 3) return solved(pieces[0]!, pieces[1]!, pieces[2]!, valueOf)
  if (pieces.length !== 5) return null
  const [low, first, middle, second, high] = pieces as [string, string, string, string, string]
  if (first === '\\ne' || (first === '<' || first === '\\le') !== (second === '<' || second === '\\le')) return null
  const [a, b] = [solved(low, first, middle, valueOf), solved(middle, second, high, valueOf)]
  if (a?.intervals.length !== 1 || b?.intervals.length !== 1 || a.variable !== b.variable) return null
  const [one, other] = [a.intervals[0]!, b.intervals[0]!]
  const interval = { low: one.low ?? other.low, high: one.high ?? other.high }
  return interval.low && interval.high ? { variable: a.variable, intervals: [interval] } : null
}

function solved(left: string, sign: string, right: string, valueOf: ValueOf): Solution | null {
  const [a, b] = [nameOf(left), nameOf(right)]
  if (a !== null && !mentionsVariable(right)) return { variable: a, intervals: beside(sign, valueOf(right)) }
  if (b !== null && !mentionsVariable(left)) return { variable: b, intervals: beside(FLIPPED[sign]!, valueOf(left)) }
  return (
    magnitude(left, sign, right, valueOf) ??
    magnitude(right, FLIPPED[sign]!, left, valueOf) ??
    byFactor(left, sign, right)
  )
}

function nameOf(text: string): string | null {
  return /^[a-zA-Z](?:_\{?\w+\}?)?$/.test(text) && text !== 'e' && text !== 'i' ? text.replace(/[{}]/g, '') : null
}

function mentionsVariable(text: string): boolean {
  const expression = parseExpression(text)
  return expression !== null && variablesOf(expression).size > 0
}

/** What is on the side of a bound that a sign says. */
function beside(sign: string, at: string): Interval[] {
  const bound = { at, closed: sign === '\\le' || sign === '\\ge' }
  const [below, above]: Interval[] = [
    { low: null, high: bound },
    { low: bound, high: null },
  ]
  return sign === '\\ne' ? [below!, above!] : [sign === '<' || sign === '\\le' ? below! : above!]
}

/** |x| < 2 and x² < 4 */
function magnitude(left: string, sign: string, right: string, valueOf: ValueOf): Solution | null {
  const [, absolute, squared] = /^\|\s*([a-z])\s*\|$|^([a-z])\s*\^\s*(?:2|\{\s*2\s*\})$/.exec(left) ?? []
  const variable = absolute ?? squared
  const limit = parseExpression(right)
  if (variable === undefined || sign === '\\ne' || !limit || variablesOf(limit).size > 0) return null
  const size = (numberOf(valueOf(right)) ?? 0) > 0 ? (squared ? `\\sqrt{${right}}` : right) : null
  if (size === null) return null
  const [up] = beside(sign, valueOf(size))
  const [down] = beside(FLIPPED[sign]!, valueOf(`-(${size})`))
  const inside = sign === '<' || sign === '\\le'
  return { variable, intervals: inside ? [{ low: down!.low, high: up!.high }] : [down!, up!] }
}

/** 2x + 1 < 5, with one variable whose factor is a number. */
function byFactor(left: string, sign: string, right: string): Solution | null {
  const [a, b] = [parseExpression(left), parseExpression(right)]
  const difference = a && b && ({ kind: 'sum', left: a, right: { kind: 'negative', of: b } } as const)
  const [variable, ...others] = difference ? variablesOf(difference) : []
  if (!difference || variable === undefined || others.length > 0) return null
  const root = rootOf(variable, difference)
  if (!root) return null
  return { variable, intervals: beside(/^~?-/.test(root.slope) ? FLIPPED[sign]! : sign, root.at) }
}

function textOf({ low, high }: Interval): string {
  return `${low?.closed ? '[' : '('}${low?.at ?? '-infinity'}; ${high?.at ?? 'infinity'}${high?.closed ? ']' : ')'}`
}
