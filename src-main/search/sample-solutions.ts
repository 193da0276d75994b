// Whole solutions, sampled side by side: what every method without a search does first.
// Knows rounds of one step for all live solutions. Does not know what the solutions are for.
import { ROOT } from '../contract/node.ts'
import type { Width } from './expansion.ts'
import { isOpen } from './search-method.ts'
import type { Search } from './search-method.ts'

/**
 * Samples `count` solutions from the root to their ends, one step of all in each round; the PRM scores each where `scored`. A node that
 * came by hand is one solution more to be finished; one that is brought back goes on.
 */
export async function sampleSolutions(search: Search, count: number, { scored }: { scored: boolean }): Promise<void> {
  search.begin(count)
  let widths: Width[] = [{ node: ROOT, width: count }]
  while (widths.length > 0) {
    await search.round()
    const live = widths.filter(({ node }) => isOpen(search.node(node)))
    const joining = search.byHand(widths.map(({ node }) => node))
    widths = [...live, ...joining.map((node) => ({ node, width: 1 }))]
    for (const [depth, level] of levelsOf(search, widths)) search.decide({ kind: 'sample', depth, widths: level })
    const steps = await search.expand(widths)
    if (scored) await search.score(steps)
    widths = steps.filter((id) => isOpen(search.node(id))).map((node) => ({ node, width: 1 }))
  }
}

/** The same by depth: what came by hand may lie at another one than the rest. */
function levelsOf(search: Search, widths: readonly Width[]): Map<number, Width[]> {
  return Map.groupBy(widths, ({ node }) => search.node(node).depth)
}
