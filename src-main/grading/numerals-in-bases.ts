// Numerals in a base: 204_5, (204)_{five}, 204 base 5.
// Knows the notations. Does not know values: a numeral in a base is itself, neither 204 nor 54.

/** The numeral with its base, or null. Bases are written in digits. */
export function numeralInBase(text: string): string | null {
  const bare = text.replace(/\s+/g, '')
  const match =
    /^\(?([0-9A-Z]+)\)?_(?:\{\(?(?:base)?(\d+)\)?\}|(\d+))$/.exec(bare) ??
    /^([0-9A-Z]+)\(?(?:in)?base(?:_?\{?)(\d+)\}?\)?$/.exec(bare.replaceAll('\ue000', ''))
  if (!match || !/\d/.test(match[1]!)) return null
  const base = Number(match[2] ?? match[3])
  return base < 2 ? null : `base ${base} ${match[1]!.replace(/^0+(?=.)/, '')}`
}
