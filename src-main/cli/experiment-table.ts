// What an experiment found, as a table for the terminal.
// Knows columns. Does not know where the results come from.
import type { ExperimentSummary } from '../contract/experiment-summary.ts'
import { flopsNote } from '../contract/flops-note.ts'
import { writeHundredths } from '../contract/notation.ts'
import { writeKnownFlops } from './known-flops.ts'

/** A line for every point, policies and methods in the order of the specification. */
export function tableOf({ points, methods, header }: ExperimentSummary): string {
  const percent = (share: number) => writeHundredths(share).padStart(5)
  const flops = (value: number | null) => writeKnownFlops(value, 2).padStart(9)
  const lines = points.map(
    ({ policy, method, budget, accuracy, cost }) =>
      `${policy.padEnd(24)} ${methods[method]!.label.padEnd(18)} ${String(budget).padStart(4)}  ` +
      `${percent(accuracy.value)} % [${percent(accuracy.low)}, ${percent(accuracy.high)}]  ` +
      `${flops(cost.paper)}  ${flops(cost.policyAndVerifier)}`,
  )
  const head = `${'policy'.padEnd(24)} ${'method'.padEnd(18)}    N  accuracy, 95 % Wilson    FLOPs      + PRM`
  const note = flopsNote([...header.policies, header.verifier])
  return `${[head, ...lines, ...(note === null ? [] : [note])].join('\n')}\n`
}
