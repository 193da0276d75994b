// The time that an experiment still takes, from what its finished units took.
// Knows cells and their mean times. Does not know units, journals or clocks.
import type { ExperimentCell } from '../../../contract/experiment.ts'

type CellName = Pick<ExperimentCell, 'policy' | 'method' | 'budget'>

/**
 * How fast a unit's time is taken to grow with its budget where no unit of that budget is finished yet, as an exponent: between
 * 0.2 (REBASE, whose children share passes) and 0.8 (MCTS, which expands one node after another), as measured.
 */
const GROWTH = 0.5

interface Mean {
  seconds: number
  count: number
}

export interface Remaining {
  /** A finished unit of a cell, and what it took. */
  add(cell: CellName, seconds: number): void
  /**
   * Seconds to go. Each open unit takes what those of its cell took of the machine on average, or else those of the nearest budget of
   * its policy and method, of its policy, or of any, as much longer as its budget is larger. Null while nothing is known, and while
   * more than half of the time is that of methods of which nothing is finished yet: a greedy search tells little of the others.
   */
  seconds(cells: Iterable<ExperimentCell>): number | null
}

export function createRemaining(): Remaining {
  const byLine = new Map<string, Map<number, Mean>>()
  const byPolicy = new Map<string, Mean>()
  const all: Mean = { seconds: 0, count: 0 }

  const unitSeconds = ({ policy, method, budget }: CellName): { seconds: number; measured: boolean } => {
    const line = byLine.get(lineKey({ policy, method }))
    if (!line) return { seconds: meanOf(byPolicy.get(policy) ?? all) * budget ** GROWTH, measured: false }
    const distance = (other: number) => Math.abs(Math.log(other / budget))
    const nearest = [...line.keys()].reduce((best, other) => (distance(other) < distance(best) ? other : best))
    return { seconds: meanOf(line.get(nearest)!) * (budget / nearest) ** GROWTH, measured: true }
  }

  return {
    add({ policy, method, budget }, seconds) {
      const line = ensure(byLine, lineKey({ policy, method }), () => new Map<number, Mean>())
      count(ensure(line, budget, noMean), seconds)
      // For other methods, at other budgets: what a budget of 1 would have taken.
      for (const mean of [ensure(byPolicy, policy, noMean), all]) count(mean, seconds / budget ** GROWTH)
    },
    seconds(cells) {
      if (all.count === 0) return null
      let [sum, guessed] = [0, 0]
      for (const cell of cells) {
        const left = cell.units - cell.done
        if (left <= 0) continue
        const { seconds, measured } = unitSeconds(cell)
        sum += left * seconds
        if (!measured) guessed += left * seconds
      }
      return guessed > sum / 2 ? null : sum
    },
  }
}

function lineKey({ policy, method }: Omit<CellName, 'budget'>): string {
  return JSON.stringify([policy, method])
}

function count(mean: Mean, seconds: number): void {
  mean.seconds += seconds
  mean.count += 1
}

function noMean(): Mean {
  return { seconds: 0, count: 0 }
}

function meanOf({ seconds, count }: Mean): number {
  return seconds / count
}

function ensure<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const value = make()
  map.set(key, value)
  return value
}
