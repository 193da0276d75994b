import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import { cacheShape } from '../../../src-main/inference/graph/cache-shape.ts'
import { openKeyValueCache } from '../../../src-main/inference/graph/kv-cache.ts'
import { score } from '../../../src-main/inference/decoding/step-scorer.ts'
import type { ScoredModel } from '../../../src-main/inference/decoding/step-scorer.ts'
import type { Path } from '../../../src-main/search/policy.ts'
import { NEVER, openScored, QUESTION, withFreshCache } from '../embedded.ts'

let model: ScoredModel & { session: OnnxSession }
beforeAll(async () => {
  model = await openScored()
})
afterAll(() => model.session.release())

const STEPS = [
  'Step 1: The cars hold 12 * 31 = 372 passengers.',
  'Step 2: After the stop there are 372 + 45 = 417 passengers.',
  'The answer is: 417',
]
const WRONG = 'Step 1: The cars hold 12 * 31 = 352 passengers.'

function path(...texts: string[]): Path {
  return { question: QUESTION, steps: texts.map((text) => ({ text, tokenIds: [] })) }
}

/** The reward from one pass over the whole text, without any cache. */
async function fromOnePass({ folder, session, tokenizer }: typeof model, { steps }: Path): Promise<number> {
  const ids = [folder.tokens.beginning, ...tokenizer.encode(`${QUESTION}\n`)]
  for (const { text } of steps) ids.push(...tokenizer.encode(text), tokenizer.idOf('<step>', 'prm.json'))
  const slab = openKeyValueCache(cacheShape(folder))
  slab.reserve({ rows: 1, positions: 1, kept: 0 })
  const { logits } = await session.run({
    rows: 1,
    chunk: ids.length,
    positions: slab.positions,
    tokens: Int32Array.from(ids),
    pastLengths: Int32Array.of(0),
    places: Int32Array.of(ids.length - 1),
    keys: slab.keys(1),
    values: slab.values(1),
  })
  const [wrong, right] = [...logits.slice(-2)].map(Math.exp) as [number, number]
  return right / (wrong + right)
}

describe('the step scorer', () => {
  it('agrees with one pass over the whole text', async () => {
    const paths = [path(STEPS[0]!), path(STEPS[0]!, STEPS[1]!), path(...STEPS), path(WRONG), path(WRONG, STEPS[1]!)]
    const { rewards } = await score(withFreshCache(model), paths, NEVER)
    for (const [index, one] of paths.entries()) {
      expect(Math.abs(rewards[index]! - (await fromOnePass(model, one)))).toBeLessThan(1e-4)
    }
  })

  it('gives a path the same reward, bit for bit, alone, in company, cached or computed anew', async () => {
    const paths = [path(WRONG), path(...STEPS), path(STEPS[0]!), path(...STEPS)]
    const cached = withFreshCache(model)
    const { rewards } = await score(cached, paths, NEVER)
    expect((await score(cached, paths, NEVER)).rewards).toEqual(rewards)
    expect((await score(withFreshCache(model, 0), paths, NEVER)).rewards).toEqual(rewards)
    for (const [index, one] of paths.entries()) {
      expect((await score(withFreshCache(model), [one], NEVER)).rewards).toEqual([rewards[index]])
    }
  })

  it('pays for new steps only', async () => {
    const scorer = withFreshCache(model)
    const prompt = 1 + scorer.tokenizer.encode(`${QUESTION}\n`).length
    const sizes = STEPS.map((text) => scorer.tokenizer.encode(text).length + 1)
    const first = await score(scorer, [path(STEPS[0]!), path(STEPS[0]!)], NEVER)
    expect(first.usage).toMatchObject({ inputTokens: prompt + sizes[0]!, cachedTokens: 0, generatedTokens: 0 })
    // Both children's step, of which one was computed.
    expect(first.usage).toMatchObject({ scoredTokens: 2 * sizes[0]!, sharedScoredTokens: sizes[0] })
    const second = await score(scorer, [path(STEPS[0]!, STEPS[1]!)], NEVER)
    const before = prompt + sizes[0]!
    expect(second.usage).toEqual({
      ...NO_USAGE,
      inputTokens: sizes[1],
      scoredTokens: sizes[1],
      cachedTokens: before,
      attendedTokens: sizes[1]! * before + (sizes[1]! * (sizes[1]! + 1)) / 2,
    })
  })

  it('computes and counts once what the paths of a call share', async () => {
    const scorer = withFreshCache(model)
    const prompt = 1 + scorer.tokenizer.encode(`${QUESTION}\n`).length
    const sizes = STEPS.map((text) => scorer.tokenizer.encode(text).length + 1)
    const whole = prompt + sizes[0]! + sizes[1]! + sizes[2]!
    const { usage } = await score(scorer, [path(STEPS[0]!), path(...STEPS), path(STEPS[0]!, STEPS[1]!)], NEVER)
    expect(usage).toEqual({
      ...NO_USAGE,
      inputTokens: whole,
      scoredTokens: whole - prompt,
      attendedTokens: (whole * (whole + 1)) / 2,
    })
    const again = await score(scorer, [path(STEPS[0]!), path(...STEPS)], NEVER)
    const asked = sizes[0]! + sizes[2]!
    expect(again.usage).toEqual({
      ...NO_USAGE,
      scoredTokens: asked,
      sharedScoredTokens: asked,
      cachedTokens: whole,
    })
  })

  it('scores a path up to the last position of its context, and gives a longer one no score', async () => {
    const prompt = 1 + model.tokenizer.encode(`${QUESTION}\n`).length
    const room = model.folder.positions - prompt - 1
    const spaces = (count: number) => Array<string>(count).fill('7').join('')
    const { rewards } = await score(
      withFreshCache(model),
      [path(spaces(room)), path(spaces(room + 1)), path(STEPS[0]!)],
      NEVER,
    )
    expect(rewards[0]).toBeGreaterThanOrEqual(0)
    expect(rewards[1]).toBeNull()
    expect(rewards[2]).toBeGreaterThanOrEqual(0)
  })

  it('says so when a step would be scored twice', async () => {
    await expect(score(model, [path('One <step> two')], NEVER)).rejects.toThrow(/2 scores for 1 steps/)
  })
})
