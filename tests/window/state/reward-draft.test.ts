// How a PRM is asked, as a form holds it: fields and back without loss, families, faults by field, and what is lost or kept.
import { describe, expect, it } from 'vitest'
import { REWARD_PRESETS, rewardPreset } from '../../../src-main/contract/reward-presets.ts'
import { RewardDraft } from '../../../src-renderer/state/reward-draft.svelte.ts'
import { stepsOf } from '../../../src-renderer/state/reward-test.svelte.ts'

const family = (id: string) => rewardPreset(id)!.record

describe('a draft of a PRM’s format', () => {
  it.each(REWARD_PRESETS.map(({ id }) => id))('shows a family and says the same again: %s', (id) => {
    const draft = new RewardDraft(family(id))
    expect([draft.record, draft.preset, draft.changed, draft.faults]).toEqual([family(id), id, false, {}])
  })

  it('takes another family, is changed by it, and is its own format after a change by hand', () => {
    const draft = new RewardDraft(family('math-shepherd'))
    draft.choose('llemma')
    expect([draft.record, draft.preset, draft.changed]).toEqual([family('llemma'), 'llemma', true])
    draft.fields.template = 'Problem: {question}\\n'
    expect(draft.preset).toBeNull()
    expect(draft.record?.layout).toMatchObject({ template: 'Problem: {question}\n' })
    draft.read(family('math-shepherd'))
    expect(draft.changed).toBe(false)
  })

  it('is changed where nothing is kept yet, and follows what is kept', () => {
    const draft = new RewardDraft(null)
    expect([draft.preset, draft.changed]).toEqual(['qwen-math', true])
    draft.follow(family('skywork'))
    expect([draft.preset, draft.changed]).toEqual(['skywork', false])
    draft.fields.scoreToken = 'x'
    draft.follow(family('trl'))
    expect(draft.fields.scoreToken).toBe('x')
  })

  it.each([
    ['layout.template', { template: 'no place' }, /must hold \{question\}/],
    ['layout.stepSeparator', { stepSeparator: '' }, /at most 200/],
    ['scoreToken', { scoreToken: '' }, /at most 200/],
    ['scoreToken', { scoreToken: 'other' }, /must be in what stands behind/],
    ['head.positive', { positiveToken: '' }, /must not be empty/],
    ['head.positive', { positiveToken: '-' }, /must not be the same/],
    ['head.negative', { head: 'token_classification', negativeClass: null }, /must not be empty/],
    ['layout.first', { layout: 'turns', first: '{question}' }, /must hold \{question\} and \{step\}/],
  ] as const)('marks the field at fault: %s', (field, change, words) => {
    const draft = new RewardDraft(family('math-shepherd'))
    Object.assign(draft.fields, change)
    expect(draft.record).toBeNull()
    expect(draft.faults[field]).toMatch(words)
  })
})

describe('a pasted solution', () => {
  it('is cut at its score tokens, or else a line a step', () => {
    expect(stepsOf('a ки\nb ки\n', family('math-shepherd'))).toEqual(['a', 'b'])
    expect(stepsOf('a\n\n b \n', family('math-shepherd'))).toEqual(['a', 'b'])
    expect(stepsOf('1 + 1\n2 + 1', family('rlhflow'))).toEqual(['1 + 1', '2 + 1'])
    expect(stepsOf('a<extra_0>b', family('qwen-math'))).toEqual(['a', 'b'])
  })
})
