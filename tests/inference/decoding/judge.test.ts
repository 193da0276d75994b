// A judge: its rewards beside the logits of the whole question in one pass, whatever its company and its cache.
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { USUAL_JUDGE } from '../../../src-main/contract/judge-record.ts'
import { openJudge } from '../../../src-main/inference/decoding/judge.ts'
import { openJudgePrompt } from '../../../src-main/inference/model/judge-prompt.ts'
import type { Path } from '../../../src-main/search/policy.ts'
import { NEVER, openModel, withFreshCache } from '../embedded.ts'

type Model = Awaited<ReturnType<typeof openModel>>
/** Random weights, bytes as tokens, positions that are computed and so have no end. */
const FOLDER = resolve('tests/inference/onnx-folders/optimum-llama')

let model: Model
beforeAll(async () => {
  const opened = await openModel('policy', undefined, FOLDER)
  model = { ...opened, folder: { ...opened.folder, positions: 600 } }
})
afterAll(() => model.session.release())

function pathOf(...texts: string[]): Path {
  return { question: 'How many?', steps: texts.map((text) => ({ text, tokenIds: [] })) }
}

const PATHS = [
  pathOf('One and two are 3.'),
  pathOf('One and two are 3.', 'The answer is 3.'),
  pathOf('One and two are 4.', 'So it is.', 'The answer is: \\boxed{4}'),
]

/** Logits of the whole question, in one pass without a cache. */
async function rewardAtOnce(path: Path): Promise<number> {
  const { folder, tokenizer, asked, session } = model
  const prompt = openJudgePrompt(folder, tokenizer, { record: asked.record, judge: USUAL_JUDGE })
  const tokens = Int32Array.from(prompt.tokens(path))
  const planes = Array.from({ length: folder.layers }, () => new Float32Array(0))
  const chunk = tokens.length
  const batch = { rows: 1, chunk, positions: 0, tokens, pastLengths: new Int32Array(1), keys: planes, values: planes }
  const { logits } = await session.run({ ...batch, places: Int32Array.of(chunk - 1) })
  // Bytes are tokens here, so a word is the letter that it begins with, or a space for both.
  const [Y, y, N, n] = ['Y', 'y', 'N', 'n'].map((letter) => Math.exp(logits[tokenizer.encodePlain(letter)[0]!]!))
  return (Y! + y!) / (Y! + y! + N! + n!)
}

describe('a judge', () => {
  it('gives the share of yes in the probability of yes and no', async () => {
    const { rewards } = await openJudge(withFreshCache(model), USUAL_JUDGE)(PATHS, NEVER)
    for (const [at, path] of PATHS.entries()) expect(rewards[at]).toBeCloseTo(await rewardAtOnce(path), 5)
    expect(new Set(rewards).size).toBe(PATHS.length)
  })

  it('gives the same bits alone, in company, and from its cache, which is used and counted', async () => {
    const alone = await openJudge(withFreshCache(model), USUAL_JUDGE)([PATHS[1]!], NEVER)
    const judge = openJudge(withFreshCache(model), USUAL_JUDGE)
    const among = await judge(PATHS, NEVER)
    const again = await judge([PATHS[1]!], NEVER)
    expect([among.rewards[1], again.rewards[0]]).toEqual([alone.rewards[0], alone.rewards[0]])
    expect(alone.usage.inputTokens).toBe(alone.usage.scoredTokens)
    expect(again.usage.inputTokens).toBeLessThanOrEqual(32)
    expect(again.usage.cachedTokens + again.usage.inputTokens).toBe(again.usage.scoredTokens)
    expect(again.usage.sharedScoredTokens).toBe(again.usage.cachedTokens)
    expect(among.usage.inputTokens + among.usage.sharedScoredTokens!).toBe(among.usage.scoredTokens)
  })

  it('gives no score to what is longer than it reads', async () => {
    const short = { ...withFreshCache(model), folder: { ...model.folder, positions: 300 } }
    const { rewards } = await openJudge(short, USUAL_JUDGE)([PATHS[0]!, pathOf('word '.repeat(100))], NEVER)
    expect(rewards).toEqual([expect.any(Number), null])
  })
})
