/** The middle value; the lower of the two where there is an even number. Throws a RangeError for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no middle of nothing.')
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!
}
