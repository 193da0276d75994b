import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { propose } from '../../src-main/inference/decoder.ts'
import type { Decoder } from '../../src-main/inference/decoder.ts'
import type { Proposal, ProposeRequest, Step } from '../../src-main/search/policy.ts'
import { finish, openModel, QUESTION, SAMPLING, withFreshCache } from './embedded.ts'

let model: Decoder
beforeAll(async () => {
  model = await openModel('policy')
})
afterAll(() => model.session.release())

function request(seeds: number[], steps: readonly Step[] = [], maxTokens = 64): ProposeRequest {
  return { path: { question: QUESTION, steps }, seeds, maxTokens }
}

async function children(decoder: Decoder, requests: ProposeRequest[], sampling = SAMPLING): Promise<Proposal[][]> {
  return (await finish(propose(decoder, requests, sampling))).proposals
}

describe('the decoder', () => {
  it('gives a child the same step, bit for bit, alone and in company', async () => {
    const [together] = await children(withFreshCache(model), [request([1, 2, 3, 4, 5, 6, 7, 8, 9])])
    for (const seed of [1, 5, 9]) {
      const [alone] = await children(withFreshCache(model), [request([seed])])
      expect(alone).toEqual([together![seed - 1]])
    }
  })

  it('gives the same steps whether a prefix is cached, half cached or computed anew', async () => {
    const [first] = await children(model, [request([11, 12, 13])])
    const [second] = await children(model, [request([21], [first![0]!])])
    const deep = [request([31, 32], [first![0]!, second![0]!]), request([33], [first![2]!])]
    const cached = await children(model, deep)
    expect(await children(withFreshCache(model), deep)).toEqual(cached)
    const half = withFreshCache(model)
    await children(half, [request([1], [first![0]!])])
    expect(await children(half, deep)).toEqual(cached)
    expect(await children(withFreshCache(model, 0), deep), 'nothing is ever kept').toEqual(cached)
  })

  it('decodes ragged paths together as it does each alone', async () => {
    const [first] = await children(model, [request([1, 2])])
    const ragged = [request([5]), request([6, 7], [first![0]!]), request([8], [first![0]!, first![1]!])]
    const together = await children(withFreshCache(model), ragged)
    for (const [index, one] of ragged.entries()) {
      expect(await children(withFreshCache(model), [one])).toEqual([together[index]])
    }
  })

  it('counts what it computes, by hand', async () => {
    const decoder = withFreshCache(model)
    const { folder, tokenizer } = decoder
    const prompt = 1 + tokenizer.encode(`${QUESTION}\n`).length
    const one = await finish(propose(decoder, [request([4])], SAMPLING))
    const step = one.proposals[0]![0]!
    const n = step.tokenIds.length
    expect(folder.prompt.addBeginning).toBe(true)
    expect(one.usage).toEqual({
      inputTokens: prompt,
      generatedTokens: n,
      cachedTokens: 0,
      attendedTokens: (prompt * (prompt + 1)) / 2 + n * prompt + (n * (n + 1)) / 2,
    })
    const two = await finish(propose(decoder, [request([1, 2], [step])], SAMPLING))
    const lengths = two.proposals[0]!.map(({ tokenIds }) => tokenIds.length)
    // The separator was sampled before and counted then; it is fed now and costs nothing more.
    expect(two.usage).toEqual({
      inputTokens: 0,
      generatedTokens: lengths[0]! + lengths[1]!,
      cachedTokens: prompt + n - 1,
      attendedTokens: lengths.reduce((sum, own) => sum + own * (prompt + n) + (own * (own + 1)) / 2, 0),
    })
  })

  it('ends a step at the separator, a solution at its end, and cuts at the limit', async () => {
    const steps: Proposal[] = []
    while (steps.at(-1)?.ends !== 'solution' && steps.length < 12) {
      const [[step]] = (await children(model, [request([1], steps)], Sampling.parse({ temperature: 0 }))) as [
        [Proposal],
      ]
      steps.push(step)
    }
    expect(steps.at(-1)).toMatchObject({
      ends: 'solution',
      text: expect.stringMatching(/^The answer is: \d+$/) as string,
    })
    expect(steps[0]).toMatchObject({
      ends: 'step',
      text: expect.stringMatching(/^Step 1: .*\d+ \S \d+ = \d+/) as string,
    })
    const [[cut]] = (await children(model, [request([1], [], 5)])) as [[Proposal]]
    expect(cut.ends).toBe('length')
    expect(cut.tokenIds).toHaveLength(5)
    expect(cut.logProbabilities.every((value) => value <= 0)).toBe(true)
  })

  it('refuses a problem with unknown characters or no room left', async () => {
    const strange = { ...request([1]), path: { question: 'How many 漢?', steps: [] } }
    await expect(finish(propose(model, [strange], SAMPLING))).rejects.toThrow(/“漢”/)
    const long = { ...request([1]), path: { question: '1 + 2 '.repeat(200), steps: [] } }
    await expect(finish(propose(model, [long], SAMPLING))).rejects.toThrow(/512 in all/)
  })
})
