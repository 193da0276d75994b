// The card of the tour: inside the window, and beside the part it speaks of wherever there is room.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardPlace } from '../../../src-renderer/shell/tour-place.ts'

const CARD = { width: 340, height: 180 }

describe('the card of the tour', () => {
  it.each([
    ['right of a panel on the left', { left: 0, top: 48, width: 312, height: 800 }, { left: 324, top: 48 }],
    ['left of a button on the right', { left: 1300, top: 8, width: 60, height: 28 }, { left: 948, top: 12 }],
    ['below a wide bar', { left: 0, top: 0, width: 1440, height: 48 }, { left: 12, top: 60 }],
    [
      'in the middle where the part fills the window',
      { left: 0, top: 0, width: 1440, height: 900 },
      { left: 550, top: 360 },
    ],
    ['in the middle where the part is not on screen', null, { left: 550, top: 360 }],
  ])('stands %s', (_, part, place) => {
    expect(cardPlace(part, CARD, { width: 1440, height: 900 })).toEqual(place)
  })

  it('never leaves a window that has room for it', () => {
    const side = (most: number) => fc.integer({ min: 0, max: most })
    fc.assert(
      fc.property(side(2000), side(1200), side(2000), side(1200), (left, top, width, height) => {
        const room = { width: 640, height: 450 }
        const at = cardPlace({ left, top, width, height }, CARD, room)
        expect(at.left).toBeGreaterThanOrEqual(0)
        expect(at.top).toBeGreaterThanOrEqual(0)
        expect(at.left + CARD.width).toBeLessThanOrEqual(room.width)
        expect(at.top + CARD.height).toBeLessThanOrEqual(room.height)
      }),
    )
  })
})
