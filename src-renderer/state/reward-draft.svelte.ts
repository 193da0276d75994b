// How one process reward model (PRM) is asked, while somebody edits it: fields, what is wrong, and whether they differ from what is kept.
// Knows the record and the table of families. Does not know the form or the engine.
import { presetOfReward, REWARD_PRESETS, rewardPreset } from '../../src-main/contract/reward-presets.ts'
import type { RewardRecord } from '../../src-main/contract/reward-record.ts'
import type { FieldErrors } from './field-value.ts'
import { checkedReward, rewardFields } from './reward-fields.ts'
import type { RewardFields } from './reward-fields.ts'

export class RewardDraft {
  fields: RewardFields = $state()!
  /** Null where nobody says how the model is asked. */
  #kept: string | null = $state.raw(null)

  #checked = $derived(checkedReward(this.fields))
  /** What the fields say, or null while something is wrong. */
  record: RewardRecord | null = $derived(this.#checked.record)
  /** What is wrong, by the path of the record. */
  faults: FieldErrors = $derived(this.#checked.faults)
  /** Whether the fields say anything else than what is kept. */
  changed: boolean = $derived(JSON.stringify(this.record) !== this.#kept)
  /** The family whose format they say, or null. */
  preset: string | null = $derived(this.record && presetOfReward(this.record))

  constructor(kept: RewardRecord | null) {
    this.read(kept)
  }

  /** Takes every field from what is kept; where that is nothing, from the first family. */
  read(kept: RewardRecord | null): void {
    this.fields = rewardFields(kept ?? REWARD_PRESETS[0].record)
    this.#kept = kept && textOf(kept)
  }

  /** Follows what is kept now, but loses nothing that somebody wrote. */
  follow(kept: RewardRecord | null): void {
    const text = kept && textOf(kept)
    if (text === this.#kept) return
    if (this.#kept === null || !this.changed) this.read(kept)
    else this.#kept = text
  }

  /** Takes the format of a family. */
  choose(preset: string): void {
    const found = rewardPreset(preset)
    if (found) this.fields = rewardFields(found.record, this.fields)
  }
}

/** A record as the fields would say it. */
function textOf(record: RewardRecord): string {
  return JSON.stringify(checkedReward(rewardFields(record)).record)
}
