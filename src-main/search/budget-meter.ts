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
  /** Counts on this meter, and once more as asked for by hand. */
  readonly byHand: BudgetMeter
}

/** A meter that lets `budget` samples begin: a whole number, at least 1. `spent`: what was used of it before. */
export function openMeter(budget: number, spent: Cost = NO_COST): BudgetMeter {
  let cost = spent
  const countByHand = (add: (part: NonNullable<Cost['byHand']>) => Partial<NonNullable<Cost['byHand']>>) => {
    const part = cost.byHand ?? { nodes: 0, policy: NO_COST.policy, verifier: NO_COST.verifier }
    cost = { ...cost, byHand: { ...part, ...add(part) } }
  }
  const meter: BudgetMeter = {
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
    get byHand() {
      return byHand
    },
  }
  const byHand: BudgetMeter = {
    get cost() {
      return cost
    },
    get left() {
      return meter.left
    },
    begin: (samples) => meter.begin(samples),
    proposed(usage) {
      meter.proposed(usage)
      countByHand(({ policy }) => ({ policy: addUsage(policy, usage) }))
    },
    grew(nodes) {
      meter.grew(nodes)
      countByHand((part) => ({ nodes: part.nodes + nodes }))
    },
    scored(usage) {
      meter.scored(usage)
      countByHand(({ verifier }) => ({ verifier: addUsage(verifier, usage) }))
    },
    get byHand() {
      return byHand
    },
  }
  return meter
}
