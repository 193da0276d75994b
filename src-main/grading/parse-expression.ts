// Parsing: a mathematical term as LaTeX or plain text, as a tree.
// Knows the notation. Does not know values (evaluate-expression.ts) or lists, intervals and sets (canonical-answer.ts).
import { tokensOf } from './expression-tokens.ts'
import { FUNCTIONS } from './expression.ts'
import type { Expression, FunctionName } from './expression.ts'
import { decimal } from './rational.ts'

const GREEK =
  /^\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|psi|omega)$/
const ANGLES = /^(?:sin|cos|tan|cot|sec|csc)$/
const OF_SEVERAL = ['gcd', 'lcm', 'max', 'min'] as const
const DEPTH_LIMIT = 60

/** The expression that a text writes, or null if it does not write one. Never throws. */
export function parseExpression(text: string): Expression | null {
  const tokens = tokensOf(text)
  if (!tokens || tokens.length === 0) return null
  try {
    const parser = new Parser(tokens)
    const expression = parser.sum()
    return parser.done ? expression : null
  } catch (error) {
    if (error instanceof NotAnExpression || error instanceof RangeError) return null
    throw error
  }
}

class NotAnExpression extends Error {}

/** Recursive descent: sum > product > sign > power > atom. */
class Parser {
  private readonly tokens: string[]
  private at = 0
  private depth = 0
  /** Open |…|: a bar inside closes it. */
  private bars = 0
  /** Inside the argument of sine and the like, where 30° is π/6. */
  private angles = 0

  constructor(tokens: string[]) {
    this.tokens = tokens
  }

  get done(): boolean {
    return this.at === this.tokens.length
  }

  sum(): Expression {
    if (++this.depth > DEPTH_LIMIT) throw new NotAnExpression()
    let left = this.product()
    for (let sign = this.take('+', '-'); sign; sign = this.take('+', '-')) {
      const right = this.product()
      left = { kind: 'sum', left, right: sign === '+' ? right : { kind: 'negative', of: right } }
    }
    this.depth--
    return left
  }

  private product(): Expression {
    let left = this.signed()
    for (;;) {
      if (this.take('*')) left = { kind: 'product', left, right: this.signed() }
      else if (this.take('/')) left = { kind: 'quotient', left, right: this.signed() }
      else if (this.startsAtom() && !this.betweenNumbers) left = { kind: 'product', left, right: this.mixed() }
      else return left
    }
  }

  /** 3 4 is no product. */
  private get betweenNumbers(): boolean {
    return /^[\d.]/.test(this.peek() ?? '') && /^[\d.]/.test(this.tokens[this.at - 1] ?? '')
  }

  private signed(): Expression {
    const sign = this.take('+', '-')
    if (sign === '-') return negative(this.signed())
    return sign === '+' ? this.signed() : this.mixed()
  }

  /** A whole number before a fraction of whole numbers is a mixed number, 1½, not a product. */
  private mixed(): Expression {
    const left = this.power()
    if (!isWhole(left) || this.peek() !== '\\frac') return left
    const start = this.at
    const right = this.power()
    if (right.kind === 'quotient' && isWhole(right.left) && isWhole(right.right)) return { kind: 'sum', left, right }
    this.at = start
    return left
  }

  private power(): Expression {
    let base = this.atom()
    for (;;) {
      if (this.take('!')) base = factorial(base)
      else if (this.take('%')) base = { kind: 'percent', of: base }
      else if (this.take('°')) base = this.angles > 0 ? inRadians(base) : base
      else break
    }
    if (!this.take('^', '**')) return base
    if (++this.depth > DEPTH_LIMIT) throw new NotAnExpression()
    const exponent = this.peek() === '{' ? this.group('{', '}') : this.take('-') ? negative(this.power()) : this.power()
    this.depth--
    return { kind: 'power', left: base, right: exponent }
  }

  private atom(): Expression {
    const token = this.next()
    if (/^[\d.]/.test(token)) return { kind: 'number', value: decimal(token) }
    if (token === '(' || token === '[' || token === '{') {
      this.at--
      return this.group(token, { '(': ')', '[': ']', '{': '}' }[token])
    }
    if (token === '|') return this.absolute()
    if (token === '\\pi') return { kind: 'constant', name: 'pi' }
    if (token === '\\frac') return { kind: 'quotient', left: this.argument(), right: this.argument() }
    if (token === '\\binom') return { kind: 'binomial', left: this.argument(), right: this.argument() }
    if (token === '\\sqrt') return this.root()
    if (token === '\\cbrt') return { kind: 'root', degree: 3, of: this.argument() }
    if (token === '\\exp') return this.exponential()
    if (token === '\\log' || token === '\\ln' || token === '\\lg') return this.logarithm(token)
    if (token === '\\lfloor') return { kind: 'floor', of: this.upTo('\\rfloor') }
    if (token === '\\lceil') return { kind: 'ceiling', of: this.upTo('\\rceil') }
    if (token === '\\abs') return { kind: 'absolute', of: this.group('(', ')') }
    if (token === '\\floor') return { kind: 'floor', of: this.group('(', ')') }
    if (token === '\\ceil') return { kind: 'ceiling', of: this.group('(', ')') }
    const several = OF_SEVERAL.find((known) => token === `\\${known}`)
    if (several) return this.ofSeveral(several)
    const name = FUNCTIONS.find((known) => token === `\\${known}`)
    if (name) return this.applied(name)
    if (/^[a-zA-Z]$/.test(token) || GREEK.test(token)) return this.variable(token)
    throw new NotAnExpression()
  }

  private variable(letter: string): Expression {
    if (!this.take('_')) return letter === 'e' ? { kind: 'constant', name: 'e' } : { kind: 'variable', name: letter }
    let name = `${letter}_`
    if (this.take('{')) for (let token = this.next(); token !== '}'; token = this.next()) name += token
    else name += this.next()
    return { kind: 'variable', name }
  }

  private absolute(): Expression {
    this.bars++
    const of = this.sum()
    this.bars--
    this.expect('|')
    return { kind: 'absolute', of }
  }

  private root(): Expression {
    let degree = 2
    if (this.take('[')) {
      degree = Number(this.next())
      if (!Number.isInteger(degree) || degree < 2 || degree > 64) throw new NotAnExpression()
      this.expect(']')
    }
    const braced = this.peek() === '{' || this.peek() === '('
    const of = braced ? this.atom() : this.single()
    // √(x²) is |x|, which only terms with |…| are asked for negative x to show (canonical-expression.ts).
    if (degree === 2 && of.kind === 'power' && isNumber(of.right, 2n)) return { kind: 'absolute', of: of.left }
    return { kind: 'root', degree, of }
  }

  private ofSeveral(kind: (typeof OF_SEVERAL)[number]): Expression {
    this.expect('(')
    let left = this.sum()
    while (this.take(',')) left = { kind, left, right: this.sum() }
    this.expect(')')
    return left
  }

  private logarithm(token: string): Expression {
    let base: Expression | null = null
    if (token === '\\ln') base = { kind: 'constant', name: 'e' }
    if (token === '\\lg') base = { kind: 'number', value: { top: 10n, bottom: 1n } }
    if (this.take('_')) base = this.peek() === '{' ? this.group('{', '}') : this.single()
    return { kind: 'logarithm', base, of: this.operand() }
  }

  /** \exp x is a power of e. */
  private exponential(): Expression {
    return { kind: 'power', left: { kind: 'constant', name: 'e' }, right: this.operand() }
  }

  private applied(name: FunctionName): Expression {
    const exponent = this.take('^') ? (this.peek() === '{' ? this.group('{', '}') : this.single()) : null
    const inverse =
      exponent?.kind === 'negative' && isNumber(exponent.of, 1n) && FUNCTIONS.find((known) => known === `arc${name}`)
    if (inverse) return { kind: 'function', name: inverse, of: this.operand() }
    const angle = ANGLES.test(name) ? 1 : 0
    this.angles += angle
    const value: Expression = { kind: 'function', name, of: this.operand() }
    this.angles -= angle
    return exponent ? { kind: 'power', left: value, right: exponent } : value
  }

  /** What a function without brackets takes: the atoms beside it, as in \sin 2x. */
  private operand(): Expression {
    let of = this.power()
    while (!this.betweenNumbers && /^(?:[a-zA-Z]|\\pi|\d.*)$/.test(this.peek() ?? ''))
      of = { kind: 'product', left: of, right: this.power() }
    return of
  }

  /** An argument of \frac: braces, or one digit or letter, as in \frac12. */
  private argument(): Expression {
    if (this.peek() === '{') return this.group('{', '}')
    const digits = this.peek() ?? ''
    if (/^\d{2,}$/.test(digits)) {
      this.tokens.splice(this.at, 1, digits[0]!, digits.slice(1))
    }
    return this.single()
  }

  private single(): Expression {
    const sign = this.take('-')
    const value = this.atom()
    return sign ? negative(value) : value
  }

  private group(open: string, close: string): Expression {
    this.expect(open)
    const bars = this.bars
    this.bars = 0
    const inside = this.sum()
    this.bars = bars
    this.expect(close)
    return inside
  }

  private upTo(close: string): Expression {
    const inside = this.sum()
    this.expect(close)
    return inside
  }

  private startsAtom(): boolean {
    const token = this.peek()
    if (token === undefined || /^(?:[-+*/^_)\]}!%]|\*\*|\\rfloor|\\rceil|[°,])$/.test(token)) return false
    return token !== '|' || this.bars === 0
  }

  private peek(): string | undefined {
    return this.tokens[this.at]
  }

  private next(): string {
    const token = this.tokens[this.at++]
    if (token === undefined) throw new NotAnExpression()
    return token
  }

  private take(...wanted: string[]): string | null {
    const token = this.tokens[this.at]
    if (token === undefined || !wanted.includes(token)) return null
    this.at++
    return token
  }

  private expect(token: string): void {
    if (this.next() !== token) throw new NotAnExpression()
  }
}

function negative(of: Expression): Expression {
  return { kind: 'negative', of }
}

/** 5!! is another function, the product of every second number. */
function factorial(of: Expression): Expression {
  if (of.kind === 'factorial') throw new NotAnExpression()
  return { kind: 'factorial', of }
}

function inRadians(degrees: Expression): Expression {
  const straight: Expression = { kind: 'number', value: { top: 180n, bottom: 1n } }
  return {
    kind: 'quotient',
    left: { kind: 'product', left: degrees, right: { kind: 'constant', name: 'pi' } },
    right: straight,
  }
}

function isWhole(expression: Expression): boolean {
  return expression.kind === 'number' && expression.value.bottom === 1n
}

function isNumber(expression: Expression, value: bigint): boolean {
  return expression.kind === 'number' && expression.value.bottom === 1n && expression.value.top === value
}
