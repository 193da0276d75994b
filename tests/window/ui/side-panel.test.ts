// Side panels: they leave the middle its room, and grow with the type.
import { describe, expect, it } from 'vitest'
import { panelScale, widestPanel } from '../../../src-renderer/ui/side-panel.ts'

describe('side panels', () => {
  it.each([
    ['one takes what the middle leaves', 900, 1, 480],
    ['two share it', 1500, 2, 540],
    ['never more than the widest', 2400, 2, 560],
    ['never less than the narrowest, whatever the middle has then', 640, 2, 248],
    ['before the room is known', 0, 1, 248],
    ['none asks', 900, 0, 480],
  ])('%s', (_, room, sides, widest) => {
    expect(widestPanel(room, 420, sides, { min: 248, max: 560 })).toBe(widest)
  })

  it('keep pace with the type from 2200 pixels on', () => {
    expect([2199, 2200].map(panelScale)).toEqual([1, 1.2])
  })
})
