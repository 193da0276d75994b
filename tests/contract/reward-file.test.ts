// process_reward_config.json: what it says becomes a record, and what does not fit is named by its field.
import { describe, expect, it } from 'vitest'
import { rewardPreset } from '../../src-main/contract/reward-presets.ts'
import { RewardFile } from '../../src-main/contract/reward-file.ts'

const PLAIN = {
  template: '{question} ',
  step_separator: ' ки\n',
  score_token: ' ки',
  offset: 0,
  head: 'token_pair',
  positive: '+',
  negative: '-',
  add_bos: true,
}

describe('the file of a PRM', () => {
  it('says the formats of the families', () => {
    expect(RewardFile.parse({ ...PLAIN, meant_for: ['llemma'] })).toEqual({
      record: rewardPreset('math-shepherd')!.record,
      meantFor: ['llemma'],
    })
    expect(RewardFile.parse({ ...PLAIN, head: 'mean_sigmoid' }).record).toEqual(rewardPreset('llemma')!.record)
    const lines = { template: '{question}\n', step_separator: '\n', score_token: '\n', tokens_apart: true }
    expect(RewardFile.parse({ ...PLAIN, ...lines, head: 'value' }).record).toEqual(rewardPreset('skywork')!.record)
    const turns = { layout: 'turns', score_token: '+', offset: -1, head: 'token_pair', positive: '+', negative: '-' }
    expect(RewardFile.parse(turns).record).toEqual(rewardPreset('rlhflow')!.record)
    const { record } = rewardPreset('qwen-math')!
    const chat = { layout: 'chat', step_separator: '<extra_0>', score_token: '<extra_0>', offset: 0 }
    const { system } = record.layout as { system: string }
    const classes = { head: 'token_classification', positive: 1, negative: 0 }
    expect(RewardFile.parse({ ...chat, system, ...classes }).record).toEqual(record)
  })

  it.each([
    ['template', 'no place for the question'],
    ['step_separator', ''],
    ['score_token', ''],
    ['score_token', 'other'],
    ['offset', 1],
    ['head', 'guess'],
    ['positive', 1],
    ['positive', '-'],
    ['add_bos', 'yes'],
    ['meant_for', 'a policy'],
    ['layout', 'poem'],
  ])('is refused by its “%s”', (field, value) => {
    const { error } = RewardFile.safeParse({ ...PLAIN, [field]: value })
    expect(error?.issues.map(({ path }) => path)).toEqual([[field]])
  })

  it.each([null, 7, [], 'text'])('is refused where it is no object: %j', (content) => {
    expect(RewardFile.safeParse(content).success).toBe(false)
  })
})
