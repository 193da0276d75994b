// What an experiment found, as JSON Lines: one line for each problem, method, budget, policy and seed.
// Knows the fields. Does not know how outcomes come about.
import { COST_AXES } from '../../../contract/experiment-summary.ts'
import type { CostAxis, CostFigures } from '../../../contract/experiment-summary.ts'
import type { ExperimentHeader, ExperimentResult } from '../../../contract/experiment.ts'
import { methodLabels } from '../figures/method-labels.ts'
import { outcomesOf } from '../figures/outcomes.ts'

/** Names of the cost axes in the lines; they are a format that other programs read. */
const AXES: Record<CostAxis, string> = {
  paper: 'paper',
  policyAndVerifier: 'policyAndPrm',
  distinct: 'policyAndPrmSharedOnce',
  exact: 'exact',
  seconds: 'seconds',
}

/**
 * The lines, each ended by a line feed, in the order of the results. `correct` is null, and `answer` too, where the figure is the
 * mean over several subsets of a pool; `accuracy` is then the share of them that is right. `cost` holds FLOPs and seconds, null
 * where they are not known.
 */
export function* jsonLinesOf(
  header: ExperimentHeader,
  results: readonly ExperimentResult[],
  times?: readonly (number | null)[],
): Generator<string> {
  const labels = methodLabels(header.spec.methods)
  for (const outcome of outcomesOf(header, results, times)) {
    const { policy, method, budget, seed, problem, level, answer, subsets, accuracy, cost } = outcome
    const correct = subsets === 1 ? accuracy === 1 : null
    const line = {
      policy,
      method: header.spec.methods[method]!.method,
      label: labels[method]!,
      budget,
      seed,
      problem,
      level,
      answer,
      correct,
      accuracy,
      subsets,
      cost: named(cost),
    }
    yield `${JSON.stringify(line)}\n`
  }
}

function named(cost: CostFigures): Record<string, number | null> {
  return Object.fromEntries(COST_AXES.map((axis) => [AXES[axis], cost[axis]]))
}
