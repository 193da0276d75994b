// Expressions: a mathematical term as a tree.
// Knows what a term is made of. Does not know notation (parse-expression.ts) or values (evaluate-expression.ts).
import type { Rational } from './rational.ts'

export type Expression =
  | { kind: 'number'; value: Rational }
  /** A variable, subscript included; also `i`. */
  | { kind: 'variable'; name: string }
  | { kind: 'constant'; name: 'pi' | 'e' }
  | { kind: 'sum' | 'product' | 'quotient' | 'power'; left: Expression; right: Expression }
  | { kind: 'negative' | 'absolute' | 'factorial' | 'floor' | 'ceiling' | 'percent'; of: Expression }
  | { kind: 'root'; of: Expression; degree: number }
  | { kind: 'logarithm'; of: Expression; base: Expression | null }
  | { kind: 'function'; name: FunctionName; of: Expression }
  | { kind: 'binomial' | 'gcd' | 'lcm' | 'max' | 'min'; left: Expression; right: Expression }

export const FUNCTIONS = [
  'sin',
  'cos',
  'tan',
  'cot',
  'sec',
  'csc',
  'arcsin',
  'arccos',
  'arctan',
  'sinh',
  'cosh',
  'tanh',
] as const
export type FunctionName = (typeof FUNCTIONS)[number]
