// Pointers on the picture: what is a press, a drag and a pinch.
import { describe, expect, it } from 'vitest'
import { Pointers } from '../../../src-renderer/tree/pointers.ts'

describe('a pointer', () => {
  it('presses where it hardly moves, and drags where it does', () => {
    const pointers = new Pointers()
    expect(pointers.move(1, { x: 5, y: 5 })).toBeNull()
    pointers.down(1, { x: 10, y: 10 })
    expect(pointers.move(1, { x: 12, y: 10 })).toEqual({ kind: 'rest' })
    expect(pointers.up(1)).toBe(true)
    expect(pointers.up(1)).toBe(false)
    pointers.down(1, { x: 10, y: 10 })
    expect(pointers.move(1, { x: 20, y: 13 })).toEqual({ kind: 'drag', by: { x: 10, y: 3 } })
    // Back where it was, it has gone a way all the same.
    expect(pointers.move(1, { x: 10, y: 10 })).toEqual({ kind: 'drag', by: { x: -10, y: -3 } })
    expect(pointers.up(1)).toBe(false)
  })

  it('pinches with another one, about the middle between them', () => {
    const pointers = new Pointers()
    pointers.down(1, { x: 0, y: 0 })
    pointers.down(2, { x: 100, y: 0 })
    expect(pointers.move(2, { x: 200, y: 0 })).toEqual({
      kind: 'pinch',
      by: { x: 50, y: 0 },
      about: { x: 100, y: 0 },
      factor: 2,
    })
    expect(pointers.up(2)).toBe(false)
    expect(pointers.up(1)).toBe(false)
  })
})
