// The door to the methods: which function searches by which id. The method table (contract/method.ts) describes them.
import type { MethodId } from '../contract/method.ts'
import { abMcts } from './ab-mcts.ts'
import { beam } from './beam.ts'
import { bestOfN } from './best-of-n.ts'
import { dvts } from './dvts.ts'
import { greedy } from './greedy.ts'
import { majority } from './majority.ts'
import { mcts } from './mcts.ts'
import { particles } from './particles.ts'
import { rebase } from './rebase.ts'
import type { SearchMethod } from './search-method.ts'
import { weighted } from './weighted.ts'

export const SEARCHES: Readonly<Record<MethodId, SearchMethod>> = {
  greedy,
  majority,
  'best-of-n': bestOfN,
  weighted,
  mcts,
  rebase,
  beam,
  dvts,
  particles,
  'ab-mcts': abMcts,
}
