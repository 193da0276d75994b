// Answer end: how far an answer reaches in the line that states it.
// Knows sentences, asides, lists, and that brackets and mathematics are not cut. Does not know which words stated the answer.

/** An answer that begins with a value: a number, an amount, mathematics, a bracket, a variable, or the letter of a choice. */
const VALUE =
  /^[*_`"'“‘\s]{0,6}(?:[-+−–±~≈<>≤≥]{0,2}\s?(?:(?:[$€£¥₹]|Rs\.?|USD|US\$)\s?)?[-−]?\.?\d|\$|\\[[(a-zA-Z{|\\$%]|[([{|]|[-−]?[√π∞∅½⅓¼¾⅔]|[-−]?[a-zA-Z](?:_\w{1,3}|_\{\w{1,8}\})?(?=\s{0,3}(?:[-=<>≤≥^(),.;:+*/\\_`"'”’]|$)|\s(?:and|or|because|since)\b)|[B-H](?![a-zA-Z'’])|A(?=\sis\b))/

/** What may follow in a list of answers: 1, 2 and 3; x = 1, y = 2; (0, 1) or (1, 0). */
const ITEM =
  /\s{0,4}(?:(?:and|or)\s|&)?\s{0,4}(?:[-+−±]?\s?[$€£¥]?\.?\d|[$\\([{|√π∞…]|\.\.\.|[-+−]?\d{0,6}[a-zA-Z](?:_\w)?(?:\s{0,3}[=<>≤≥^]|\s{0,3}(?:[,;)]|$)|\(|\s(?:and|or)\s)|a(?:nd a)? (?:half|third|quarter|fifth)\b|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=\s{0,3}(?:[,.;]|$)|\s(?:and|or)\b))/y

/** Words that begin something else than the answer, behind any answer; and those that do so behind a value. */
const ALWAYS_CUTS =
  /(?:because|since|so(?! far)|which|therefore|thus|hence|as (?:required|desired|expected|shown|claimed)|i\.e\.|e\.g\.|[Ii] (?:hope|think|believe|am)|(?:and|but) (?:so|thus|hence|therefore|we|it|this|that|the answer|is|I)|given that|assuming)\b/y
const CUTS_VALUE =
  /(?:only|respectively|of (?:the|a|an|his|her|their|its|all)|that|who|when|where|while|but|though|although|then|as|due|assuming|is|are|was|were|will|would|makes?|gives?|rather|instead|not|I|we|he|she|they|it|this|in (?:total|all|the|this|our|simplest|lowest|its|each|every|one|a)|to the|for (?:the|a|an|each|his|her|their|this|that|all|every)|at the|on average|with|overall|altogether|and (?!a (?:half|third|quarter))(?:a|the|he|she|they|you|there|then|not|are|was|were|also|all|our|its|no)|or (?:about|approximately|roughly|around|simply|just|equivalently|rather|in))\b/y
const DASH = /[-–—]{1,3}\s{1,4}(?:[A-Za-z]{2,}|I\s)/y
const NOT_PROSE =
  /\\[a-zA-Z]{1,20}|\b(?:sqrt|sin|cos|tan|cot|sec|csc|log|ln|exp|lim|max|min|gcd|lcm|pi|arcsin|arccos|arctan|theta)\b/g

const ABBREVIATIONS = new Set('mr mrs ms dr st vs no approx fig eq prof i.e e.g'.split(' '))
/** A small letter or a digit goes on behind these. */
const SHORT_UNITS = new Set(
  'in ft oz lb lbs sq cu mi yd hr hrs min sec cm mm km kg p.m a.m u.s cal tbsp tsp qt gal'.split(' '),
)

/** Whether the text begins with a value rather than with words. */
export function isValue(text: string): boolean {
  return VALUE.test(text)
}

/**
 * The answer at the beginning of this line: up to the end of the sentence, or to where an aside, a reason or another clause
 * begins. 1,234 and 3.5 and (1, 2) and x = 5, y = 3 stay whole. Time is linear in the line's length.
 */
export function upToItsEnd(line: string): string {
  return line.slice(0, endOf(line, true) ?? endOf(line, false) ?? line.length)
}

/** Where the answer ends; null if `brackets` count and one is never closed. */
function endOf(line: string, brackets: boolean): number | null {
  const value = isValue(line)
  const lastClosing = { '(': line.lastIndexOf('\\)'), '[': line.lastIndexOf('\\]') }
  let depth = 0
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === '\\') {
      const next = line[at + 1]
      if (next === '{') depth++
      else if (next === '}') depth = Math.max(0, depth - 1)
      if ((next === '(' || next === '[') && lastClosing[next] > at)
        at = line.indexOf(next === '(' ? '\\)' : '\\]', at + 2) + 1
      else at += commandLength(line, at) - 1
    } else if (character === '$') {
      at = mathematicsEnd(line, at) ?? at
    } else if ('([{'.includes(character)) {
      if (depth === 0 && at > 0 && isAside(line, at)) return at
      if (brackets) depth++
    } else if (')]}'.includes(character)) {
      // Of a bracket that was opened before the answer; A) is a choice, and ]0, 1[ an interval.
      if (brackets && depth === 0 && character !== ']' && at > 0 && !/^\W{0,4}[A-Za-z]$/.test(line.slice(0, at)))
        return at
      depth = Math.max(0, depth - 1)
    } else if (depth === 0 && endsHere(line, at, value)) return at
  }
  return depth === 0 || !brackets ? line.length : null
}

const COMMAND = /\\(?:left|right)\.|\\[a-zA-Z]+|\\[^]?/y

function commandLength(line: string, at: number): number {
  COMMAND.lastIndex = at
  return COMMAND.exec(line)![0].length
}

/** The last character of the mathematics that this dollar opens, or null if it is an amount of money. */
function mathematicsEnd(line: string, at: number): number | null {
  if (line[at + 1] === '$') {
    const end = line.indexOf('$$', at + 2)
    return end < 0 ? at + 1 : end + 1
  }
  let close = line.indexOf('$', at + 1)
  while (close > 0 && line[close - 1] === '\\') close = line.indexOf('$', close + 1)
  if (close < 0) return null
  // As in Pandoc: no space inside the delimiters, and no digit behind the closing one.
  const [first, last, behind] = [line[at + 1]!, line[close - 1]!, line[close + 1] ?? ' ']
  const spaced = /\s/.test(first) && /\s/.test(last)
  return spaced || (/\S/.test(first) && /\S/.test(last) && !/\d/.test(behind)) ? close : null
}

/** Whether this bracket opens an aside in words, other than "(mod 7)". */
function isAside(line: string, at: number): boolean {
  if (line[at] !== '(' || !/[\s*$]/.test(line[at - 1]!)) return false
  const inside = /^[^)\]]{0,60}/.exec(line.slice(at + 1, at + 61))![0]
  if (/^\s*\\?p?(?:mod|base)\b/.test(inside)) return false
  return /[=≈%]|[A-Za-z]{3}|\b(?:or|in|so|we|is|as|to|if|by|he|it)\b/.test(inside.replace(NOT_PROSE, ''))
}

function endsHere(line: string, at: number, value: boolean): boolean {
  switch (line.charAt(at)) {
    case '\n':
      return true
    case '.':
      return endsSentence(line, at) && !isAbbreviation(line, at)
    case '!':
      // 5! is a factorial, unless another sentence follows.
      return (
        endsSentence(line, at) &&
        (/[A-Za-z]{2}[*_"'”’`]{0,4}$/.test(line.slice(Math.max(0, at - 8), at)) ||
          /^!\S{0,3}\s{1,4}[A-Z][a-z']*\s/.test(line.slice(at, at + 24)))
      )
    case '?':
    case '。':
      return true
    case ',':
    case ';':
      return separatesClause(line, at, value)
    case ':':
      return value && at > 0 && /^:\s{1,4}[A-Za-z]{2}/.test(line.slice(at, at + 8))
    case '—':
      return at > 0 && /[A-Za-z]/.test(line[at + 1] ?? '')
    case '`':
      return line.startsWith('```', at)
    case '<':
      return at > 0 && /^<\/?(?:br|p|div|hr|li|ul|td|tr|h\d|answer|details)\b\s?\/?>/i.test(line.slice(at, at + 14))
    case ' ':
    case '\t':
      return at > 0 && /\S/.test(line[at + 1] ?? ' ') && beginsClause(line, at + 1, value)
    default:
      return false
  }
}

function endsSentence(line: string, at: number): boolean {
  if (line[at + 1] === '.' || line[at - 1] === '.') return false
  return /^[.!][*_"'”’`)\]}]{0,4}(?:\s|$|<)/.test(line.slice(at, at + 7))
}

function isAbbreviation(line: string, at: number): boolean {
  const word = /(?<![A-Za-z])[A-Za-z.]{1,6}$/.exec(line.slice(Math.max(0, at - 7), at))?.[0].toLowerCase() ?? ''
  return ABBREVIATIONS.has(word) || (SHORT_UNITS.has(word) && /^\.\s{1,4}[a-z\d]/.test(line.slice(at, at + 6)))
}

/** A comma or semicolon: behind a value whatever is no further item begins a clause, behind words only what says so. */
function separatesClause(line: string, at: number, value: boolean): boolean {
  const rest = /^[,;]\s{0,4}/.exec(line.slice(at, at + 5))![0].length
  const next = line[at + rest]
  if (next === undefined) return true
  if (rest === 1 && !/[A-Za-z]/.test(next)) return false
  if (value) return !matchesAt(ITEM, line, at + rest)
  return (
    matchesAt(ALWAYS_CUTS, line, at + rest) ||
    (matchesAt(CUTS_VALUE, line, at + rest) && !matchesAt(ITEM, line, at + rest))
  )
}

function beginsClause(line: string, at: number, value: boolean): boolean {
  if (matchesAt(ALWAYS_CUTS, line, at)) return true
  if (matchesAt(DASH, line, at)) return !/^[-–—]+\s+(?:sqrt|sin|cos|tan|log|ln|exp|pi)\b/.test(line.slice(at, at + 16))
  return value && matchesAt(CUTS_VALUE, line, at)
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}
