// How a PRM was asked, as a run records it: with the checksum that tells it from one that is asked in another way.
// Knows the record. Does not know where it is kept.
import type { ModelRole } from '../../contract/model.ts'
import { servedReward } from '../../contract/reward-presets.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { RunModel } from '../../contract/run.ts'
import { rewardChecksum } from '../../inference/prompt/prompt-checksum.ts'
import type { ServedModel } from './served-models.ts'

/** Nothing of an embedded PRM that nobody has changed: its files say it all. */
export function rewardFacts(reward: RewardRecord | null): Pick<RunModel, 'reward' | 'rewardChecksum'> {
  return reward ? { reward, rewardChecksum: rewardChecksum(reward) } : {}
}

/** A PRM behind a server as the user says, else by the name of its model; a policy as it is. */
export function withReward(served: ServedModel, role: ModelRole, kept: RewardRecord | undefined): ServedModel {
  if (role === 'policy') return served
  const { model, facts } = served
  return { ...served, model: { ...model, ...rewardFacts(kept ?? servedReward(facts.model ?? '')) } }
}
