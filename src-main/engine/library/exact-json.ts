// JSON whose numbers keep every digit.
// Knows which numbers a double cannot hold. Does not know what they are for.

/** Only text with such a number needs the slower way. */
const LONG = /\d{16}|\d[.\d]{16}|\d[eE][+-]?\d{3}/u

/**
 * Parses JSON. A number that would lose digits (a 64-bit id, 1e400) becomes the text that stands in the file.
 * Throws a SyntaxError for what is not JSON, a RangeError for what is nested too deeply.
 */
export function parseExactly(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text) as unknown
  return JSON.parse(text, function (this: unknown, _key: string, value: unknown, context: { source?: string }) {
    const { source } = context
    return typeof value === 'number' && source !== undefined && losesDigits(value, source) ? source : value
  } as (key: string, value: unknown) => unknown)
}

function losesDigits(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return true
  return !/[.eE]/u.test(source)
    ? !Number.isSafeInteger(value)
    : digitsOf(source).length > 15 && String(value) !== source
}

/** The significant digits of a number as it is written. */
function digitsOf(source: string): string {
  return source
    .replace(/[eE].*$/u, '')
    .replace(/[-.]/gu, '')
    .replace(/^0+/u, '')
}
