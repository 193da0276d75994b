// The canonical form of what stands in brackets: tuples and intervals by their elements in order, sets by theirs in any.
// Knows brackets, those that French intervals turn around, too. Does not know how an element is told (canonical-answer.ts).
import { balanced, splitAt } from './answer-parts.ts'

interface Elements {
  valueOf: (text: string) => string
  setOf: (parts: readonly string[]) => string
}

/** Tuples, intervals and sets; null for other texts, and for a term in brackets. */
export function bracketed(text: string, { valueOf, setOf }: Elements): string | null {
  const open = text.startsWith('\\{') ? '\\{' : (text[0] ?? '')
  const close = text.endsWith('\\}') ? '\\}' : (text.at(-1) ?? '')
  if (!['(', '[', '\\{', '{'].includes(open) || ![')', ']', '\\}', '}'].includes(close)) return null
  const inside = text.slice(open.length, text.length - close.length)
  if (!balanced(inside)) return null
  const parts = splitAt(inside, /[,;]/y).map((part) => part.trim())
  if (open === '\\{' || open === '{') {
    if (close !== '\\}' && close !== '}') return null
    if (inside.trim() === '') return 'set'
    return open === '{' && parts.length === 1 ? null : setOf(parts)
  }
  return parts.length < 2 ? null : `${open}${parts.map(valueOf).join('; ')}${close}`
}

const INTERVAL = /^([[\](])\s*([^[\],;]+[,;][^[\],;]+?)\s*([[\])])$/

/** ]1, 2[ as (1, 2), alone or in a union; other texts as they are. */
export function withBracketsInward(text: string): string {
  const [, prefix, inside] = /^(.*\\in(?![a-zA-Z])\s*)(.+)$/.exec(text) ?? ['', '', text]
  if (!/^\s*\]|\[\s*$/.test(inside) && !/\[\s*\\cup|\\cup\s*\]/.test(inside)) return text
  const parts = inside.split(/\\cup(?![a-zA-Z])/).map((part) => INTERVAL.exec(part.trim()))
  if (parts.includes(null)) return text
  const intervals = parts.map((part) => `${part![1] === '[' ? '[' : '('}${part![2]!}${part![3] === ']' ? ']' : ')'}`)
  return prefix + intervals.join(' \\cup ')
}
