// Numbers as they are written: thousands in groups, scientific notation, digits that repeat.
// Knows the ways of writing. Does not know words (number-words.ts) or values.

/** 1,234 and 1\,234 without what stands between the groups. Inside brackets a comma separates elements, and so does one with a space. */
export function withoutSeparators(text: string): string {
  const joined = text.replace(/(\d)\s*(?:,\\!|\{\s*,\s*\}|\\[!,;: ]|~|'|_)+\s*(?=\d{3}(?!\d))/g, '$1')
  if (/[([]|\\\{/.test(joined)) return joined
  return joined.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)/g, (number) => number.replaceAll(',', ''))
}

/** 1 234 567.5 without its spaces, where it stands alone. */
export function withoutSpaces(number: string): string {
  return /^[-+]?\s*\d{1,3}(?: \d{3})+(?:\.\d+)?$/.test(number) ? number.replaceAll(' ', '') : number
}

/** 1.5e3 and 3x10^8 with a power of ten. */
export function withPowersOfTen(text: string): string {
  return text
    .replace(/(?<![\w.\\])(\d+(?:\.\d+)?|\.\d+)[eE]([+-]?\d+)(?![\w.])/g, (_, digits: string, exponent: string) => {
      return `${digits}*10^{${exponent.replace('+', '')}}`
    })
    .replace(/(?<=\d)\s*[xX]\s*(?=10\s*\^)/g, '*')
}

const LINED: readonly (readonly [RegExp, string])[] = [
  [/(\d*\.\d*?)(\d)\2{2,}\s*\.{3}/g, '$1\\overline{$2}'],
  [/(\d*\.\d*?)(\d\d)\2{2,}\s*\.{3}/g, '$1\\overline{$2}'],
  [/(\d*\.\d*?)(\d{3,12}?)\2+\s*\.{3}/g, '$1\\overline{$2}'],
  [/(\d*\.)(\d)\s*\(?(?:repeating|recurring)\)?/g, '$1\\overline{$2}'],
  [/(\.\d*)\((\d+)\)/g, '$1\\overline{$2}'],
  [/(\.\d*)\\dot\s*\{?(\d)\}?(\d*)\\dot\s*\{?(\d)\}?/g, '$1\\overline{$2$3$4}'],
  [/(\.\d*)\\dot\s*\{?(\d)\}?/g, '$1\\overline{$2}'],
]

/** 0.1\overline{6}, 0.1(6), 0.1\dot{6} and 0.1666... as the sums that they are. */
export function withoutRepeatingDigits(text: string): string {
  const lined = LINED.reduce((before, [pattern, line]) => before.replace(pattern, line), text)
  return lined.replace(
    /(\d*)\.(\d*)\\overline\s*(?:\{\s*(\d+)\s*\}|(\d))/g,
    (_, whole: string, decimals: string, long?: string, short?: string) => {
      const period = long ?? short!
      const nines = '9'.repeat(period.length) + '0'.repeat(decimals.length)
      return `(${whole || '0'}.${decimals || '0'}+\\frac{${period}}{${nines}})`
    },
  )
}
