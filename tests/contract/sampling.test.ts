import { expect, it, test } from 'vitest'
import { isSameModel } from '../../src-main/contract/run.ts'
import { AskedSampling, Sampling, samplingOf } from '../../src-main/contract/sampling.ts'

const DEFAULTS = Sampling.parse({})

test.each([
  ['nothing', {}, undefined, {}],
  ['what is asked for', { topK: 5 }, undefined, { topK: 5 }],
  [
    'what the policy says',
    {},
    { temperature: 0.6, repetitionPenalty: 1.1 },
    { temperature: 0.6, repetitionPenalty: 1.1 },
  ],
  ['one of each', { topP: 0.9, temperature: 1 }, { temperature: 0.6, topP: 0.5, minP: 0.1 }, { topP: 0.9, minP: 0.1 }],
  ['a value that is there and says nothing', { topK: undefined }, { topK: 7 }, { topK: 7 }],
])('a run samples with %s', (_, asked, ofPolicy, expected) => {
  expect(samplingOf(asked, ofPolicy)).toEqual({ ...DEFAULTS, ...expected })
})

it('is asked for without defaults, within the same limits', () => {
  expect(AskedSampling.parse({})).toEqual({})
  expect(Object.keys(AskedSampling.shape)).toEqual(Object.keys(Sampling.shape))
  for (const bad of [{ topK: -1 }, { topP: 0 }, { repetitionPenalty: 3 }, { temprature: 1 }]) {
    expect(AskedSampling.safeParse(bad).success).toBe(false)
  }
})

it('tells a model that is asked in another way from itself, where both say how', () => {
  const model = { id: 'a', sha256: 'b', checksum: 'c' }
  expect(isSameModel({ ...model, promptChecksum: 'd' }, { ...model, promptChecksum: 'd' })).toBe(true)
  expect(isSameModel({ ...model, promptChecksum: 'd' }, { ...model, promptChecksum: 'e' })).toBe(false)
  expect(isSameModel({ ...model, promptChecksum: 'd' }, model)).toBe(true)
  expect(isSameModel({ ...model, judgeChecksum: 'd' }, { ...model, judgeChecksum: 'e' })).toBe(false)
  expect(isSameModel({ ...model, judgeChecksum: 'd' }, model)).toBe(true)
})
