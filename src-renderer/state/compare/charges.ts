// What a run had spent at each moment, so that runs can be seen at equal cost.
// Knows that a charge follows what it pays for. Does not know how cost becomes FLOPs, or who asks.
import type { Cost } from '../../../src-main/contract/cost.ts'
import { NO_COST } from '../../../src-main/contract/cost.ts'
import type { RunEvent } from '../../../src-main/contract/event.ts'

export interface Charge {
  /** Events that show all that was paid so far, and nothing that was not: steps and rewards come before their charge. */
  until: number
  cost: Cost
}

/** The charges of a list of events that grows at its end. */
export class Charges {
  #all: Charge[] = [{ until: 0, cost: NO_COST }]
  #read = 0
  /** Whether something has come since the last charge that only the next one pays for. */
  #owed = false

  /** All charges, the first one before anything was spent. Catches up with the events. */
  follow(events: readonly RunEvent[]): readonly Charge[] {
    for (; this.#read < events.length; this.#read++) {
      const { change } = events[this.#read]!
      const end = this.#read + 1
      if (change.type === 'cost') {
        this.#all.push({ until: end, cost: change.cost })
        this.#owed = false
      } else if (change.type === 'node-added' || change.type === 'node-scored') this.#owed = true
      else if (!this.#owed) this.#all.at(-1)!.until = end
    }
    return this.#all
  }
}

/** How many events show a run that has spent no more than `limit`, by a measure that never falls from one charge to the next. */
export function momentAtCost(charges: readonly Charge[], limit: number, measure: (cost: Cost) => number): number {
  let [low, high] = [0, charges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (measure(charges[middle]!.cost) <= limit) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : charges[low - 1]!.until
}
