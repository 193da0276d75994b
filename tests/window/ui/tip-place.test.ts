// Where a tip stands: inside the window, off its child, and at the foot off everything above.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeTip, widestTip } from '../../../src-renderer/ui/tip-place.ts'

const WINDOW = { width: 1440, height: 900 }
const child = (left: number, top: number) => ({ left, top, right: left + 80, bottom: top + 40 })

describe('a tip', () => {
  it.each([
    ['below', child(100, 100), { left: 100, top: 146 }],
    ['below', child(1400, 100), { left: 1132, top: 146 }],
    ['below', child(100, 850), { left: 100, top: 744 }],
    ['beside', child(100, 100), { left: 192, top: 100 }],
    ['beside', child(1300, 100), { left: 1132, top: 146 }],
    ['foot', child(100, 700), { left: 192, top: 797 }],
    ['foot', child(1300, 840), { left: 988, top: 797 }],
  ] as const)('%s a child', (stand, around, place) => {
    expect(placeTip(stand, around, { width: 300, height: 100 }, WINDOW)).toEqual(place)
  })

  it('is as wide at the foot as the roomier side of its child', () => {
    expect(widestTip('below', child(0, 0), WINDOW)).toBe(300)
    expect(widestTip('foot', child(20, 0), WINDOW)).toBe(560)
    // Too little on both: over the row.
    expect(widestTip('foot', child(280, 0), { width: 640, height: 500 })).toBe(624)
  })

  it('never lies on its child at the foot, where either side has room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 560 }), fc.integer({ min: 40, max: 160 }), (left, height) => {
        const window = { width: 640, height: 500 }
        const around = { left, right: left + 80, top: 440, bottom: 480 }
        const width = widestTip('foot', around, window)
        const at = placeTip('foot', around, { width, height }, window)
        const hasRoom = Math.max(left, window.width - around.right) >= 420
        expect(at.left >= around.right || at.left + width <= around.left).toBe(hasRoom)
        expect(at.left).toBeGreaterThanOrEqual(0)
        expect(at.left + width).toBeLessThanOrEqual(window.width)
      }),
    )
  })
})
