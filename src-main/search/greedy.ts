// Greedy decoding (arXiv 2408.00724, section 2): one solution, always the likeliest token.
import { sampleSolutions } from './sample-solutions.ts'
import type { Search } from './search-method.ts'

export async function greedy(search: Search): Promise<void> {
  await sampleSolutions(search, 1, { scored: false })
  search.choose({ by: 'greedy', aggregate: 'last' })
}
