import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Camera, Orientation } from '../../../src-renderer/tree/camera.ts'
import {
  between,
  fit,
  fromPixels,
  near,
  pan,
  reveal,
  scaleAbout,
  toPixels,
  zoomAbout,
} from '../../../src-renderer/tree/camera.ts'

const orientation = fc.constantFrom<Orientation>('top-down', 'left-right')
const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })
const camera: fc.Arbitrary<Camera> = fc.record({
  orientation,
  slot: number(0.05, 100),
  row: number(5, 400),
  across: number(-5000, 5000),
  along: number(-5000, 5000),
})
const point = fc.record({ x: number(0, 2000), y: number(0, 2000) })

describe('camera', () => {
  it('goes to pixels and back', () => {
    fc.assert(
      fc.property(camera, number(0, 1000), number(0, 60), (view, slots, level) => {
        const back = fromPixels(view, toPixels(view, slots, level))
        expect(back.slots).toBeCloseTo(slots, 4)
        expect(back.level).toBeCloseTo(level, 4)
      }),
    )
  })

  it('zooms about a point: what lies there stays', () => {
    fc.assert(
      fc.property(camera, point, number(0.2, 5), (view, at, factor) => {
        const before = fromPixels(view, at)
        const after = toPixels(zoomAbout(view, at, factor), before.slots, before.level)
        expect(after.x).toBeCloseTo(at.x, 3)
        expect(after.y).toBeCloseTo(at.y, 3)
      }),
    )
  })

  it('undoes a zoom by the inverse zoom', () => {
    fc.assert(
      fc.property(camera, point, number(0.3, 1), (view, at, factor) => {
        const back = zoomAbout(zoomAbout(view, at, factor), at, 1 / factor)
        for (const key of ['slot', 'row', 'across', 'along'] as const) expect(back[key]).toBeCloseTo(view[key], 3)
      }),
    )
  })

  it('takes a scale over: what lies at the point stays', () => {
    fc.assert(
      fc.property(camera, camera, point, (view, { slot, row }, at) => {
        const taken = scaleAbout(view, at, { slot, row })
        expect([taken.slot, taken.row]).toEqual([slot, row])
        const { slots, level } = fromPixels(view, at)
        const after = toPixels(taken, slots, level)
        expect(after.x).toBeCloseTo(at.x, 3)
        expect(after.y).toBeCloseTo(at.y, 3)
      }),
    )
  })

  it('fits trees beside each other at one scale, each in the middle of its own view', () => {
    const size = fc.record({ leaves: fc.integer({ min: 1, max: 500 }), depth: fc.integer({ min: 0, max: 25 }) })
    fc.assert(
      fc.property(orientation, size, size, (turn, one, other) => {
        const view = { width: 600, height: 400 }
        const beside = { leaves: Math.max(one.leaves, other.leaves), depth: Math.max(one.depth, other.depth) }
        const [a, b] = [one, other].map((own) => fit({ ...own, view, orientation: turn, beside }))
        expect([a!.slot, a!.row]).toEqual([b!.slot, b!.row])
        const whole = fit({ ...beside, view, orientation: turn })
        expect([a!.slot, a!.row]).toEqual([whole.slot, whole.row])
        const middle = toPixels(a!, one.leaves / 2, 0)
        expect(turn === 'top-down' ? middle.x : middle.y).toBeCloseTo(turn === 'top-down' ? 300 : 200, 3)
      }),
    )
  })

  it('pans by pixels', () => {
    fc.assert(
      fc.property(camera, point, (view, by) => {
        const moved = toPixels(pan(view, by), 3, 2)
        const before = toPixels(view, 3, 2)
        expect(moved.x - before.x).toBeCloseTo(by.x, 6)
        expect(moved.y - before.y).toBeCloseTo(by.y, 6)
      }),
    )
  })

  it('fits every tree that is not deeper than the view allows', () => {
    fc.assert(
      fc.property(
        orientation,
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 25 }),
        (turn, leaves, depth) => {
          const view = { width: 1000, height: 700 }
          const fitted = fit({ leaves, depth, view, orientation: turn })
          for (const at of [toPixels(fitted, 0, 0), toPixels(fitted, leaves, depth)]) {
            expect(at.x).toBeGreaterThanOrEqual(0)
            expect(at.y).toBeGreaterThanOrEqual(0)
            expect(at.x).toBeLessThanOrEqual(view.width)
            expect(at.y).toBeLessThanOrEqual(view.height)
          }
        },
      ),
    )
  })

  it('keeps the root in place while a tree grows in a fitted view', () => {
    const view = { width: 1000, height: 700 }
    const root = (leaves: number, depth: number): unknown => {
      const fitted = fit({ leaves, depth, view, orientation: 'top-down' })
      return toPixels(fitted, leaves / 2, 0)
    }
    expect(root(1, 0)).toEqual(root(16, 5))
    expect(root(16, 5)).toEqual(root(400, 9))
  })

  it('reveals a point, and eases to the end', () => {
    const from = fit({ leaves: 4, depth: 2, view: { width: 400, height: 400 }, orientation: 'top-down' })
    const shown = toPixels(reveal(from, { x: 900, y: -50 }, { width: 400, height: 400 }), ...inSlots(from, 900, -50))
    expect(shown.x).toBeLessThanOrEqual(400)
    expect(shown.y).toBeGreaterThanOrEqual(0)
    const to = pan(from, { x: 100, y: 40 })
    expect(near(between(from, to, 1), to)).toBe(true)
    expect(near(between(from, to, 0.5), to)).toBe(false)
  })
})

function inSlots(view: Camera, x: number, y: number): [number, number] {
  const { slots, level } = fromPixels(view, { x, y })
  return [slots, level]
}
