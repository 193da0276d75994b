// A number of parameters as a person writes it.
// Knows units. Does not know what has so many.

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 }

/** “7.6B”, “135 M”, “7e9” or “7000000000”; null of what is no such number. */
export function parameterCount(text: string): number | null {
  const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?(?:e\d{1,2})?)\s*([kmbt]?)\s*$/i.exec(text) ?? []
  if (digits === undefined) return null
  const count = Math.round(Number(digits) * UNITS[unit.toLowerCase()]!)
  return Number.isSafeInteger(count) && count > 0 ? count : null
}
