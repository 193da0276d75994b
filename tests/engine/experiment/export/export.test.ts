import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportOf } from '../../../../src-main/engine/experiment/export/export.ts'
import { csvOf } from '../../../../src-main/engine/experiment/export/export-csv.ts'
import { htmlOf } from '../../../../src-main/engine/experiment/export/export-html.ts'
import { joinedCsv } from '../../../../src-main/engine/experiment/export/joined-csv.ts'
import { latexEscape, latexOf } from '../../../../src-main/engine/experiment/export/export-latex.ts'
import { htmlEscape } from '../../../../src-main/engine/experiment/export/html-table.ts'
import { summarize } from '../../../../src-main/engine/experiment/figures/summary.ts'
import type { ExperimentSummary } from '../../../../src-main/contract/experiment-summary.ts'
import { syntheticHeader, syntheticResults } from '../synthetic.ts'

const header = syntheticHeader({
  problems: 30,
  policies: 3,
  seeds: 2,
  budgets: [1, 2, 4],
  methods: [{ method: 'greedy' }, { method: 'majority' }, { method: 'best-of-n' }, { method: 'rebase' }],
})
const results = syntheticResults(header)
let summary: ExperimentSummary

beforeAll(() => {
  summary = summarize(header, results)
})

/** RFC 4180, character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',') {
      row.push(cell)
      cell = ''
    } else if (character === '\r' && text[at + 1] === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
      at += 1
    } else cell += character
  }
  return rows
}

function records(text: string): Record<string, string>[] {
  const [columns, ...rows] = parseCsv(text)
  return rows.map((cells) => Object.fromEntries(columns!.map((column, place) => [column, cells[place]!])))
}

/** The summary with names that try to break out. */
function renamed(name: string): ExperimentSummary {
  const policies = header.policies.map((policy) => ({
    ...policy,
    id: `${name} ${policy.id}`,
    name: `${name} ${policy.name}`,
  }))
  const spec = { ...header.spec, name }
  return {
    ...summary,
    header: { ...header, spec, policies },
    methods: summary.methods.map((method) => ({ ...method, label: `${name} ${method.label}` })),
    points: summary.points.map((point) => ({ ...point, policy: `${name} ${point.policy}` })),
  }
}

describe('CSV', () => {
  it('has one row a point, as wide as its header, with exact numbers', () => {
    const text = csvOf(summary)
    const [columns, ...rows] = parseCsv(text)
    expect(rows).toHaveLength(summary.points.length)
    expect(rows.every((row) => row.length === columns!.length)).toBe(true)
    records(text).forEach((row, place) => {
      const point = summary.points[place]!
      expect(row['policy']).toBe(point.policy)
      expect(Number(row['accuracy_low'])).toBe(point.accuracy.low)
      expect(Number(row['flops_policy'])).toBe(point.cost.paper)
      expect(row['seconds']).toBe('')
    })
  })

  it('comes back from a parser whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(',', '"', '\n', '\r', 'a', ' ', '\r\n', '=') }), (name) => {
        const rows = records(csvOf(renamed(name)))
        expect(rows.map((row) => row['policy'])).toEqual(summary.points.map(({ policy }) => `${name} ${policy}`))
        expect(rows[0]!['label']).toBe(`${name} Greedy`)
      }),
      { numRuns: 50 },
    )
  })

  it('lets accuracies, an interval and the frontier be computed again', () => {
    const rows = records(csvOf(summary))
    const lines = exportOf('jsonl', { header, results })
      .text.trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { policy: string; label: string; budget: number; accuracy: number })
    for (const row of rows) {
      // The accuracy from the problems of the JSONL export; greedy counts each problem once a seed there.
      const own = lines.filter(
        ({ policy, label, budget }) =>
          policy === row['policy'] && label === row['label'] && budget === Number(row['budget']),
      )
      expect(own).toHaveLength(60)
      if (row['method'] !== 'greedy') {
        const mean = own.reduce((sum, { accuracy }) => sum + accuracy, 0) / own.length
        expect(Number(row['accuracy'])).toBeCloseTo(mean, 12)
      }
      // Both ends of Wilson's interval lie z standard errors of themselves away from the accuracy.
      const [p, n] = [Number(row['accuracy']), Number(row['problems'])]
      for (const end of [Number(row['accuracy_low']), Number(row['accuracy_high'])]) {
        if (end > 0 && end < 1) {
          expect(Math.abs(p - end) / Math.sqrt((end * (1 - end)) / n)).toBeCloseTo(1.959963984540054, 9)
        }
      }
    }
    // The frontier by one walk to the right, best first among equal costs.
    const walk = rows
      .map((row, place) => ({ place, cost: Number(row['flops_exact']), accuracy: Number(row['accuracy']) }))
      .sort((a, b) => a.cost - b.cost || b.accuracy - a.accuracy || a.place - b.place)
    let best = -1
    const frontier = walk.filter(({ accuracy }) => accuracy > best && (best = accuracy) >= 0).map(({ place }) => place)
    const advised = summary.advice.filter(({ axis }) => axis === 'exact').map(({ point }) => point)
    expect(frontier).toEqual(advised)
    expect([...rows.keys()].filter((place) => rows[place]!['advice_flops_exact'] === '1')).toEqual(
      advised.toSorted((a, b) => a - b),
    )
  })
})

describe('CSV of several experiments', () => {
  it('has the rows of all of them, named, and says whose problems are others', () => {
    const fewer = syntheticHeader({
      ...{ problems: 12, policies: 1, seeds: 1, budgets: [1, 2] },
      methods: [{ method: 'majority' }],
    })
    const other = summarize({ ...fewer, spec: { ...fewer.spec, name: 'Few, “quoted”' } }, syntheticResults(fewer))
    const again = { ...summary, header: { ...header, spec: { ...header.spec, name: 'Again' } } }
    const { name, text } = joinedCsv([summary, other, again])
    const [columns, ...rows] = parseCsv(text)
    expect(rows.every((row) => row.length === columns!.length)).toBe(true)
    expect(columns!.slice(0, 3)).toEqual(['experiment', 'same_problems', 'policy'])
    const told = records(text)
    expect(told).toHaveLength(2 * summary.points.length + other.points.length)
    const same = (experiment: string) =>
      new Set(told.filter((row) => row['experiment'] === experiment).map((row) => row['same_problems']))
    expect(same(header.spec.name)).toEqual(new Set(['1']))
    expect(same('Few, “quoted”')).toEqual(new Set(['0']))
    expect(same('Again')).toEqual(new Set(['1']))
    // Each row is that of its own experiment’s table.
    const alone = records(csvOf(other))
    const own = told.filter((row) => row['experiment'] === 'Few, “quoted”')
    for (const [place, row] of alone.entries()) expect(own[place]).toMatchObject(row)
    expect(name).toMatch(/^[a-z0-9-]+\.csv$/)
  })
})

describe('JSON Lines', () => {
  it('tell answers of searches and whole pools, and shares where a pool was cut', () => {
    const file = exportOf('jsonl', { header, results })
    expect(file.name).toBe('synthetic.jsonl')
    const lines = file.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toHaveLength(30 * 3 * 2 * (1 + 3 * 3))
    for (const { budget, method, subsets, correct, answer } of lines) {
      const cut = (method === 'majority' || method === 'best-of-n') && budget !== 4
      expect(subsets).toBe(cut ? 64 : 1)
      expect(correct === null).toBe(cut)
      if (cut) expect(answer).toBeNull()
    }
    expect(Object.keys(lines[0]!)).toContain('level')
    expect(Object.keys(lines[0]!['cost'] as object)).toEqual([
      'paper',
      'policyAndPrm',
      'policyAndPrmSharedOnce',
      'exact',
      'seconds',
    ])
  })
})

describe('LaTeX', () => {
  it('escapes every special character', () => {
    expect(latexEscape('[x]')).toBe('{[}x]')
    expect(latexEscape('50% of {a_b} & $x^2 #1 ~\\end')).toBe(
      '50\\% of \\{a\\_b\\} \\& \\$x\\textasciicircum{}2 \\#1 \\textasciitilde{}\\textbackslash{}end',
    )
  })

  it('is a booktabs table with one row a point', () => {
    const text = latexOf(renamed('\\input{x} & 5%'))
    expect(text).not.toContain('\\input')
    const rows = text.split('\n').filter((line) => /\[\d/.test(line))
    expect(rows).toHaveLength(summary.points.length)
    expect(rows.every((row) => row.split(/(?<!\\)&/).length === 6 && row.endsWith('\\\\'))).toBe(true)
    expect(text.match(/\\(top|bottom)rule/g)).toHaveLength(2)
    // A rule below the head and one between the three policies.
    expect(text.match(/\\midrule/g)).toHaveLength(3)
  })
})

describe('the HTML report', () => {
  it('shows every point, the figure, and allows nothing but its own style', () => {
    const html = htmlOf(summary, '<svg viewBox="0 0 1 1"><title>Picture</title></svg>')
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">`,
    )
    expect(html).toContain('<svg viewBox="0 0 1 1"><title>Picture</title></svg>')
    expect(html).toContain('prefers-color-scheme: dark')
    expect(html).not.toMatch(/<script|<link|<img|<iframe|https?:\/\/|\son\w+=|url\(/i)
    for (const { accuracy } of summary.points) expect(html).toContain((100 * accuracy.value).toFixed(1))
    expect(html).not.toContain('not finished')
    expect(html).not.toMatch(/undefined|NaN|\[object/)
  })

  it('escapes hostile names', () => {
    const html = htmlOf(renamed(`<script>alert('1')</script>"><img src=x onerror=alert(1)>`))
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&gt;&lt;img')
    expect(htmlEscape('a & b')).toBe('a &amp; b')
  })

  it('takes a drawing only', () => {
    expect(() => htmlOf(summary, '<p>no</p>')).toThrow(RangeError)
    expect(() => htmlOf(summary, '<svg><SCRIPT>1</SCRIPT></svg>')).toThrow(RangeError)
  })

  it('says that an experiment is not finished', () => {
    expect(htmlOf(summarize(header, results.slice(0, 40)))).toContain('not finished')
    expect(htmlOf(summarize(header, []))).toContain('not finished')
  })
})

it.each([
  ['Small & large: 50 %', 'small-large-50.csv'],
  ['../../etc/passwd', 'etc-passwd.csv'],
  ['日本', 'experiment.csv'],
])('the file of “%s” is called %s', (name, file) => {
  expect(exportOf('csv', { header: { ...header, spec: { ...header.spec, name } }, results: [] }).name).toBe(file)
})
