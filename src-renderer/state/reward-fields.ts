// How a process reward model (PRM) is asked, as the fields of a form hold it: from the record to fields and back, and what is wrong.
// Knows that a form keeps what its other choices hid, and that line breaks are written as signs. Does not know the form or the engine.
import { REWARD_PRESETS } from '../../src-main/contract/reward-presets.ts'
import { RewardRecord } from '../../src-main/contract/reward-record.ts'
import type { RewardHead, RewardLayout } from '../../src-main/contract/reward-record.ts'
import type { FieldErrors, FieldValue } from './field-value.ts'
import { REWARD } from '../text/reward.ts'
import { readLines, writeLines } from './escaped-lines.ts'

export interface RewardFields {
  layout: RewardLayout['kind']
  /** Of plain text. Like all texts that are one line here, with line breaks as signs; see escaped-lines.ts. */
  template: string
  addBeginning: boolean
  apart: boolean
  /** Of a chat; empty for the model's own. */
  chatTemplate: string
  system: string
  first: string
  stepSeparator: string
  scoreToken: string
  offset: '0' | '-1'
  head: RewardHead['kind']
  positiveToken: string
  negativeToken: string
  positiveClass: FieldValue
  negativeClass: FieldValue
}

/** What the fields hold that a record says nothing of. */
const USUAL: RewardFields = {
  layout: 'plain',
  template: '{question}\\n',
  addBeginning: true,
  apart: false,
  chatTemplate: '',
  system: '',
  first: '{question} {step}',
  stepSeparator: '\\n',
  scoreToken: '\\n',
  offset: '0',
  head: 'token_pair',
  positiveToken: '+',
  negativeToken: '-',
  positiveClass: 1,
  negativeClass: 0,
}

const written = (text: string): string => writeLines([text])
const read = (field: string): string => readLines(field)[0] ?? ''

/** The fields that show a record; what it says nothing of is as it was in `before`. */
export function rewardFields(record: RewardRecord, before: RewardFields = USUAL): RewardFields {
  const { layout, scoreToken, offset, head } = record
  const fields = { ...before, layout: layout.kind, scoreToken: written(scoreToken), head: head.kind }
  fields.offset = offset === 0 ? '0' : '-1'
  if (layout.kind === 'plain') {
    Object.assign(fields, {
      template: written(layout.template),
      addBeginning: layout.addBeginning,
      apart: layout.apart,
    })
  } else {
    Object.assign(fields, { chatTemplate: layout.template, system: layout.system })
  }
  if (layout.kind === 'turns') fields.first = written(layout.first)
  else fields.stepSeparator = written(layout.stepSeparator)
  if (head.kind === 'token_pair') {
    Object.assign(fields, { positiveToken: written(head.positive), negativeToken: written(head.negative) })
  } else if (head.kind === 'token_classification') {
    Object.assign(fields, { positiveClass: head.positive, negativeClass: head.negative })
  }
  return fields
}

/** The record that the fields say, right or not. */
function recordOf(fields: RewardFields): unknown {
  const { chatTemplate: template, system, addBeginning, apart } = fields
  const stepSeparator = read(fields.stepSeparator)
  const layouts: Record<RewardLayout['kind'], object> = {
    plain: { kind: 'plain', template: read(fields.template), addBeginning, stepSeparator, apart },
    chat: { kind: 'chat', template, system, stepSeparator },
    turns: { kind: 'turns', template, system, first: read(fields.first) },
  }
  return {
    layout: layouts[fields.layout],
    scoreToken: read(fields.scoreToken),
    offset: Number(fields.offset),
    head: headOf(fields),
  }
}

function headOf({ head: kind, ...fields }: RewardFields): object {
  if (kind === 'token_pair') return { kind, positive: read(fields.positiveToken), negative: read(fields.negativeToken) }
  if (kind === 'token_classification') return { kind, positive: fields.positiveClass, negative: fields.negativeClass }
  return { kind }
}

/** The record where the fields fit, and what is wrong with them where not, by the path of the record: `layout.template`, `scoreToken` … */
export function checkedReward(fields: RewardFields): { record: RewardRecord | null; faults: FieldErrors } {
  const { data, error } = RewardRecord.safeParse(recordOf(fields))
  const faults: FieldErrors = {}
  for (const { path, code } of error?.issues ?? []) {
    const field = path.join('.')
    faults[field] ??= code === 'custom' ? (REWARD.faults.together[field] ?? REWARD.faults.other) : wordsFor(field)
  }
  return { record: data ?? null, faults }
}

function wordsFor(field: string): string {
  return REWARD.faults.fields[field] ?? REWARD.faults.other
}

/** Families to choose from. */
export const REWARD_CHOICES = REWARD_PRESETS.map(({ id, name, help }) => ({ value: id, label: name, help }))
