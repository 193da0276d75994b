// Residues: 3 mod 5, x ≡ 8 (mod 5).
// Knows that they are told by their rest. Does not know which variable they are of.

/** The class of a whole number by a modulus, or null. */
export function residueOf(text: string): string | null {
  const [, number, modulus] =
    /^(?:[a-z]\s*(?:\\equiv(?![a-zA-Z])|=)\s*)?(-?\d{1,40})\s*\(?\s*mod\s*\{?\s*(\d{1,40})\s*\}?\s*\)?$/i.exec(text) ??
    []
  if (number === undefined || modulus === undefined) return null
  const divisor = BigInt(modulus)
  if (divisor === 0n) return null
  const rest = ((BigInt(number) % divisor) + divisor) % divisor
  return `residue ${rest} mod ${divisor}`
}
