// Notations for the number of choices and of arrangements: C(10,3), 10C3, {}_{10}C_3, P(10,2).
// Knows the notations. Does not know values: it writes the binomial, and the quotient of factorials.

const COUNT = String.raw`(\d{1,9}|[a-z])`
const CALL = new RegExp(String.raw`(?<![A-Za-z\\_])([CP])\s*\(\s*${COUNT}\s*,\s*(\d{1,9}|[kr])\s*\)`, 'g')
const BETWEEN = /(?<![\w\\.])(\d{1,9})\s*([CP])\s*(\d{1,9})(?![\w.])/g
const AROUND =
  /(?:\{\})?[_^]\s*\{?\s*(\d{1,9}|[a-z])\s*\}?[\s\ue000]*([CP])\s*_\s*(?:\{\s*(\d{1,9}|[a-z])\s*\}|(\d|[a-z]))/g

/** The text with binomials and factorials in their place. */
export function withCountsWrittenOut(text: string): string {
  return text
    .replace(CALL, (_, kind: string, n: string, k: string) => written(kind, n, k))
    .replace(BETWEEN, (_, n: string, kind: string, k: string) => written(kind, n, k))
    .replace(
      AROUND,
      (whole: string, n: string, kind: string, long: string | undefined, short: string | undefined, at: number) => {
        // x_5 C_2 is a product.
        return at > 0 && /[\w})]/.test(text[at - 1]!) ? whole : written(kind, n, long ?? short!)
      },
    )
}

function written(kind: string, n: string, k: string): string {
  return kind === 'C' ? `\\binom{${n}}{${k}}` : `\\frac{{${n}}!}{(${n}-${k})!}`
}
