// How fast a model writes, for a person.
// Knows how many digits tell something. Does not know where it was measured.
import { writeCount } from '../../src-main/contract/notation.ts'
import { MODELS } from './models.ts'

/** “12.5 tokens/s”, “340 tokens/s” */
export function writeSpeed(tokensPerSecond: number): string {
  const digits = tokensPerSecond < 100 ? tokensPerSecond.toFixed(1) : writeCount(Math.round(tokensPerSecond))
  return MODELS.try.tokensPerSecond(digits)
}
