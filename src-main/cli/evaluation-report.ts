// What an evaluation says of itself at its end, for people.
// Knows lines and their sums. Does not know how problems are run.
import type { Cost } from '../contract/cost.ts'
import { flopsNote } from '../contract/flops-note.ts'
import { distinctFlops, exactFlops, paperFlops, policyAndVerifierFlops } from '../contract/cost.ts'
import { writeHundredths } from '../contract/notation.ts'
import { wilsonInterval } from '../contract/wilson-interval.ts'
import { isFailure } from './evaluation.ts'
import type { EvaluationHeader, EvaluationLine, EvaluationResult } from './evaluation.ts'
import { writeKnownFlops } from './known-flops.ts'

/**
 * Accuracy, in all and by level, and what a problem took. `lines`: those of the problems asked for; `problems`: how many these are;
 * `unreadable`: how many more there would be if they could be read.
 */
export function evaluationReport(options: {
  header: EvaluationHeader
  lines: readonly EvaluationLine[]
  problems: number
  unreadable: number
}): string {
  const { header, lines, problems, unreadable } = options
  const { policy, verifier, method } = header
  const results = lines.filter((line): line is EvaluationResult => !isFailure(line))
  const failures = lines.length - results.length + unreadable
  // Where nothing has a reference, a failure lacks nothing.
  const isGraded = results.length === 0 || results.some(({ correct }) => correct !== null)
  const graded = isGraded ? lines.filter((line) => isFailure(line) || line.correct !== null) : []
  const levels = [...new Set(graded.map(({ level }) => level))].filter((level) => level !== null).sort()
  const mean = (figure: (cost: Cost) => number) =>
    results.reduce((sum, { cost }) => sum + figure(cost), 0) / results.length
  const meanFlops = (flops: (cost: Cost) => number | null) =>
    writeKnownFlops(results.some(({ cost }) => flops(cost) === null) ? null : mean((cost) => flops(cost) ?? 0))
  const told = [
    isGraded
      ? `${method}: accuracy ${accuracy(graded, unreadable)}, 95 % Wilson interval`
      : `${method}: no problem has a reference, so nothing is graded`,
    ...levels.map((level) => `  level ${level}: ${accuracy(graded.filter((line) => line.level === level))}`),
  ]
  if (failures > 0) {
    told.push(`  ${failures} of ${problems + unreadable} problems could not be run, and count as not solved`)
  }
  if (lines.length < problems) told.push(`  ${problems - lines.length} of ${problems} problems are still to be run`)
  if (results.length > 0) {
    told.push(
      `  a problem: ${mean(({ samples }) => samples).toFixed(1)} samples, ` +
        `${mean((cost) => cost.policy.generatedTokens).toFixed(1)} generated tokens`,
      `  FLOPs a problem: paper ${meanFlops((cost) => paperFlops(policy, cost.policy))}, ` +
        `policy + PRM ${meanFlops((cost) => policyAndVerifierFlops(cost, policy, verifier))} ` +
        `(shared tokens once ${meanFlops((cost) => distinctFlops(cost, policy, verifier))}), ` +
        `exact ${meanFlops((cost) => exactFlops(cost, policy, verifier))}`,
    )
    const note = flopsNote([policy, verifier])
    if (note !== null) told.push(`  ${note}`)
  }
  return `${told.join('\n')}\n`
}

/** `more`: problems without a line that are not solved either. */
function accuracy(lines: readonly EvaluationLine[], more = 0): string {
  const right = lines.filter((line) => !isFailure(line) && line.correct).length
  const all = lines.length + more
  if (all === 0) return 'not known'
  const { low, high } = wilsonInterval(right, all)
  return `${writeHundredths(right / all)} % [${writeHundredths(low)}, ${writeHundredths(high)}] (${right} of ${all})`
}
