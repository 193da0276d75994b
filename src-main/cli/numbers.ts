// How the command line writes numbers that may not be known.
// Knows notation. Does not know what a number means.

/** A number in scientific notation with four digits, or that it is not known (FLOPs of a model whose size nobody tells). */
export function scientific(value: number | null): string {
  return value?.toExponential(3) ?? 'not known'
}
