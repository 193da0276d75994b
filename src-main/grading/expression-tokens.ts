// Tokens of expressions: commands, numbers, letters and signs.
// Knows how they are spelt, with and without a backslash. Does not know their order (parse-expression.ts).

const TOKEN = /\s*(\\[a-zA-Z]+|\\[{}|]|\d+(?:\.\d+)?|\.\d+|\*\*|[a-zA-Z]|[-+*/^_(){}[\]|!%°,])/y
/** Names that may come without their backslash. */
export const FUNCTION_NAMES =
  /(?<![a-zA-Z\\])(sqrt|cbrt|pi|infty|log|ln|lg|arcsin|arccos|arctan|asin|acos|atan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|exp|gcd|lcm|max|min|abs|floor|ceil)(?![a-zA-Z])/g
const SPELLINGS: Readonly<Record<string, string>> = { '\\asin': '\\arcsin', '\\acos': '\\arccos', '\\atan': '\\arctan' }

/** Null where some of the text is no token. Names of functions and "pi", "sqrt" may come without their backslash. */
export function tokensOf(text: string): string[] | null {
  const worded = text.replace(FUNCTION_NAMES, '\\$1').trimEnd()
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < worded.length) {
    const match = TOKEN.exec(worded)
    if (!match) return null
    tokens.push(SPELLINGS[match[1]!] ?? match[1]!)
  }
  return tokens
}
