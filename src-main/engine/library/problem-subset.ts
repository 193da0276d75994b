// Some of the problems: drawn by a seed, and with the same share of every level.
// Knows levels and rounding. Does not know where problems come from or what is done with them.
import type { Problem } from '../../contract/problem.ts'
import { randomStream, seedBelow } from '../../search/random.ts'

/**
 * `limit` of the problems, in their order. `stratified` takes the same share of every level (problems without one are a level of
 * their own), rounded by largest remainders, of equal ones the easier level first. With a seed they are drawn at random, else the
 * first are taken. The same problems, limit and seed give the same subset.
 */
export function subsetOf<One extends Pick<Problem, 'level'>>(
  problems: readonly One[],
  { limit, seed, stratified }: { limit: number; seed: number | null; stratified: boolean },
): One[] {
  if (limit >= problems.length) return [...problems]
  const strata = stratified ? Map.groupBy(problems, ({ level }) => level) : new Map([[null, problems]])
  const ordered = [...strata].sort(([a], [b]) => (a ?? Infinity) - (b ?? Infinity))
  const sizes = largestRemainders(
    ordered.map(([, { length }]) => length),
    limit,
  )
  const chosen = new Set(
    ordered.flatMap(([level, group], at) =>
      (seed === null ? group : shuffled(group, seedBelow(seed, level ?? 0))).slice(0, sizes[at]),
    ),
  )
  return problems.filter((problem) => chosen.has(problem))
}

/**
 * `total` divided in proportion to the sizes (Hamilton's method): each gets its quota rounded down, and what is left goes to the
 * largest remainders. No part is larger than its size where `total` is not larger than their sum.
 */
export function largestRemainders(sizes: readonly number[], total: number): number[] {
  const sum = sizes.reduce((all, size) => all + size, 0)
  // In whole numbers, so that equal remainders are equal.
  const parts = sizes.map((size) => Math.floor((size * total) / sum))
  const remainders = sizes.map((size, at) => ({ at, remainder: (size * total) % sum }))
  remainders.sort((a, b) => b.remainder - a.remainder || a.at - b.at)
  const left = total - parts.reduce((all, part) => all + part, 0)
  for (const { at } of remainders.slice(0, left)) parts[at]! += 1
  return parts
}

/** Fisher and Yates: every order is equally likely. */
function shuffled<One>(list: readonly One[], seed: number): One[] {
  const random = randomStream(seed)
  const all = [...list]
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1))
    ;[all[last], all[other]] = [all[other]!, all[last]!]
  }
  return all
}
