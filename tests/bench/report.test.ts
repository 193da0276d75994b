import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floorOfPass, nearest, shareOfProducts } from './measure/ceilings.ts'
import { median } from './median.ts'
import { plotOf } from './plot.ts'
import { openPrompts } from './prompts.ts'
import { floorOfSearch, reportOf } from './report.ts'
import { withEarlier } from './results.ts'
import type { AloneResults, Results } from './results.ts'

/** A model of 50 million numbers on a machine of 100 GFLOP/s: a token takes a millisecond, and 0.2 GB take 10 ms. */
const SIZES = { productParameters: 50e6, cacheNumbers: 1000 }
const RATES = { 1: 20, 64: 100 }
const CEILINGS = { products: { fp32: RATES, int8: RATES, q8: RATES, q4: RATES }, bandwidth: 20 }

const BARE = { rows: 1, form: 'fp32', sizes: SIZES, ceilings: CEILINGS } as const

const RESULTS: Results = {
  version: 2,
  date: '2026-01-02T03:04:05.000Z',
  quick: false,
  machine: {
    processor: 'Some',
    instructions: ['avx2'],
    cores: 2,
    memoryBytes: 2 ** 34,
    system: 'System',
    node: 'v24',
    loadBefore: 0,
  },
  threads: 2,
  repeats: 5,
  versions: { espalier: '0.1.0', transformers: '4.3.1' },
  models: [
    {
      id: 'some-model',
      sizes: SIZES,
      embeddingNumbers: 10e6,
      ceilings: CEILINGS,
      agreement: { transformers: 1e-5 },
      decode: [
        {
          batch: 64,
          topK: 50,
          context: 128,
          tokensPerSecond: { espalier: 600, transformers: 200 },
          memory: { espalier: 2 ** 30, transformers: 2 ** 31 },
          forms: { espalier: 'q4', transformers: 'fp32' },
          tried: [
            { engine: 'espalier', form: 'q4', worth: 590, memory: 2 ** 30 },
            { engine: 'transformers', form: 'fp32', worth: 190, memory: 2 ** 31 },
          ],
        },
      ],
      prefill: { tokens: 256, tokensPerSecond: { espalier: 500, transformers: 250 }, forms: { espalier: 'q8' } },
      firstNode: { tokens: 16, milliseconds: { espalier: 1000, transformers: 1500 }, forms: { espalier: 'q4' } },
      searches: [
        {
          method: 'rebase',
          budget: 64,
          topK: 50,
          nodes: 640,
          calls: 10,
          generatedTokens: 9900,
          distinctTokens: 10_000,
          computedTokens: 10_100,
          seconds: { espalier: 20, transformers: 80 },
          memory: { espalier: 2 ** 30, transformers: 2 ** 31 },
          forms: { espalier: 'fp32' },
        },
      ],
    },
  ],
  failures: [
    { model: 'some-model', engine: 'llama', form: 'Q4_0, server', measure: 'decode', reason: 'It ended.\nDetails' },
  ],
}

const MEBIBYTES = (...counts: number[]) => counts.map((count) => count * 2 ** 20)
const ALONE: AloneResults = {
  date: RESULTS.date,
  machine: RESULTS.machine,
  overheads: [
    {
      model: 'some-model',
      endless: true,
      method: 'majority',
      budget: 64,
      temperature: 5,
      threads: 2,
      rows: 61.84,
      milliseconds: 2990,
      share: { median: 0.094, least: 0.087, most: 0.113 },
    },
  ],
  fixedCosts: [
    {
      graph: 'delta',
      rows: 1,
      milliseconds: 10.4,
      operators: [
        { name: 'MatMulNBits', count: 211, milliseconds: 8 },
        { name: 'Reshape', count: 185, milliseconds: 0.1 },
      ],
    },
    {
      graph: 'in place',
      rows: 1,
      milliseconds: 5.9,
      operators: [{ name: 'MatMulNBits', count: 121, milliseconds: 6 }],
    },
  ],
  endurance: {
    runs: 2000,
    seconds: 140,
    rss: MEBIBYTES(100, 200, 205, 210),
    heapUsed: MEBIBYTES(1, 1, 1, 1),
    external: MEBIBYTES(1, 1, 1, 1),
    open: ['Timeout'],
  },
}

describe('floors', () => {
  it('is bound by bytes where few rows share the weights, by products where many do', () => {
    const given = { context: 0, form: 'fp32', sizes: SIZES, ceilings: CEILINGS } as const
    expect(floorOfPass({ ...given, rows: 1 })).toEqual({ seconds: 0.01, bound: 'bytes' })
    expect(floorOfPass({ ...given, rows: 64 })).toEqual({ seconds: 0.064, bound: 'products' })
  })

  it('counts the bytes of a form', () => {
    const seconds = (form: 'q8' | 'q4') => floorOfPass({ ...BARE, form, context: 0 }).seconds
    expect([seconds('q8'), seconds('q4')]).toEqual([0.005, 0.005])
    const wide = { ...CEILINGS, bandwidth: 2 }
    expect(floorOfPass({ ...BARE, form: 'q4', context: 0, ceilings: wide }).seconds).toBeCloseTo(
      (50e6 * 0.625) / 2e9,
      12,
    )
  })

  it('counts keys and values of every row', () => {
    const bare = floorOfPass({ ...BARE, context: 0 }).seconds
    const full = floorOfPass({ ...BARE, context: 500 }).seconds
    expect(full - bare).toBeCloseTo((4 * 500 * 1000) / 20e9, 12)
  })

  it('takes the ceiling of the nearest batch', () => {
    expect([1, 30, 40, 900].map((rows) => nearest(RATES, rows))).toEqual([20, 20, 100, 100])
  })

  it('is the whole ceiling when a token takes what its products take', () => {
    expect(shareOfProducts({ tokensPerSecond: 1000, sizes: SIZES, gigaflops: 100 })).toBeCloseTo(1, 12)
  })

  it('of a search is the products of its distinct tokens, the output matrix where one is generated', () => {
    const search = RESULTS.models[0]!.searches[0]!
    const given = { sizes: SIZES, ceilings: CEILINGS, embeddingNumbers: 10e6 }
    expect(floorOfSearch(search, given)).toBeCloseTo(9.9 + 0.08, 9)
    // One row after another at the rate of one row; the prompt still goes through at once.
    expect(floorOfSearch({ ...search, nodes: 10 }, given)).toBeCloseTo(5 * 9.9 + 0.08, 9)
  })
})

describe('the report', () => {
  const report = reportOf(RESULTS, ALONE)

  it.each([
    ['decode with its ratio and its share', '| 64 | 600 (q4) | 200 (fp32) | – | 3.00x | – | 60 % | 1,000 (products) |'],
    [
      'a search with its ratio, floor and recomputation',
      '| REBASE@64, top-k 50 | 20.0 (fp32) | 80.0 | – | 4.00x | – | 50 % | 10.0 | 1.010 |',
    ],
    [
      'the time to the first node',
      '| First node of 16 tokens from a cold start, ms | 1,000 (q4) | 1,500 | – | 1.50x | – |',
    ],
    ['memory', '| Memory at batch 64, MiB | 1,024 (q4) | 2,048 (fp32) | – | 2.00x | – |'],
    ['every form that was tried', '| Espalier q4 | 590 | 1,024 |\n| transformers.js fp32 | 190 | 2,048 |'],
    ['the kind of the processor', '| Machine | Some (avx2), 2 cores, 16 GiB, System |'],
    [
      'what a run spends outside its models',
      '| some-model, endless | Majority voting, 64 samples, temperature 5 | 2 | 61.8 | 2,990 | 9.4 % | 8.7 % to 11.3 % |',
    ],
    ['memory by quarters', '| Resident, whole process | 100 | 200 | 205 | 210 | 1.050 |'],
    [
      'what a pass of one row costs',
      '| MatMulNBits | 211 | 8.00 | 121 | 6.00 |\n| All others | 185 | 0.10 | – | – |\n| All | 396 | 8.10 | 121 | 6.00 |',
    ],
    ['what was left open', 'Open after closing: Timeout.'],
    [
      'an engine that failed, by the first line of its reason',
      '- llama.cpp Q4_0, server, some-model, decode: It ended.\n',
    ],
  ])('tells %s', (_, line) => {
    expect(report).toContain(line)
  })

  it('says when the settings were too small', () => {
    expect(report).not.toContain('A quick run')
    expect(reportOf({ ...RESULTS, quick: true }, null)).toContain('A quick run')
  })

  it('keeps models that the last run left out, with when and where they were measured', () => {
    const other = { ...RESULTS, date: '2026-02-03T00:00:00.000Z', models: [{ ...RESULTS.models[0]!, id: 'other' }] }
    const both = withEarlier(other, RESULTS, ['other'])
    expect(both.models.map(({ id }) => id)).toEqual(['other', 'some-model'])
    expect(reportOf(both, null)).toMatch(/## some-model\n\nOf an earlier run: 2026-01-02 03:04 UTC, Some/)
    expect(withEarlier(other, both, ['other']).models[1]!.earlier?.date).toBe(RESULTS.date)
    expect(withEarlier(other, RESULTS, ['other', 'some-model']).models).toHaveLength(1)
  })

  it('leaves out what was never measured', () => {
    expect(reportOf(RESULTS, null)).not.toContain('Espalier alone')
  })
})

describe('the plot', () => {
  it('has a bar for every figure and none for an engine without', () => {
    const legend = 3
    const ground = 1
    expect(plotOf(RESULTS).match(/<rect /g)).toHaveLength(legend + ground + 4)
  })

  it('draws a model without any figure', () => {
    const model = { ...RESULTS.models[0]!, decode: [], searches: [] }
    expect(plotOf({ ...RESULTS, models: [model] })).not.toContain('NaN')
  })
})

describe('prompts', () => {
  const prompts = openPrompts(resolve('models/arithmetic-policy-1m'))

  it('are different, equally long and as long as was asked for', () => {
    const rows = prompts.rows({ rows: 64, length: 112, count: 1 })
    expect(new Set(rows.map(({ tokens }) => tokens.join())).size).toBe(64)
    expect(new Set(rows.map(({ tokens }) => tokens.length)).size).toBe(1)
    expect(rows[0]!.tokens.length).toBeGreaterThan(100)
    expect(rows[0]!.tokens.length).toBeLessThanOrEqual(112)
  })
})

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2],
    [[7], 7],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle)
  })

  it('of nothing does not exist', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})
