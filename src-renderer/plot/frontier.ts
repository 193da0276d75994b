// The frontier of a plot: the points that no cheaper or equally cheap one equals, and the stairs through them.
// Knows costs and accuracies. Does not know what they belong to.
import { pixel } from './figure.ts'

/** Places of the points that have more accuracy than every point of no more cost, by cost. Points without a cost never count. */
export function frontierOf(points: readonly { cost: number | null; accuracy: number }[]): number[] {
  const order = points
    .map(({ cost, accuracy }, place) => ({ cost, accuracy, place }))
    .filter((point): point is { cost: number; accuracy: number; place: number } => point.cost !== null)
    .sort((a, b) => a.cost - b.cost || b.accuracy - a.accuracy)
  let best = -Infinity
  return order.flatMap(({ accuracy, place }) => {
    if (accuracy <= best) return []
    best = accuracy
    return [place]
  })
}

/** Stairs: what the best point of no more cost reaches, from the first point on to `end`, in pixels. */
export function stairsPath(corners: readonly { x: number; y: number }[], end: number): string {
  const [first, ...later] = corners
  if (!first) return ''
  const steps = later.map(({ x, y }) => `H ${pixel(x)} V ${pixel(y)}`)
  return [`M ${pixel(first.x)} ${pixel(first.y)}`, ...steps, `H ${pixel(end)}`].join(' ')
}
