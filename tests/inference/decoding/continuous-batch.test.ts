import { describe, expect, it } from 'vitest'
import { openContinuousBatch } from '../../../src-main/inference/decoding/continuous-batch.ts'
import type { ContinuousBatch } from '../../../src-main/inference/decoding/continuous-batch.ts'
import { ROW_LIMIT } from '../../../src-main/inference/decoding/row-limit.ts'
import type { Strand } from '../../../src-main/inference/decoding/strand-lane.ts'
import { Segment } from '../../../src-main/inference/graph/segment.ts'
import { keepingModel, summingModel } from '../../doubles/summing-model.ts'

const folder = {
  layers: 1,
  keyValueHeads: 1,
  headSize: 1,
  positions: 512,
  tokens: { beginning: 0, ends: [1], padding: 0 },
}
const NEVER = new AbortController().signal

function prefix(...tokens: number[]): Segment {
  return new Segment(tokens.length, Float32Array.from([...tokens, ...tokens]))
}

/** Feeds `tokens` one after the other and hands the last sum to `done`. */
function line(tokens: readonly number[], done: (sum: number) => void): Strand {
  const [token, ...rest] = tokens
  return {
    token: token!,
    fed({ logits }) {
      if (rest.length > 0) return [line(rest, done)]
      done(logits[0]!)
      return []
    },
  }
}

/** A tree of forks: every strand forks into two, `depth` times; collects the sums at the ends. */
function forking(token: number, depth: number, sums: number[]): Strand {
  return {
    token,
    fed({ logits }) {
      if (depth > 0) return [forking(2 * token, depth - 1, sums), forking(2 * token + 1, depth - 1, sums)]
      sums.push(logits[0]!)
      return []
    },
  }
}

/** The sums at the ends of the same tree, by hand. */
function sumsBelow(token: number, depth: number, before: number): number[] {
  const sum = before + token
  return depth === 0 ? [sum] : [...sumsBelow(2 * token, depth - 1, sum), ...sumsBelow(2 * token + 1, depth - 1, sum)]
}

/** A line that tells its name at its first pass. */
function named(name: string, passes: number, order: string[]): Strand {
  const rest = line(Array<number>(passes).fill(1), () => undefined)
  return {
    token: 1,
    fed(row, held) {
      order.push(name)
      return rest.fed(row, held)
    },
  }
}

const ascending = (a: number, b: number) => a - b

async function lineSum(batch: ContinuousBatch, before: readonly number[], tokens: readonly number[]): Promise<number> {
  let found = NaN
  const strand = line(tokens, (sum) => (found = sum))
  await batch.decode([{ segments: [prefix(...before)], length: before.length, strand }], NEVER)
  return found
}

describe.each([
  ['whose cache goes in whole', summingModel],
  ['whose rows stay on the device', keepingModel],
])('the continuous batch %s', (_, openModel) => {
  it('lets jobs of different lengths share passes, join and leave, and keeps their caches apart', async () => {
    const model = openModel()
    const batch = openContinuousBatch({ session: model, folder })
    const jobs = Array.from({ length: 7 }, (_, job) => ({
      before: Array.from({ length: job + 1 }, (_, at) => 10 * job + at),
      tokens: Array.from({ length: 1 + ((job * 5) % 9) }, (_, at) => 100 * job + at),
    }))
    const sums = await Promise.all(jobs.map(({ before, tokens }) => lineSum(batch, before, tokens)))
    const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
    expect(sums).toEqual(jobs.map(({ before, tokens }) => total(before) + total(tokens)))
    expect(model.batches.length, 'as many passes as the longest job has tokens').toBe(
      Math.max(...jobs.map(({ tokens }) => tokens.length)),
    )
    await batch.idle()
  })

  it('forks strands beyond its rows, and computes each exactly once', async () => {
    const model = openModel()
    const batch = openContinuousBatch({ session: model, folder })
    const depth = Math.log2(ROW_LIMIT) + 2
    const sums: number[] = []
    await batch.decode([{ segments: [prefix(5, 6)], length: 2, strand: forking(1, depth, sums) }], NEVER)
    expect(sums.sort(ascending)).toEqual(sumsBelow(1, depth, 11).sort(ascending))
    expect(Math.max(...model.batches.map(({ rows }) => rows))).toBe(ROW_LIMIT)
    const fed = model.batches.reduce((sum, { pastLengths }) => sum + pastLengths.filter((own) => own > 0).length, 0)
    expect(fed).toBe(2 ** (depth + 1) - 1)
  })

  it('lets a fork wait in front of all others', async () => {
    const batch = openContinuousBatch({ session: openModel(), folder })
    const order: string[] = []
    const start = (strand: Strand) => ({ segments: [prefix(9)], length: 1, strand })
    const forks: Strand = { token: 1, fed: () => [named('trunk', 9, order), named('fork', 9, order)] }
    // All rows are taken at the first pass, in which the fork comes; the second frees one.
    const busy = Array.from({ length: ROW_LIMIT - 2 }, () => start(named('busy', 9, [])))
    const short = start(named('short', 2, []))
    await batch.decode([start(forks), short, ...busy, start(named('late', 9, order))], NEVER)
    expect(order).toEqual(['trunk', 'fork', 'late'])
  })

  it('lets rows that had to leave where memory ran out wait in front of all others', async () => {
    const batch = openContinuousBatch({ session: openModel(8), folder })
    const order: string[] = []
    const names = Array.from({ length: ROW_LIMIT + 3 }, (_, place) => String(place))
    const starts = names.map((name) => ({ segments: [prefix(9)], length: 1, strand: named(name, 1, order) }))
    await batch.decode(starts, NEVER)
    const firstPassOf = (name: string) => Math.floor(order.indexOf(name) / 8)
    expect(names.map(firstPassOf)).toEqual(names.map((_, place) => Math.floor(place / 8)))
  })

  it('goes on with fewer rows where memory runs out, and loses nothing', async () => {
    const model = openModel(8)
    const batch = openContinuousBatch({ session: model, folder })
    const sums: number[] = []
    const decode = batch.decode([{ segments: [prefix(3)], length: 1, strand: forking(1, 6, sums) }], NEVER)
    const chunks = Array.from({ length: 20 }, (_, at) => batch.feed({ segments: [prefix(at)], tokens: [7, at] }, NEVER))
    await decode
    expect(sums.sort(ascending)).toEqual(sumsBelow(1, 6, 3).sort(ascending))
    expect((await Promise.all(chunks)).map(({ row }) => row.logits[0])).toEqual(chunks.map((_, at) => 7 + 2 * at))
  })

  it('tells a model that fails on two rows to all who wait, and goes on serving', async () => {
    const model = openModel(0)
    const batch = openContinuousBatch({ session: model, folder })
    await expect(lineSum(batch, [1], [2])).rejects.toThrow(/no memory for 2 rows/)
    await expect(batch.feed({ segments: [], tokens: [1] }, NEVER)).rejects.toThrow(/no memory/)
    await batch.idle()
  })

  it.each([0, 1, 2, 3, 4, 5])('serves a call that comes %d turns after the last one was answered', async (turns) => {
    const batch = openContinuousBatch({ session: openModel(), folder })
    for (let call = 0; call < 3; call++) {
      const fed = batch.feed({ segments: [], tokens: [call] }, NEVER)
      expect((await fed).row.logits[0]).toBe(call)
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    }
  })

  it('tells all who wait where what came out cannot be kept, and goes on serving', async () => {
    const model = summingModel()
    let broken = true
    const run: typeof model.run = async (given) => {
      const output = await model.run(given)
      return broken ? { ...output, keys: [], values: [] } : output
    }
    const batch = openContinuousBatch({ session: { run }, folder })
    const asked = [lineSum(batch, [1], [2, 3]), batch.feed({ segments: [], tokens: [1, 2] }, NEVER)]
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await batch.idle()
    broken = false
    expect(await lineSum(batch, [1], [2, 3])).toBe(6)
  })

  it('tells a strand that throws to its job alone', async () => {
    const batch = openContinuousBatch({ session: openModel(), folder })
    const bad: Strand = {
      token: 1,
      fed: () => {
        throw new Error('odd logits')
      },
    }
    const good = lineSum(batch, [1, 2], [3, 4, 5])
    await expect(batch.decode([{ segments: [prefix(9)], length: 1, strand: bad }], NEVER)).rejects.toThrow('odd logits')
    expect(await good).toBe(15)
  })

  it('stops what is aborted and lets the others go on', async () => {
    const batch = openContinuousBatch({ session: openModel(), folder })
    const abort = new AbortController()
    const endless: Strand = { token: 1, fed: () => [endless] }
    const start = { segments: [prefix(9)], length: 1, strand: endless }
    const stopped = expect(batch.decode([start, start], abort.signal)).rejects.toThrow('enough')
    const other = lineSum(batch, [1], [2, 3, 4])
    setImmediate(() => abort.abort(new Error('enough')))
    await stopped
    expect(await other).toBe(10)
    await expect(batch.decode([start], abort.signal)).rejects.toThrow('enough')
    await expect(batch.feed({ segments: [], tokens: [1] }, abort.signal)).rejects.toThrow('enough')
    await batch.idle()
  })

  it('takes chunks and decoding by turns, so that neither waits for more than a pass', async () => {
    const model = openModel()
    const batch = openContinuousBatch({ session: model, folder })
    const decode = lineSum(batch, [1], Array<number>(20).fill(1))
    const chunks = Array.from({ length: 10 }, (_, at) =>
      batch.feed({ segments: [], tokens: Array<number>(400 + 8 * at).fill(1) }, NEVER),
    )
    await Promise.all([decode, ...chunks])
    const lanes = model.batches.map(({ chunk }) => (chunk === 1 ? 'd' : 'c')).join('')
    expect(lanes).toBe('dc'.repeat(10) + 'd'.repeat(10))
  })
})

describe('rows that stay on the device', () => {
  it('are sent once and lie still while they go on', async () => {
    const model = keepingModel()
    expect(await lineSum(openContinuousBatch({ session: model, folder }), [1, 2, 3], [4, 5, 6, 7])).toBe(28)
    expect(model.moves, 'with their padding').toEqual([2])
  })

  it('are not sent again when they fork or leave, or when others come', async () => {
    const model = keepingModel()
    const batch = openContinuousBatch({ session: model, folder })
    const sums: number[] = []
    const { promise: other, resolve: settle } = Promise.withResolvers<number>()
    // Another job comes after the first pass.
    const late: Strand = {
      token: 1,
      fed(row, held) {
        void lineSum(batch, [1, 2, 3], [4, 5, 6]).then(settle)
        return forking(1, 4, sums).fed(row, held)
      },
    }
    await batch.decode([{ segments: [prefix(5, 6)], length: 2, strand: late }], NEVER)
    expect(await other).toBe(21)
    expect(sums.sort(ascending)).toEqual(sumsBelow(1, 4, 11).sort(ascending))
    expect(model.moves.filter((sent) => sent > 0)).toEqual([2, 1])
  })

  it('are sent anew when they need more room, and after a pass that failed', async () => {
    const model = keepingModel()
    expect(
      await lineSum(openContinuousBatch({ session: model, folder }), Array<number>(30).fill(1), [1, 1, 1, 1]),
    ).toBe(34)
    expect(model.moves).toEqual([2, 2])

    const failing = keepingModel(8)
    const sums: number[] = []
    const start = { segments: [prefix(3)], length: 1, strand: forking(1, 4, sums) }
    await openContinuousBatch({ session: failing, folder }).decode([start], NEVER)
    expect(sums.sort(ascending)).toEqual(sumsBelow(1, 4, 3).sort(ascending))
    expect(failing.moves.filter((sent) => sent > 0).slice(0, 2), 'half of those that failed').toEqual([2, 8])
  })
})
