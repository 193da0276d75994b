// The small picture of the whole tree: when there is one, where the view lies on it, and the way back from a place on it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fit, pan, toPixels, zoomAbout } from '../../../src-renderer/tree/camera.ts'
import type { Camera, Orientation } from '../../../src-renderer/tree/camera.ts'
import { exceedsView, placeOn, treeAt, viewOn } from '../../../src-renderer/tree/minimap.ts'

const VIEW = { width: 1000, height: 600 }
const SIZE = { width: 170, height: 100 }
const TREE = { slots: 400, depth: 6 }
const whole = (orientation: Orientation): Camera =>
  fit({ leaves: TREE.slots, depth: TREE.depth, view: VIEW, orientation })

describe.each(['top-down', 'left-right'] as const)('a minimap, %s', (orientation) => {
  it('is there while something lies outside the view', () => {
    const camera = whole(orientation)
    const of = (camera: Camera) => exceedsView({ ...TREE, camera, view: VIEW })
    expect(of(camera)).toBe(false)
    expect(of(zoomAbout(camera, { x: 500, y: 300 }, 0.8))).toBe(false)
    expect(of(zoomAbout(camera, { x: 500, y: 300 }, 3))).toBe(true)
    expect(of(pan(camera, { x: 0, y: -200 }))).toBe(true)
    expect(of(pan(camera, { x: 200, y: 0 }))).toBe(true)
  })

  it('has the view where it lies, inside its edges', () => {
    fc.assert(
      fc.property(
        fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -900, max: 900 }) }),
        fc.double({ min: 0.6, max: 40, noNaN: true }),
        (by, factor) => {
          const camera = pan(zoomAbout(whole(orientation), { x: 500, y: 300 }, factor), by)
          const { left, top, width, height } = viewOn({ ...TREE, camera, view: VIEW }, SIZE)
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(1)
          expect(left + width).toBeLessThanOrEqual(SIZE.width + 2)
          expect(top + height).toBeLessThanOrEqual(SIZE.height + 2)
          // What stands in the middle of the view lies inside the frame.
          const middle = { slots: TREE.slots / 3, level: TREE.depth / 2 }
          const at = toPixels(camera, middle.slots, middle.level)
          if (at.x < 0 || at.y < 0 || at.x > VIEW.width || at.y > VIEW.height) return
          const place = placeOn({ ...TREE, camera }, SIZE, middle.slots, middle.level)
          expect(place.x).toBeGreaterThanOrEqual(left - 0.01)
          expect(place.x).toBeLessThanOrEqual(left + width + 0.01)
          expect(place.y).toBeGreaterThanOrEqual(top - 0.01)
          expect(place.y).toBeLessThanOrEqual(top + height + 0.01)
        },
      ),
    )
  })

  it('leads from a place on it to the tree, and from beside it to the tree’s edge', () => {
    const overview = { ...TREE, camera: whole(orientation) }
    const { slot, level } = treeAt(overview, SIZE, placeOn(overview, SIZE, 123, 4))
    expect([slot, level]).toEqual([expect.closeTo(123), expect.closeTo(4)])
    expect(treeAt(overview, SIZE, { x: -50, y: -50 })).toEqual({ slot: 0, level: 0 })
    expect(treeAt(overview, SIZE, { x: 999, y: 999 })).toEqual({ slot: TREE.slots, level: TREE.depth })
  })
})
