// Lists of whole numbers as a person writes them.
// Knows separators. Does not know what the numbers are.

/** Whole numbers of a list with commas or spaces; null where something else stands in it. */
export function wholeNumbers(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  return parts.every((part) => /^\d{1,10}$/.test(part)) ? parts.map(Number) : null
}

/** Whether every number stands there once, and there is one. */
export function areDistinct(numbers: readonly number[]): boolean {
  return numbers.length > 0 && new Set(numbers).size === numbers.length
}
