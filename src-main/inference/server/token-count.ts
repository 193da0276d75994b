// A number of tokens as a server counted them.
// Knows which numbers make sense. Does not know what was counted.
import { z } from 'zod'

/** More than any prompt or step here can have: a question has 20,000 characters, a solution 32,768 tokens. */
const MOST = 2 ** 20

/** Null where the server does not tell it, or tells what cannot be: such a number is not known, and no reason to lose a run. */
export const TokenCount = z.number().int().min(0).max(MOST).nullish().catch(null)
