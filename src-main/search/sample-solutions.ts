// Whole solutions, sampled side by side: what every method without a search does first.
// Knows rounds of one step for all live solutions. Does not know what the solutions are for.
import { ROOT } from '../contract/node.ts'
import type { Width } from './expansion.ts'
import { isOpen } from './search-method.ts'
import type { Search } from './search-method.ts'

/** Samples `count` solutions from the root to their ends, one step of all in each round; the PRM scores each where `scored`. */
export async function sampleSolutions(search: Search, count: number, { scored }: { scored: boolean }): Promise<void> {
  search.begin(count)
  let widths: Width[] = [{ node: ROOT, width: count }]
  for (let depth = 0; widths.length > 0; depth++) {
    await search.round()
    search.decide({ kind: 'sample', depth, widths })
    const steps = await search.expand(widths)
    if (scored) await search.score(steps)
    widths = steps.filter((id) => isOpen(search.node(id))).map((node) => ({ node, width: 1 }))
  }
}
