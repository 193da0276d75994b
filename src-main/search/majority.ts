// Majority voting (arXiv 2408.00724, section 2; Wang et al., arXiv 2203.11171): N solutions, the answer that most reach.
// Asks no PRM.
import { sampleSolutions } from './sample-solutions.ts'
import type { Search } from './search-method.ts'

export async function majority(search: Search): Promise<void> {
  await sampleSolutions(search, search.number('width'))
  search.choose({ by: 'majority', aggregate: 'last' })
}
