// The stairs of a plot: the line through the points of a frontier.
// Knows pixels. Does not know which points lie on the frontier (contract/frontier.ts).
import { pixel } from './figure.ts'

/** Stairs: what the best point of no more cost reaches, from the first point on to `end`, in pixels. */
export function stairsPath(corners: readonly { x: number; y: number }[], end: number): string {
  const [first, ...later] = corners
  if (!first) return ''
  const steps = later.map(({ x, y }) => `H ${pixel(x)} V ${pixel(y)}`)
  return [`M ${pixel(first.x)} ${pixel(first.y)}`, ...steps, `H ${pixel(end)}`].join(' ')
}
