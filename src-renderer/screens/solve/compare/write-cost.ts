// A cost on the common axis as it is written, with its unit.
// Knows measures and notation. Does not know runs.
import { writeCount, writeFlops } from '../../../../src-main/contract/notation.ts'
import type { MeasureId } from '../../../state/compare/cost-measures.ts'
import { COMPARE } from '../../../text/compare.ts'
import { TEXT } from '../../../text/english.ts'

/** `1.24 G` FLOPs, `1,024` tokens; null is not known. */
export function writeCost(measure: MeasureId, cost: number | null): string {
  if (cost === null) return TEXT.meters.unknown
  return measure === 'policyTokens' ? writeCount(Math.round(cost)) : writeFlops(cost)
}

export function unitOf(measure: MeasureId): string {
  return measure === 'policyTokens' ? COMPARE.cost.units.tokens : COMPARE.cost.units.flops
}
