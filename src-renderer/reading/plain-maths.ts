// A formula as a line of readable text: \frac{14}{3} as 14/3, x^2 as x², \times as ×. What has no such form stays as it was written.
// Knows how TeX's groups, commands and marks are read. Does not know where in a text a formula stands.
import { braceEnd } from './maths-marks.ts'
import { doubled, FUNCTION_NAMES, lowered, raised, SYMBOLS } from './symbols.ts'

/** Groups in groups; deeper ones are no longer text that somebody reads. */
const DEEPEST = 40

const FRACTIONS = new Set(['frac', 'dfrac', 'tfrac', 'cfrac'])
/** Commands that show their argument and nothing else here. */
const SHOWN = new Set(
  (
    'boxed fbox text textbf textit textrm textsf texttt textnormal emph mbox mathrm mathbf mathit mathsf mathtt mathcal mathscr ' +
    'mathfrak mathnormal boldsymbol bold bm pmb operatorname underline cancel bcancel xcancel underbrace overbrace ' +
    'mathop mathrel mathbin mathord smash substack'
  ).split(' '),
)
/** Commands whose argument is no text. */
const UNSHOWN = new Set('color hspace vspace phantom hphantom vphantom label kern rule'.split(' '))
/** Commands that change looks, sizes or places alone. */
const SILENT = new Set(
  (
    'left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle textstyle scriptstyle limits ' +
    'nolimits nonumber notag hline hfill centering rm bf it'
  ).split(' '),
)
/** Commands whose first argument is another look or place for the second. */
const SECOND = new Set('textcolor colorbox stackrel overset underset href'.split(' '))
const SPACES = new Set([' ', ',', ';', ':', 'quad', 'qquad', 'enspace', 'space', '>'])
/** Signs that stand above the one before them. */
const ABOVE = new Map([
  ['overline', '\u0305'],
  ['bar', '\u0304'],
  ['vec', '\u20D7'],
  ['overrightarrow', '\u20D7'],
  ['hat', '\u0302'],
  ['widehat', '\u0302'],
  ['tilde', '\u0303'],
  ['dot', '\u0307'],
  ['ddot', '\u0308'],
])

const BRACKETS = new Map([
  ['pmatrix', '()'],
  ['bmatrix', '[]'],
  ['Bmatrix', '{}'],
  ['vmatrix', '||'],
  ['Vmatrix', '‖‖'],
  ['cases', '{ '],
])

interface Reader {
  tex: string
  at: number
  depth: number
}

/** A formula without its marks as one line. Never empty where the formula is not; never throws. */
export function plainMaths(tex: string): string {
  const plain = read({ tex, at: 0, depth: 0 })
    .replace(/\s+/g, ' ')
    .replace(/([([]) | (?=[)\],;])/g, '$1')
    .trim()
  return plain === '' ? tex : plain
}

function read(reader: Reader): string {
  if (reader.depth > DEEPEST) return reader.tex.slice(reader.at)
  let out = ''
  while (reader.at < reader.tex.length) {
    const sign = reader.tex[reader.at]
    if (sign === '^' || sign === '_') {
      reader.at++
      out = out.trimEnd() + script(sign, argument(reader))
    } else if (sign === "'") {
      reader.at++
      out += '′'
    } else out += next(reader, out)
  }
  return out
}

/** The next thing as text: a group, a command or a character. */
function next(reader: Reader, before = ''): string {
  const { tex, at } = reader
  const sign = String.fromCodePoint(tex.codePointAt(at) ?? 32)
  if (sign === '{') return group(reader)
  if (sign === '\\') return nested(reader, () => command(reader, before))
  reader.at += sign.length
  if (sign === '~' || sign === '&') return ' '
  return sign === '}' ? '' : sign
}

/** Reads what may hold more of its kind; behind so many of them the rest stays as it was written. */
function nested(reader: Reader, work: () => string): string {
  if (reader.depth >= DEEPEST) {
    const rest = reader.tex.slice(reader.at)
    reader.at = reader.tex.length
    return rest
  }
  reader.depth++
  const found = work()
  reader.depth--
  return found
}

/** What stands between braces, read on its own. An open brace that nothing closes ends with the formula. */
function group(reader: Reader): string {
  const { tex, at, depth } = reader
  const end = braceEnd(tex, at)
  reader.at = end < 0 ? tex.length : end
  return read({ tex: tex.slice(at + 1, end < 0 ? tex.length : end - 1), at: 0, depth: depth + 1 })
}

/** The argument of a command or of a mark: a group, or else one sign or command. */
function argument(reader: Reader): string {
  while (reader.tex[reader.at] === ' ') reader.at++
  return reader.at >= reader.tex.length ? '' : next(reader)
}

/** What stands in brackets here, if anything does. */
function option(reader: Reader): string {
  const found = /^\s*\[([^\]]*)\]/.exec(reader.tex.slice(reader.at))
  if (!found) return ''
  reader.at += found[0].length
  return found[1] ?? ''
}

function command(reader: Reader, before: string): string {
  const name = /^[a-zA-Z]+\*?/.exec(reader.tex.slice(reader.at + 1))?.[0] ?? reader.tex[reader.at + 1] ?? ''
  const begun = reader.at
  reader.at += 1 + name.length
  const symbol = SYMBOLS.get(name)
  if (symbol !== undefined) return symbol
  if (FUNCTION_NAMES.has(name)) return spaced(name, reader, before)
  if (FRACTIONS.has(name)) {
    const [over, under] = [argument(reader), argument(reader)]
    return over === '' || under === '' ? source(reader, begun) : `${atom(over, LOOSE)}/${atom(under, TIGHT)}`
  }
  if (name === 'sqrt') {
    const [degree, inside] = [option(reader), argument(reader)]
    return inside.trim() === '' ? source(reader, begun) : root(degree, inside)
  }
  if (name === 'binom' || name === 'dbinom' || name === 'tbinom') return `C(${argument(reader)}, ${argument(reader)})`
  if (name === 'begin' || name === 'end') return environment(reader, name)
  if (name === 'mathbb') return doubled(argument(reader))
  if (name === 'pmod') return ` (mod ${argument(reader)})`
  if (name === 'tag') return ` (${argument(reader)})`
  if (SECOND.has(name)) {
    argument(reader)
    return argument(reader)
  }
  if (name === 'not') return argument(reader) === '=' ? '≠' : source(reader, begun)
  const above = ABOVE.get(name)
  if (above !== undefined) return Array.from(argument(reader), (sign) => sign + above).join('')
  if (SHOWN.has(name.replace('*', ''))) return argument(reader)
  if (UNSHOWN.has(name)) {
    argument(reader)
    return ''
  }
  if (SILENT.has(name)) return delimiter(reader, name)
  if (name === '\\') {
    option(reader)
    return '; '
  }
  if (SPACES.has(name)) return ' '
  if (name === '!') {
    while (reader.tex[reader.at] === ' ') reader.at++
    return ''
  }
  if (/^[%$#&_{}|/]$/.test(name)) return name === '|' ? '‖' : name
  return source(reader, begun)
}

/** As it was written, from where it began, with the groups that follow. */
function source(reader: Reader, begun: number): string {
  while (reader.tex[reader.at] === '{') {
    const end = braceEnd(reader.tex, reader.at)
    reader.at = end < 0 ? reader.tex.length : end
  }
  return reader.tex.slice(begun, reader.at)
}

/** A name with the space that print has by its shape: 2 sin θ. */
function spaced(name: string, reader: Reader, before: string): string {
  const word = name === 'bmod' ? 'mod' : name
  const after = /^\s*(?:[\p{L}\p{N}]|\\(?!left|big|,|limits)[a-zA-Z])/u.test(reader.tex.slice(reader.at)) ? ' ' : ''
  return (/[\p{L}\p{N})]$/u.test(before) ? ' ' : '') + word + after
}

/** Behind \left and its like a point is no delimiter. */
function delimiter(reader: Reader, name: string): string {
  if (/^(left|right|middle|big|Big)/.test(name) && /^\s*\./.test(reader.tex.slice(reader.at))) {
    reader.at = reader.tex.indexOf('.', reader.at) + 1
  }
  return ''
}

/** The brackets of a matrix; other environments show what is in them. */
function environment(reader: Reader, end: 'begin' | 'end'): string {
  const name = argument(reader).replace('*', '')
  if (name === 'array' && end === 'begin') argument(reader)
  return BRACKETS.get(name)?.[end === 'begin' ? 0 : 1] ?? ' '
}

function root(degree: string, inside: string): string {
  const before = degree === '' ? '' : (raised(degree) ?? `${degree} `)
  return `${before}√${atom(inside, STRICT)}`
}

function script(mark: '^' | '_', text: string): string {
  const inner = text.trim()
  if (inner === '') return ''
  return (mark === '^' ? raised(inner) : lowered(inner)) ?? `${mark}${atom(inner, TIGHT)}`
}

/** What is one thing above a stroke, below it or in an exponent, and below a root. */
const LOOSE = /^[\d.]*(?:\p{L}\p{M}*)?[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉′]*$/u
const TIGHT = /^(?:[\d.]+|\p{L}\p{M}*)[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉′]*$/u
const STRICT = /^(?:[\d.]+|\p{L}\p{M}*)$/u

/** In brackets, unless it is one thing. */
function atom(text: string, one: RegExp): string {
  const inner = text.trim()
  return inner !== '' && (one.test(inner) || /^\([^()]*\)$/.test(inner)) ? inner : `(${inner})`
}
