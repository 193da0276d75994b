// Majority voting (arXiv 2408.00724, section 2; Wang et al., arXiv 2203.11171): N solutions, the answer that most reach.
// Asks no PRM.
import { sampleUntilSure } from './adaptive-consistency.ts'
import type { Search } from './search-method.ts'

export async function majority(search: Search): Promise<void> {
  await sampleUntilSure(search, { scored: false })
  search.choose({ by: 'majority', aggregate: 'last' })
}
