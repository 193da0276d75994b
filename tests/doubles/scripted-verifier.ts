// A PRM without weights: rewards from a function of the path.
import { NO_USAGE } from '../../src-main/contract/cost.ts'
import type { Path } from '../../src-main/search/policy.ts'
import type { Verifier } from '../../src-main/search/verifier.ts'
import { keyOf, SCRIPTED_SHAPE } from './scripted-policy.ts'

export interface ScriptedVerifier extends Verifier {
  /** Keys of the paths it scored, batch by batch. */
  readonly batches: string[][]
}

/** A verifier whose rewards are a pure function of the path; null leaves a step unscored. */
export function scriptedVerifier(reward: (path: Path) => number | null): ScriptedVerifier {
  const batches: string[][] = []
  return {
    shape: SCRIPTED_SHAPE,
    batches,
    async score(paths, signal) {
      await Promise.resolve()
      signal.throwIfAborted()
      batches.push(paths.map(keyOf))
      const inputTokens = paths.reduce((sum, path) => sum + (path.steps.at(-1)?.tokenIds.length ?? 0), 0)
      const usage = { ...NO_USAGE, inputTokens, scoredTokens: inputTokens }
      return { rewards: paths.map(reward), usage }
    },
  }
}

/** A verifier that reads rewards from a table by path key (step texts joined by "/"). An unknown path is an error. */
export function verifierFromTable(table: Readonly<Record<string, number | null>>): ScriptedVerifier {
  return scriptedVerifier((path) => {
    const reward = table[keyOf(path)]
    if (reward === undefined) throw new Error(`The table has no reward for “${keyOf(path)}”.`)
    return reward
  })
}
