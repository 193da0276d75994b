// The table of PRM formats, and which of them a model folder may have.
// Knows the rows, and which of their files are there. Does not read files (model-folder.ts) or ask models.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RewardFormat } from './reward-format.ts'
import { STEP_TOKEN_FORMAT } from './step-token-format.ts'

/** A new format is a file beside step-token-format.ts and a row here; of several that fit a folder the first is taken. */
const FORMATS: readonly RewardFormat[] = [STEP_TOKEN_FORMAT]

/** The files that tell a PRM's format, one of which a folder must have, for a person. */
export const REWARD_FILES = [...new Set(FORMATS.map(({ file }) => file))].join(' or ')

/** The formats whose file a folder holds. */
export function rewardFormatsIn(folder: string): readonly RewardFormat[] {
  return FORMATS.filter(({ file }) => existsSync(join(folder, file)))
}
