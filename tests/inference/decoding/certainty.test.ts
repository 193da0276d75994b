// The self-certainty of proposals: asked for, it is that of the rows they were drawn from; it changes nothing else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { propose } from '../../../src-main/inference/decoding/decoder.ts'
import { pathTokens } from '../../../src-main/inference/decoding/path-tokens.ts'
import { prefill } from '../../../src-main/inference/decoding/prefill.ts'
import { readCertainty } from '../../../src-main/inference/sampling/certainty.ts'
import { NEVER, openModel, QUESTION, SAMPLING, withFreshCache } from '../embedded.ts'

let model: Awaited<ReturnType<typeof openModel>>
beforeAll(async () => {
  model = await openModel('policy')
})
afterAll(() => model.session.release())

const path = { question: QUESTION, steps: [] }
const options = { sampling: SAMPLING, signal: NEVER }

describe('self-certainty', () => {
  it('is that of the only row for one token, and the mean of two rows for two', async () => {
    const fresh = withFreshCache(model)
    const { prompt } = pathTokens(fresh, path)
    const ask = async (maxTokens: number) =>
      (await propose(fresh, [{ path, seeds: [5], maxTokens, certainty: true }], options)).proposals[0]![0]!
    const first = readCertainty((await prefill(fresh, { prompt, usage: { ...NO_USAGE }, signal: NEVER })).row!)
    expect((await ask(1)).certainty).toBeCloseTo(first, 6)
    const two = await ask(2)
    const again = withFreshCache(model)
    const longer = [...prompt, two.tokenIds[0]!]
    const second = readCertainty((await prefill(again, { prompt: longer, usage: { ...NO_USAGE }, signal: NEVER })).row!)
    expect(two.certainty).toBeCloseTo((first + second) / 2, 3)
  })

  it('is not told where nobody asks, and leaves the steps as they are', async () => {
    const request = { path, seeds: [1, 2, 3], maxTokens: 60 }
    const plain = await propose(withFreshCache(model), [request], options)
    const told = await propose(withFreshCache(model), [{ ...request, certainty: true }], options)
    expect(plain.proposals[0]!.every(({ certainty }) => certainty === undefined)).toBe(true)
    expect(told.proposals[0]!.map(({ certainty: _, ...step }) => step)).toEqual(plain.proposals[0])
    expect(told.proposals[0]!.every(({ certainty }) => certainty! > 0)).toBe(true)
    expect(told.usage).toEqual(plain.usage)
  })
})
