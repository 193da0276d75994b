// The budget meter: what a search may still begin, and what it has used.
// Knows counts. Does not know FLOPs (contract/cost.ts), clocks or methods.
import type { Cost, Usage } from '../contract/cost.ts'
import { addUsage, NO_COST } from '../contract/cost.ts'

/** Counts the samples, nodes and tokens of one run. */
export interface BudgetMeter {
  /** What has been used so far. */
  readonly cost: Cost
  /** Samples that may still begin. */
  readonly left: number
  /** Takes samples out of the budget. Throws a RangeError, and takes none, if there are not that many left. */
  begin(samples: number): void
  /** Counts what one batch of the policy used. */
  proposed(usage: Usage): void
  /** Counts new nodes. */
  grew(nodes: number): void
  /** Counts what one batch of the verifier used. */
  scored(usage: Usage): void
}

/** A meter that lets `budget` samples begin: a whole number, at least 1. */
export function openMeter(budget: number): BudgetMeter {
  let cost = NO_COST
  return {
    get cost() {
      return cost
    },
    get left() {
      return budget - cost.samples
    },
    begin(samples) {
      if (samples < 0 || samples > budget - cost.samples) {
        throw new RangeError(
          `${samples} samples were asked for, but only ${budget - cost.samples} of ${budget} are left.`,
        )
      }
      cost = { ...cost, samples: cost.samples + samples }
    },
    proposed(usage) {
      cost = { ...cost, policy: addUsage(cost.policy, usage) }
    },
    grew(nodes) {
      cost = { ...cost, nodes: cost.nodes + nodes }
    },
    scored(usage) {
      cost = { ...cost, verifier: addUsage(cost.verifier, usage) }
    },
  }
}
