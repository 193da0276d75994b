// How the command line writes FLOPs, which nobody may know.
// Knows the words for that. Does not know how numbers are written (contract/notation.ts) or what they mean.
import { writeExponential } from '../contract/notation.ts'

/** FLOPs in scientific notation, with so many digits after the point, or that they are not known (a model whose size nobody tells). */
export function writeKnownFlops(flops: number | null, digits?: number): string {
  return flops === null ? 'not known' : writeExponential(flops, digits)
}
