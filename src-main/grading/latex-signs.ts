// Signs of LaTeX: one spelling for commands that print the same, and for infix commands.
// Knows commands. Does not know dress (wrappers.ts), units or numbers.

/** Commands by the sign that replaces them. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['times|cdot|ast|centerdot', '*'],
  ['div|slash', '/'],
  ['leqslant|leqq|leq|le', ' \\le '],
  ['geqslant|geqq|geq|ge', ' \\ge '],
  ['neq|ne', ' \\ne '],
  ['lt', '<'],
  ['gt', '>'],
  ['approx|simeq|doteq', ' \\approx '],
  ['lbrace', '\\{'],
  ['rbrace', '\\}'],
  ['lbrack', '['],
  ['rbrack', ']'],
  ['lparen|langle', '('],
  ['rparen|rangle', ')'],
  ['[lr]?vert|mid', '|'],
  ['bar', '\\overline'],
  ['angle|measuredangle', ' '],
  ['triangle|therefore', ' '],
  ['ldots|dots|cdots|dotsc|dotsb', '...'],
  ['varnothing', '\\emptyset'],
  ['lor|vee', ' or '],
  ['land|wedge', ' and '],
  ['[bp]?mod', ' mod '],
  ['[dtcs]frac|nicefrac|flatfrac', '\\frac'],
  ['[dt]binom', '\\binom'],
  ['backslash|smallsetminus', '\\setminus'],
  ['Bbb', '\\mathbb'],
  ['degree|textdegree', '°'],
  ['prime', "'"],
]

const SIGNS: readonly (readonly [RegExp, string])[] = [
  ...COMMANDS.map(([names, sign]) => [new RegExp(String.raw`\\(?:${names})(?![a-zA-Z])`, 'g'), sign] as const),
  [/<=/g, ' \\le '],
  [/>=/g, ' \\ge '],
  // 5!=120 is a factorial.
  [/(?<!\d)!=/g, ' \\ne '],
  [/\^\s*(?:\\circ(?![a-zA-Z])|\{\s*\\circ\s*\})|\^\s*\{?\s*°\s*\}?/g, '°'],
  [/\\overline\s*\{([A-Z]+)\}/g, '$1'],
  [/\\&/g, ' and '],
  [/\\pmatrix\s*\{([^{}]*)\}/g, '\\begin{pmatrix}$1\\end{pmatrix}'],
  // 4^{th} is an ordinal, and <1, 2> a vector.
  [/(?<=[\dn])\s*\^\s*\{?\s*(st|nd|rd|th)\s*\}?(?![a-z])/g, '$1'],
  [/^\s*<([^<>]+,[^<>]+)>\s*$/, '($1)'],
  [/\\root\s*(\d+)\s*\\of(?![a-zA-Z])/g, '\\sqrt[$1]'],
  [/\\cr(?![a-zA-Z])/g, '\\\\'],
]

/** The text with one command for each sign, and without infix commands. */
export function withOneCommandEach(text: string): string {
  const plain = SIGNS.reduce((before, [pattern, sign]) => before.replace(pattern, sign), text)
  return withoutInfix(withoutInfix(plain, 'over', '\\frac'), 'choose', '\\binom')
}

/** {a \over b} as \frac{a}{b}: what stands between the command and the brace around it, or the ends. */
function withoutInfix(text: string, command: string, prefix: string): string {
  const at = text.search(new RegExp(String.raw`\\${command}(?![a-zA-Z])`))
  if (at < 0) return text
  const after = at + command.length + 1
  const [start, end] = [edge(text, at - 1, -1), edge(text, after, 1)]
  const written = `${prefix}{${text.slice(start + 1, at).trim()}}{${text.slice(after, end).trim()}}`
  const braced = text[start] === '{' && text[end] === '}'
  return withoutInfix(
    braced
      ? text.slice(0, start) + written + text.slice(end + 1)
      : text.slice(0, start + 1) + written + text.slice(end),
    command,
    prefix,
  )
}

/** Where the brace that is open at a place opens (step -1) or closes (step 1); the end of the text where there is none. */
function edge(text: string, from: number, step: 1 | -1): number {
  let depth = 0
  for (let at = from; at >= 0 && at < text.length; at += step) {
    if (text[at] === (step === 1 ? '{' : '}')) depth++
    else if (text[at] === (step === 1 ? '}' : '{') && --depth < 0) return at
  }
  return step === 1 ? text.length : -1
}
