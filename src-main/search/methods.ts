// The door to the methods: which function searches by which id. The method table (contract/method.ts) describes them.
import type { MethodId } from '../contract/method.ts'
import { greedy } from './greedy.ts'
import { majority } from './majority.ts'
import { rebase } from './rebase.ts'
import type { SearchMethod } from './search-method.ts'

export const SEARCHES: Readonly<Record<MethodId, SearchMethod>> = { greedy, majority, rebase }
