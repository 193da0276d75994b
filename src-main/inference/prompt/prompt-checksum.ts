// The checksums of records: whoever compares two runs, or goes on with an old one, sees that a model was asked in another way.
// Knows records. Does not know who compares.
import { createHash } from 'node:crypto'
import { JudgeRecord } from '../../contract/judge-record.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import { RewardRecord } from '../../contract/reward-record.ts'

/** SHA-256, hexadecimal. Records that mean the same have the same one, whatever the order of their fields. */
export function promptChecksum(record: PromptRecord): string {
  return sumOf(withoutJudge(PromptRecord.parse(record)))
}

/** What it would be asked as a judge changes no step that it writes. */
function withoutJudge({ judge: _, ...own }: PromptRecord): object {
  return own
}

/** The same of a judge's question and words. */
export function judgeChecksum(record: JudgeRecord): string {
  return sumOf(JudgeRecord.parse(record))
}

/** The same of how a PRM is asked. */
export function rewardChecksum(record: RewardRecord): string {
  return sumOf(RewardRecord.parse(record))
}

/** Of a parsed record: fields stand in the order of the schema, and none is left out. */
function sumOf(record: object): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex')
}
