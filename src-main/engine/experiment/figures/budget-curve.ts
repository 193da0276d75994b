// A line of the picture as a curve: accuracy against cost, and what lies between its points.
// Knows interpolation in the logarithm of the cost. Does not know methods, budgets or resamples.

/** Points of one line, cheapest first. Both arrays hold one figure a point. */
export interface BudgetCurve {
  accuracy: readonly number[]
  cost: readonly number[]
}

/** The curve of these points, cut out of figures of all points that begin at `from`. */
export function curveOf(
  points: readonly number[],
  { accuracy, cost }: { accuracy: ArrayLike<number>; cost: ArrayLike<number> },
  from = 0,
): BudgetCurve {
  const costs = points.map((point) => cost[from + point]!)
  // They nearly always come cheapest first, since budgets do.
  if (costs.every((price, place) => place === 0 || costs[place - 1]! <= price)) {
    return { accuracy: points.map((point) => accuracy[from + point]!), cost: costs }
  }
  const sorted = points.toSorted((a, b) => cost[from + a]! - cost[from + b]!)
  return {
    accuracy: sorted.map((point) => accuracy[from + point]!),
    cost: sorted.map((point) => cost[from + point]!),
  }
}

/**
 * The least cost at which the curve reaches an accuracy, or null where it never does. The curve is made monotone first: at each
 * cost it has the best accuracy up to there, since who may spend more may also spend less. Between two points accuracy is taken
 * as linear in log(cost). Left of the first point nothing is assumed: what the first point reaches costs what it costs.
 */
export function costToReach({ accuracy, cost }: BudgetCurve, wanted: number): number | null {
  let [best, price] = [-Infinity, 0]
  for (let place = 0; place < cost.length; place++) {
    const next = accuracy[place]!
    if (next >= wanted) return best === -Infinity ? cost[place]! : between(price, cost[place]!, best, next, wanted)
    // The envelope stays level up to this point even where the point lies below it.
    if (next > best) best = next
    if (!Number.isNaN(next)) price = cost[place]!
  }
  return null
}

/**
 * The curve's accuracy at a cost, linear in log(cost) between its points, which are taken as they are. Right of the last
 * point it is the last point's; left of the first one it is not known: NaN.
 */
export function accuracyAt({ accuracy, cost }: BudgetCurve, wanted: number): number {
  const upper = cost.findIndex((price) => price >= wanted)
  if (upper === -1) return accuracy.at(-1) ?? NaN
  if (cost[upper] === wanted) return accuracy[upper]!
  if (upper === 0) return NaN
  const [cheap, low] = [cost[upper - 1]!, accuracy[upper - 1]!]
  return low + (Math.log(wanted / cheap) / Math.log(cost[upper]! / cheap)) * (accuracy[upper]! - low)
}

function between(cheap: number, dear: number, low: number, high: number, wanted: number): number {
  if (!(cheap > 0) || wanted === high) return dear
  return cheap * (dear / cheap) ** ((wanted - low) / (high - low))
}
