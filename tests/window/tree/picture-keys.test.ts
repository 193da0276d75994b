// What the keys of the picture ask for.
import { expect, it } from 'vitest'
import { keyWish, ZOOM_KEY } from '../../../src-renderer/tree/picture-keys.ts'

const press = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'altKey', true>> = {}) => ({
  ...{ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...held,
})

it.each([
  [press('ArrowDown'), 'top-down', { kind: 'go', direction: 'down' }],
  [press('ArrowDown'), 'left-right', { kind: 'go', direction: 'right' }],
  [press('ArrowLeft'), 'left-right', { kind: 'go', direction: 'up' }],
  // The picture goes the other way, so that what lies there comes into sight, however it is turned.
  [press('ArrowRight', { shiftKey: true }), 'top-down', { kind: 'pan', by: { x: -80, y: 0 } }],
  [press('ArrowUp', { shiftKey: true }), 'left-right', { kind: 'pan', by: { x: 0, y: 80 } }],
  [press('+', { shiftKey: true }), 'top-down', { kind: 'zoom', factor: ZOOM_KEY }],
  [press('-'), 'top-down', { kind: 'zoom', factor: 1 / ZOOM_KEY }],
  [press(' '), 'top-down', { kind: 'branch' }],
  [press('Escape'), 'top-down', { kind: 'leave' }],
  // A command's, and nobody's.
  [press('ArrowUp', { altKey: true }), 'top-down', null],
  [press('0', { ctrlKey: true }), 'top-down', null],
  [press('x'), 'top-down', null],
] as const)('%o, %s', (event, orientation, wish) => {
  expect(keyWish(event, orientation)).toEqual(wish)
})
