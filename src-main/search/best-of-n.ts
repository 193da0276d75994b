// Best of N (arXiv 2408.00724, section 2): N solutions, the one whose path has the strictly greatest reward.
import { AGGREGATE } from '../contract/method-parameters.ts'
import { sampleUntilSure } from './adaptive-consistency.ts'
import type { Search } from './search-method.ts'

export async function bestOfN(search: Search): Promise<void> {
  await sampleUntilSure(search, { scored: true })
  search.choose({ by: 'best-of-n', aggregate: search.choice(AGGREGATE) })
}
