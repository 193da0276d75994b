// Weighted voting (arXiv 2408.00724, section 2): N solutions, each votes for its answer with the reward of its path.
import { AGGREGATE } from '../contract/method-parameters.ts'
import { sampleUntilSure } from './adaptive-consistency.ts'
import type { Search } from './search-method.ts'

export async function weighted(search: Search): Promise<void> {
  await sampleUntilSure(search, { scored: true })
  search.choose({ by: 'weighted', aggregate: search.choice(AGGREGATE) })
}
