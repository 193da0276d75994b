// The three figures and the legend: geometry against the numbers that they show, filters, and walking over points.
import { describe, expect, it } from 'vitest'
import { presetSpec } from '../../../src-main/contract/experiment-presets.ts'
import type { FileModelInfo } from '../../../src-main/contract/model.ts'
import { accuracyFigure } from '../../../src-renderer/plot/accuracy-figure.ts'
import type { AccuracyFigureRequest } from '../../../src-renderer/plot/accuracy-figure.ts'
import type { Figure } from '../../../src-renderer/plot/figure.ts'
import { panelGrid } from '../../../src-renderer/plot/figure.ts'
import { levelFigure, levelKey } from '../../../src-renderer/plot/level-figure.ts'
import { MARKERS, markerPath } from '../../../src-renderer/plot/marker.ts'
import { PAPER_POINTS } from '../../../src-renderer/plot/paper-points.ts'
import { reliabilityFigure, reliabilityKey } from '../../../src-renderer/plot/reliability-figure.ts'
import { COLOURS, methodStyles, policyStyles } from '../../../src-renderer/plot/series-style.ts'
import { nearest, pointAt, spotOf, walk } from '../../../src-renderer/plot/walk-figure.ts'
import { EXPERIMENT } from '../../../src-renderer/text/experiment.ts'
import { contrast, rgbOfHex } from '../../../src-renderer/tree/oklab.ts'
import { problemsShort } from '../../doubles/experiment-problems.ts'
import { summaryOf } from '../../doubles/experiment-results.ts'

const model = (id: string, role: FileModelInfo['role'], parameters: number): FileModelInfo => ({
  ...{ id, name: id, role, parameters, folder: id, layers: 4, width: 128, licence: 'x', sha256: '0', bytes: 1 },
  ...{ state: 'ready', error: null, device: null },
})
const models = [
  model('small', 'policy', 4e5),
  model('middle', 'policy', 1.6e6),
  model('large', 'policy', 6.5e6),
  model('prm', 'verifier', 1.6e6),
]
const made = { spec: presetSpec('paper-figure', models), policies: models, problems: problemsShort(60), share: 1 }
const summary = summaryOf(made)
const none = { methods: new Set<number>(), policies: new Set<string>() }
const room = { width: 900, height: 500, measure: (text: string) => text.length * 6.5 }
const request: AccuracyFigureRequest = {
  ...{ summary, axis: 'paper', together: true, intervals: true, paper: false, hidden: none },
  ...room,
}
const pointsOf = ({ panels }: Figure) => panels.flatMap(({ series }) => series.flatMap(({ points }) => points))

describe('accuracy against compute', () => {
  const figure = accuracyFigure(request)

  it('shows every point once, with its interval around it', () => {
    expect(
      pointsOf(figure)
        .map(({ key }) => key)
        .sort((a, b) => a - b),
    ).toEqual(summary.points.map((_, place) => place))
    for (const { y, low, high } of pointsOf(figure)) {
      expect(low).toBeGreaterThanOrEqual(y)
      expect(high).toBeLessThanOrEqual(y)
    }
  })

  it('orders points as cost and accuracy do, inside the box', () => {
    const [panel] = figure.panels
    const all = pointsOf(figure)
    for (const one of all) {
      expect(one.x > panel!.x && one.x < panel!.x + panel!.width).toBe(true)
      for (const other of all) {
        const [a, b] = [summary.points[one.key]!, summary.points[other.key]!]
        expect(Math.sign(one.x - other.x)).toBe(Math.sign(a.cost.paper! - b.cost.paper!))
        expect(Math.sign(other.y - one.y)).toBe(Math.sign(a.accuracy.value - b.accuracy.value))
      }
    }
  })

  it('filters lines by method and policy, and keeps their entries', () => {
    const filtered = accuracyFigure({ ...request, hidden: { methods: new Set([1]), policies: new Set(['large']) } })
    const left = pointsOf(filtered).map(({ key }) => summary.points[key]!)
    expect(left.some(({ method, policy }) => method === 1 || policy === 'large')).toBe(false)
    expect(filtered.legend.filter(({ shown }) => !shown).map(({ id }) => id)).toEqual(['1', 'large'])
    expect(filtered.legend.length).toBe(figure.legend.length)
  })

  it('has a panel for each policy side by side, on one scale, with the others behind', () => {
    const apart = accuracyFigure({ ...request, together: false })
    expect(apart.panels.map(({ title }) => title)).toEqual(['small', 'middle', 'large'])
    expect(new Set(apart.panels.map(({ yTicks }) => yTicks.map(({ text }) => text).join())).size).toBe(1)
    for (const { series, lines } of apart.panels) {
      expect(series.length).toBe(6)
      expect(lines.filter(({ tone }) => tone === 'quiet').length).toBe(12)
    }
  })

  it('sets the paper’s points apart from the user’s', () => {
    const { panels } = accuracyFigure({ ...request, paper: true })
    const quoted = panels.filter(({ foreign }) => foreign)
    expect(quoted.length).toBe(1)
    expect(quoted[0]!.title).toContain('not measured here')
    expect(quoted[0]!.series.flatMap(({ points }) => points).length).toBe(PAPER_POINTS.length)
    expect(quoted[0]!.series.every(({ colour }) => colour === null)).toBe(true)
  })

  it('draws what is not complete hollow, and says so', () => {
    const partial = accuracyFigure({ ...request, summary: summaryOf({ ...made, share: 0.5 }) })
    expect(pointsOf(partial).every(({ hollow }) => hollow)).toBe(true)
    expect(partial.legend.some(({ kind }) => kind === 'hollow')).toBe(true)
  })

  it('gives the largest policy the largest marks, in any order of the specification', () => {
    const turned = { ...summary, header: { ...summary.header, policies: summary.header.policies.toReversed() } }
    for (const results of [summary, turned]) {
      const [panel] = accuracyFigure({ ...request, summary: results }).panels
      const sizes = ['small', 'middle', 'large'].map(
        (policy) => panel!.series.find(({ id }) => id.startsWith(`${policy}/`))!.points[0]!.size,
      )
      expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
      expect(new Set(sizes).size).toBe(3)
    }
  })

  it('leaves out what has no cost on the axis', () => {
    const unknown = {
      ...summary,
      points: summary.points.map((point) => ({ ...point, cost: { ...point.cost, seconds: null } })),
    }
    const { panels } = accuracyFigure({ ...request, summary: unknown, axis: 'seconds' })
    expect(panels[0]!.series).toEqual([])
    expect(panels[0]!.words.map(({ text }) => text)).toEqual([EXPERIMENT.plot.unknownCost])
  })

  it.each([300, 560, 760, 1400])('keeps the legend inside at a width of %d', (width) => {
    const { legend, height } = accuracyFigure({ ...request, width })
    for (const entry of legend) {
      expect(entry.x + entry.width).toBeLessThanOrEqual(Math.max(width, entry.width + 60) + 1)
      expect(entry.y + 20).toBeLessThanOrEqual(height)
    }
  })
})

describe('accuracy by level', () => {
  const figure = levelFigure({ summary, budget: 8, hidden: none, ...room })

  it('shows each level of each method at this budget, greedy with its one', () => {
    for (const { key } of pointsOf(figure)) {
      const point = summary.points[levelKey(key).point]!
      expect([1, 8]).toContain(point.budget)
      expect(point.levels.map(({ level }) => level)).toContain(levelKey(key).level)
    }
    expect(pointsOf(figure).length).toBe(3 * 6 * 5)
  })
})

describe('the reliability diagram', () => {
  const calibrations = summary.calibration.map((calibration) => ({ label: calibration.policy ?? 'all', calibration }))
  const figure = reliabilityFigure({ name: 'x', calibrations, width: 1300, height: 460 })

  it('is square, its diagonal runs from corner to corner, and a perfect bin lies on it', () => {
    for (const { x, y, width, height, lines } of figure.panels) {
      expect(width).toBe(height)
      expect(lines[0]!.path).toBe(`M ${x} ${y + height} L ${x + width} ${y}`)
    }
    const bin = { low: 0.4, high: 0.5, count: 10, score: 0.45, right: 0.45 }
    const perfect = reliabilityFigure({
      ...{ name: 'x', width: 400, height: 400 },
      calibrations: [{ label: '', calibration: { policy: null, solutions: 10, auc: 1, brier: 0, bins: [bin] } }],
    })
    const [panel] = perfect.panels
    const [point] = panel!.series[0]!.points
    expect(point!.x - panel!.x).toBeCloseTo(panel!.y + panel!.height - point!.y, 6)
  })

  it('has its bins by key, and bars as high as their counts', () => {
    for (const { key, low, high, y } of pointsOf(figure)) {
      const place = reliabilityKey(key)
      expect(summary.calibration[place.calibration]!.bins[place.bin]).toBeDefined()
      expect(low! >= y && high! <= y).toBe(true)
    }
    const [{ bins }] = summary.calibration as [(typeof summary.calibration)[number]]
    const [{ bars }] = figure.panels as [(typeof figure.panels)[number]]
    const largest = bins.findIndex(({ count }) => count === Math.max(...bins.map((bin) => bin.count)))
    expect(bars[largest]!.height).toBe(Math.max(...bars.map(({ height }) => height)))
  })
})

describe('looks', () => {
  it('gives the paper’s six methods six colours and six shapes', () => {
    const styles = methodStyles(made.spec.methods)
    expect(new Set(styles.map(({ colour }) => colour)).size).toBe(6)
    expect(new Set(styles.map(({ marker }) => marker)).size).toBe(6)
  })

  it('tells even many variants of one method apart', () => {
    const styles = methodStyles(Array.from({ length: 8 }, () => ({ method: 'rebase' as const })))
    expect(new Set(styles.map(({ colour, marker }) => `${colour} ${marker}`)).size).toBe(8)
  })

  it('gives policies growing marks and the largest a whole line', () => {
    const styles = policyStyles(3)
    expect(styles.map(({ size }) => size)).toEqual([...styles.map(({ size }) => size)].sort((a, b) => a - b))
    expect(styles.at(-1)!.dash).toBe('')
    expect(new Set(styles.map(({ dash }) => dash)).size).toBe(3)
  })

  it('reaches 3:1 on the grounds of both themes', () => {
    for (const { light, dark } of COLOURS) {
      expect(contrast(rgbOfHex(light), rgbOfHex('#fcfcfb')), light).toBeGreaterThanOrEqual(3)
      expect(contrast(rgbOfHex(dark), rgbOfHex('#131417')), dark).toBeGreaterThanOrEqual(3)
    }
  })

  it.each(MARKERS)('draws the %s as one closed path without NaN', (marker) => {
    expect(markerPath(marker, 4)).toMatch(/^M .* Z$/)
    expect(markerPath(marker, 4)).not.toContain('NaN')
  })
})

describe('walking over points', () => {
  const figure = accuracyFigure(request)
  const start = { panel: 0, series: 2, point: 3 }

  it.each([
    ['ArrowRight', { ...start, point: 4 }],
    ['ArrowLeft', { ...start, point: 2 }],
    ['Home', { ...start, point: 0 }],
    ['End', { ...start, point: 6 }],
    ['q', null],
  ])('%s', (key, spot) => {
    expect(walk(figure, start, key)).toEqual(spot)
  })

  it('stays at the ends, goes round the lines, and begins at the first', () => {
    expect(walk(figure, { ...start, point: 6 }, 'ArrowRight')).toEqual({ ...start, point: 6 })
    expect(walk(figure, { panel: 0, series: 0, point: 0 }, 'ArrowUp')?.series).toBe(figure.panels[0]!.series.length - 1)
    expect(walk(figure, null, 'ArrowRight')).toEqual({ panel: 0, series: 0, point: 0 })
    expect(walk(figure, { panel: 9, series: 0, point: 0 }, 'End')).toEqual({ panel: 0, series: 0, point: 0 })
  })

  it('finds the point under the pointer and by its key', () => {
    const point = pointAt(figure, start)!
    expect(pointAt(figure, nearest(figure, point.x + 1, point.y - 1)!)!.key).toBe(point.key)
    expect(nearest(figure, -100, -100)).toBeNull()
    expect(spotOf(figure, point.key)).toEqual(start)
    expect(spotOf(figure, 99_999)).toBeNull()
  })
})

it.each([
  [3, 900, 3, 1],
  [4, 900, 2, 2],
  [4, 1200, 4, 1],
  [5, 100, 1, 5],
])('%d panels on %d pixels stand in %d columns and %d rows', (count, width, columns, rows) => {
  const { boxes } = panelGrid(count, { x: 0, y: 0, width, height: 300, least: 270, rowHeight: 280 })
  expect(new Set(boxes.map(({ x }) => x)).size).toBe(columns)
  expect(new Set(boxes.map(({ y }) => y)).size).toBe(rows)
})
