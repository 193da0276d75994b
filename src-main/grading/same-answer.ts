// Equality of answers: two answers are the same if they have the same canonical form.
// Knows numbers and tuples. Does not know where the answers come from.
import { normalizeAnswer } from './normalize-answer.ts'

/** An equivalence relation, so that classes of equal answers in a vote do not depend on their order. */
export function sameAnswer(a: string, b: string): boolean {
  return canonicalAnswer(a) === canonicalAnswer(b)
}

/** A text that is equal for equal answers and different for others. */
export function canonicalAnswer(answer: string): string {
  const text = normalizeAnswer(answer)
  const bracketed = /^([([])(.*)([)\]])$/.exec(text)
  const inner = bracketed ? bracketed[2]! : text
  const parts = inner.split(',')
  if (parts.length === 1) return canonicalNumber(text) ?? text
  const elements = parts.map((part) => canonicalNumber(part) ?? part).join(',')
  return bracketed ? bracketed[1]! + elements + bracketed[3]! : elements
}

/** A number as a fraction in lowest terms ("7/2", "-3"), or null where the text is no number. */
function canonicalNumber(text: string): string | null {
  const sign = text.startsWith('-') ? -1n : 1n
  const bare = text.replace(/^[+-]/, '')
  const mixed = /^(\d+)\\frac\{(\d+)\}\{(\d+)\}$/.exec(bare)
  if (mixed) return lowest(sign * (BigInt(mixed[1]!) * BigInt(mixed[3]!) + BigInt(mixed[2]!)), BigInt(mixed[3]!))
  const fraction = /^\\frac\{([+-]?\d+)\}\{([+-]?\d+)\}$/.exec(bare) ?? /^(\d+)\/([+-]?\d+)$/.exec(bare)
  if (fraction) return lowest(sign * BigInt(fraction[1]!), BigInt(fraction[2]!))
  const decimal = /^(\d*)(?:\.(\d*))?$/.exec(bare)
  if (!decimal || !/\d/.test(bare)) return null
  const decimals = decimal[2] ?? ''
  return lowest(sign * BigInt((decimal[1] ?? '') + decimals), 10n ** BigInt(decimals.length))
}

function lowest(numerator: bigint, denominator: bigint): string | null {
  if (denominator === 0n) return null
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  const sign = denominator < 0n ? -1n : 1n
  const [top, bottom] = [(sign * numerator) / a, (sign * denominator) / a]
  return bottom === 1n ? top.toString() : `${top.toString()}/${bottom.toString()}`
}
