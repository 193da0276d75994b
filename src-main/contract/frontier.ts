// The Pareto frontier: the points that no other beats, one rule for the engine's statistics and the window's stairs.
// Knows dominance and ties. Does not know what the points are.

/**
 * Which of the points lie on the frontier: those for which no other costs no more and is at least as accurate, one of the two
 * strictly. Equal points do not beat each other, so each of them is marked, and its place is as probable as that of the others;
 * `paretoFrontier` lists one of them. A point without an accuracy or cost (NaN) never lies on it.
 */
export class Frontier {
  /** 1 where the point lies on the frontier, as `find` left it. */
  readonly on: Uint8Array
  /** Points by cost; kept between calls, because resampled costs come in nearly the same order. */
  private readonly order: Int32Array

  constructor(points: number) {
    this.on = new Uint8Array(points)
    this.order = Int32Array.from({ length: points }, (_, point) => point)
  }

  /** Marks the frontier of these points. Both arrays hold one figure a point. */
  find(accuracy: ArrayLike<number>, cost: ArrayLike<number>): Uint8Array {
    const { on, order } = this
    on.fill(0)
    sortBy(order, cost)
    let best = -Infinity
    for (let from = 0; from < order.length;) {
      const price = cost[order[from]!]!
      if (Number.isNaN(price)) break
      let most = -Infinity
      let to = from
      for (; to < order.length && cost[order[to]!] === price; to++) {
        most = Math.max(most, numberOr(accuracy[order[to]!]!, -Infinity))
      }
      if (most > best) for (let at = from; at < to; at++) if (accuracy[order[at]!] === most) on[order[at]!] = 1
      best = Math.max(best, most)
      from = to
    }
    return on
  }
}

/** Places of the points on the frontier, cheapest first; of points equal in both, the first alone. Without a cost: NaN or null. */
export function paretoFrontier(points: readonly { accuracy: number; cost: number | null }[]): number[] {
  const cost = points.map((point) => point.cost ?? NaN)
  const on = new Frontier(points.length).find(
    points.map(({ accuracy }) => accuracy),
    cost,
  )
  return [...on.keys()]
    .filter((place) => on[place] === 1)
    .sort((a, b) => cost[a]! - cost[b]! || a - b)
    .filter((place, at, places) => cost[place] !== cost[places[at - 1]!])
}

/** Insertion sort, stable, NaN last: linear for an order that is nearly right already. */
function sortBy(order: Int32Array, cost: ArrayLike<number>): void {
  for (let next = 1; next < order.length; next++) {
    const point = order[next]!
    const price = numberOr(cost[point]!, Infinity)
    let at = next
    for (; at > 0 && numberOr(cost[order[at - 1]!]!, Infinity) > price; at--) order[at] = order[at - 1]!
    order[at] = point
  }
}

function numberOr(value: number, other: number): number {
  return Number.isNaN(value) ? other : value
}
