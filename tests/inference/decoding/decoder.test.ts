import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { propose } from '../../../src-main/inference/decoding/decoder.ts'
import type { LoadedModel } from '../../../src-main/inference/decoding/loaded-model.ts'
import { openContinuousBatch } from '../../../src-main/inference/decoding/continuous-batch.ts'
import { ROW_LIMIT } from '../../../src-main/inference/decoding/row-limit.ts'
import type { Batch } from '../../../src-main/inference/graph/model-graph.ts'
import type { OnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import type { Proposal, ProposeRequest, Step } from '../../../src-main/search/policy.ts'
import { NEVER, openModel, QUESTION, SAMPLING, withFreshCache } from '../embedded.ts'

let model: LoadedModel & { session: OnnxSession }
beforeAll(async () => {
  model = await openModel('policy')
})
afterAll(() => model.session.release())

function request(seeds: number[], steps: readonly Step[] = [], maxTokens = 64): ProposeRequest {
  return { path: { question: QUESTION, steps }, seeds, maxTokens }
}

async function children(decoder: LoadedModel, requests: ProposeRequest[], sampling = SAMPLING): Promise<Proposal[][]> {
  return (await propose(decoder, requests, { sampling, signal: NEVER })).proposals
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
    const one = await propose(decoder, [request([4])], { sampling: SAMPLING, signal: NEVER })
    const step = one.proposals[0]![0]!
    const n = step.tokenIds.length
    expect(folder.prompt.addBeginning).toBe(true)
    expect(one.usage).toEqual({
      ...NO_USAGE,
      inputTokens: prompt,
      generatedTokens: n,
      attendedTokens: (prompt * (prompt + 1)) / 2 + n * prompt + (n * (n + 1)) / 2,
    })
    const two = await propose(decoder, [request([1, 2], [step])], { sampling: SAMPLING, signal: NEVER })
    const lengths = two.proposals[0]!.map(({ tokenIds }) => tokenIds.length)
    // The separator was sampled before and counted then; it is fed now and costs nothing more.
    expect(two.usage).toMatchObject({
      inputTokens: 0,
      generatedTokens: lengths[0]! + lengths[1]!,
      cachedTokens: prompt + n - 1,
      attendedTokens: lengths.reduce((sum, own) => sum + own * (prompt + n) + (own * (own + 1)) / 2, 0),
    })
  })

  it('computes and counts once what the paths of a call share', async () => {
    const decoder = withFreshCache(model)
    const prompt = 1 + decoder.tokenizer.encode(`${QUESTION}\n`).length
    const { proposals, usage } = await propose(decoder, [request([1]), request([2, 3])], {
      sampling: SAMPLING,
      signal: NEVER,
    })
    expect(usage).toMatchObject({ inputTokens: prompt, cachedTokens: 0 })
    // Two seeds may well give the same step, which is then one path.
    const steps = [...new Map(proposals.flat().map((step) => [step.tokenIds.join(), step])).values()]
    const next = await propose(
      decoder,
      steps.map((step) => request([1], [step])),
      { sampling: SAMPLING, signal: NEVER },
    )
    const known = steps.reduce((sum, { tokenIds }) => sum + tokenIds.length - 1, 0)
    expect(next.usage).toMatchObject({ inputTokens: 0, cachedTokens: prompt + known })
  })

  it('counts a path that no cache holds as input, but for the last token, which was counted when it was sampled', async () => {
    const [[step]] = (await children(model, [request([4])])) as [[Proposal]]
    const decoder = withFreshCache(model)
    const prompt = 1 + decoder.tokenizer.encode(`${QUESTION}\n`).length
    const { usage, proposals } = await propose(decoder, [request([1], [step])], { sampling: SAMPLING, signal: NEVER })
    const [n, own] = [step.tokenIds.length, proposals[0]![0]!.tokenIds.length]
    const triangle = (length: number) => (length * (length + 1)) / 2
    expect(usage).toEqual({
      ...NO_USAGE,
      inputTokens: prompt + n - 1,
      generatedTokens: own,
      attendedTokens: triangle(prompt + n - 1) + triangle(prompt + n + own) - triangle(prompt + n),
    })
  })

  it('decodes more children than there are rows in waves, each as if it were alone', async () => {
    const seeds = Array.from({ length: ROW_LIMIT + 20 }, (_, seed) => seed)
    const [all] = await children(withFreshCache(model), [request(seeds, [], 24)])
    expect(all).toHaveLength(seeds.length)
    for (const seed of [0, ROW_LIMIT - 1, ROW_LIMIT + 19]) {
      expect(await children(withFreshCache(model), [request([seed], [], 24)])).toEqual([[all![seed]]])
    }
  })

  it('does not continue one prompt from another that it happens to begin with', async () => {
    const longer = { ...request([1, 2]), path: { question: `${QUESTION}\nStep 1: First count all cars.`, steps: [] } }
    const alone = await children(withFreshCache(model), [longer])
    const decoder = withFreshCache(model)
    await children(decoder, [request([1])])
    expect(await children(decoder, [longer])).toEqual(alone)
  })

  it('continues a step that was cut anywhere, cached or not', async () => {
    const decoder = withFreshCache(model)
    const [[whole]] = (await children(decoder, [request([4])])) as [[Proposal]]
    for (const kept of [1, whole.tokenIds.length - 1]) {
      const cut: Step = { text: '', tokenIds: whole.tokenIds.slice(0, kept) }
      const anew = await children(withFreshCache(model), [request([1, 2], [cut])])
      expect(await children(decoder, [request([1, 2], [cut])])).toEqual(anew)
    }
  })

  it('reads a step that came without tokens from its text, and refuses tokens of another model', async () => {
    const text = 'Step 1: The cars hold 12 * 31 = 372 passengers.'
    const sampled: Step = { text, tokenIds: [...model.tokenizer.encode(`${text}\n`)] }
    const typed = await children(withFreshCache(model), [request([1, 2], [{ text, tokenIds: [] }])])
    expect(typed).toEqual(await children(withFreshCache(model), [request([1, 2], [sampled])]))
    const foreign = request([1], [{ text: 'x', tokenIds: [50_000] }])
    await expect(propose(model, [foreign], { sampling: SAMPLING, signal: NEVER })).rejects.toThrow(/token 50000/)
  })

  it('gives empty steps, cut by length, where a path fills the context', async () => {
    const filler: Step = { text: '', tokenIds: Array<number>(model.folder.positions).fill(6) }
    const [[full]] = (await children(model, [request([1], [filler])])) as [[Proposal]]
    expect(full).toEqual({ text: '', tokenIds: [], logProbabilities: [], ends: 'length' })
    const prompt = 1 + model.tokenizer.encode(`${QUESTION}\n`).length
    const nearly: Step = { text: '', tokenIds: filler.tokenIds.slice(0, model.folder.positions - prompt - 2) }
    const [[short]] = (await children(model, [request([1], [nearly])], Sampling.parse({ temperature: 5 }))) as [
      [Proposal],
    ]
    expect(short.tokenIds.length).toBeLessThanOrEqual(2)
  })

  it('stops between two passes when it is aborted', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    let passes = 0
    const { session, folder } = model
    const counted = openContinuousBatch({
      folder,
      session: {
        ...session,
        run: (batch: Batch) => {
          passes += 1
          if (passes === 2) abort.abort(reason)
          return session.run(batch)
        },
      },
    })
    const job = propose({ ...withFreshCache(model), batch: counted }, [request([1, 2])], {
      sampling: SAMPLING,
      signal: abort.signal,
    })
    await expect(job).rejects.toBe(reason)
    await counted.idle()
    expect(passes).toBe(2)
  })

  it('computes once what children share, and counts what it spared', async () => {
    let computed = 0
    const { session, folder } = model
    const counted = openContinuousBatch({
      folder,
      session: {
        ...session,
        run: (batch: Batch) => {
          if (batch.chunk === 1) computed += batch.pastLengths.filter((length) => length > 0).length
          return session.run(batch)
        },
      },
    })
    const seeds = Array.from({ length: 32 }, (_, seed) => seed)
    const { proposals, usage } = await propose({ ...withFreshCache(model), batch: counted }, [request(seeds)], {
      sampling: SAMPLING,
      signal: NEVER,
    })
    // A child's last token is sampled but not fed; every other one is a node of the tree of prefixes, which is computed once.
    const prefixes = new Set(
      proposals[0]!.flatMap(({ tokenIds }) => tokenIds.slice(0, -1).map((_, end) => tokenIds.slice(0, end + 1).join())),
    )
    expect(computed).toBe(prefixes.size)
    // That last one is fed once where the next step begins, for all whose steps are the same.
    const steps = new Set(proposals[0]!.map(({ tokenIds }) => tokenIds.join()))
    expect(steps.size).toBeLessThan(seeds.length)
    expect(usage.generatedTokens - usage.sharedTokens).toBe(new Set([...prefixes, ...steps]).size)
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

  it('reads what a problem spells as text, though it is the name of a control token', () => {
    const { folder, tokenizer, asked } = model
    const question = 'How many <eos> are there?'
    const [end] = folder.tokens.ends
    expect(tokenizer.encode(question)).toContain(end)
    expect(asked.promptTokens(question)).not.toContain(end)
    expect(tokenizer.decode(asked.promptTokens(question))).toBe(`${question}\n`)
  })

  it('refuses a problem with unknown characters or no room left', async () => {
    const strange = { ...request([1]), path: { question: 'How many 漢?', steps: [] } }
    await expect(propose(model, [strange], { sampling: SAMPLING, signal: NEVER })).rejects.toThrow(/“漢”/)
    const long = { ...request([1]), path: { question: '1 + 2 '.repeat(200), steps: [] } }
    await expect(propose(model, [long], { sampling: SAMPLING, signal: NEVER })).rejects.toThrow(/512 in all/)
  })
})
