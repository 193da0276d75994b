// Where a run or the results of an experiment came from, if this program did not make them.
// Knows the records. Does not know files or formats.
import { z } from 'zod'

/** Whose the rewards of a foreign tree are: a person's ratings, labels made by a program, a model's scores, or nobody's. */
export const RewardSource = z.enum(['people', 'automatic', 'model', 'none'])
export type RewardSource = z.infer<typeof RewardSource>

/** Where a run came from that this program did not search. Its costs are known only where the file told them. */
export const ImportedRun = z.object({
  /** Name of the file, without its folder. */
  file: z.string(),
  /** What it was read as, for a person: “PRM800K”. */
  format: z.string(),
  /** Which record of it, for a person: “line 7”. */
  place: z.string(),
  rewards: RewardSource,
})
export type ImportedRun = z.infer<typeof ImportedRun>

/** Where the results of an experiment came from that this program did not run. */
export const ImportedResults = z.object({
  file: z.string(),
  /** SHA-256 of its bytes, hexadecimal. */
  sha256: z.string(),
  format: z.string(),
  /** Whether the solutions of a problem are independent samples, so that fewer of them are a fair smaller sample. */
  independent: z.boolean(),
})
export type ImportedResults = z.infer<typeof ImportedResults>
