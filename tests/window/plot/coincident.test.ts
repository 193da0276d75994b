// Points in one place: set apart so that none hides another, framed, and found one by one by pointer and key.
import { describe, expect, it } from 'vitest'
import { setApart } from '../../../src-renderer/plot/coincident.ts'
import type { Figure, FigurePoint, FigureSeries } from '../../../src-renderer/plot/figure.ts'
import { shownX } from '../../../src-renderer/plot/figure.ts'
import { figureDocument } from '../../../src-renderer/plot/figure-document.ts'
import { emptyPanel } from '../../../src-renderer/plot/summary-figure.ts'
import { LIGHT_TONES, lookOf } from '../../../src-renderer/plot/tones.ts'
import { nearest, pointAt, walk } from '../../../src-renderer/plot/walk-figure.ts'

const point = (key: number, x: number, y: number): FigurePoint => ({
  ...{ key, x, y, low: null, high: null, hollow: false, size: 4 },
})
const line = (id: string, points: FigurePoint[]): FigureSeries => ({
  ...{ id, colour: 0, marker: 'circle', dash: '', path: '', points },
})
const panel = setApart({
  ...emptyPanel({ x: 0, y: 0, width: 400, height: 300 }),
  series: [
    line('weighted', [point(0, 100, 100), point(1, 200, 50)]),
    line('best of N', [point(2, 101, 100), point(3, 200, 50)]),
    line('majority', [point(4, 100, 101), point(5, 200, 90)]),
  ],
})
const figure: Figure = { width: 400, height: 300, title: 'x', panels: [panel], legend: [] }
const all = panel.series.flatMap(({ points }) => points)

describe('points in one place', () => {
  it('are shown side by side, in the order of their lines, around their place', () => {
    const group = [0, 2, 4].map((key) => all.find((one) => one.key === key)!)
    const places = group.map(shownX)
    expect(places[1]! - places[0]!).toBeGreaterThanOrEqual(8)
    expect(places[2]! - places[1]!).toBeGreaterThanOrEqual(8)
    expect((places[0]! + places[2]!) / 2).toBeCloseTo(100.33, 1)
    expect(group.map(({ x }) => x)).toEqual([100, 101, 100])
    expect(group.map(({ together }) => together)).toEqual([
      [2, 4],
      [0, 4],
      [0, 2],
    ])
  })

  it('leave others where they are', () => {
    expect(all.find(({ key }) => key === 5)).toEqual(point(5, 200, 90))
  })

  it('have a frame around each place, in a saved picture, too', () => {
    expect(panel.frames).toHaveLength(2)
    expect(figureDocument(figure, lookOf(LIGHT_TONES, 'light')).match(/<rect [^>]*rx=/g)).toHaveLength(2)
  })

  it('are each found by the pointer where they are shown', () => {
    for (const one of all) {
      expect(pointAt(figure, nearest(figure, shownX(one), one.y)!)!.key).toBe(one.key)
    }
  })

  it('are each reached by key', () => {
    const reached = new Set<number>()
    let spot = walk(figure, null, 'ArrowRight')
    for (let step = 0; step < 6; step++) {
      reached.add(pointAt(figure, spot!)!.key)
      spot = walk(figure, spot, step % 2 === 0 ? 'ArrowRight' : 'ArrowDown')
      if (step % 2 === 1) spot = walk(figure, spot, 'Home')
    }
    expect([...reached].sort()).toEqual([0, 1, 2, 3, 4, 5])
  })
})
