// The signs: check, cross, and the hatching of what has no score. They carry meaning by shape, not by colour.
// Knows strokes. Does not know nodes.
import type { Surface } from './surface.ts'

/** A check mark around a centre; `size` is its width in pixels. */
export function check(surface: Surface, x: number, y: number, size: number): void {
  surface.beginPath()
  surface.moveTo(x - size * 0.5, y + size * 0.02)
  surface.lineTo(x - size * 0.13, y + size * 0.38)
  surface.lineTo(x + size * 0.5, y - size * 0.36)
  surface.stroke()
}

/** A cross around a centre. */
export function cross(surface: Surface, x: number, y: number, size: number): void {
  const half = size * 0.38
  surface.beginPath()
  surface.moveTo(x - half, y - half)
  surface.lineTo(x + half, y + half)
  surface.moveTo(x + half, y - half)
  surface.lineTo(x - half, y + half)
  surface.stroke()
}

/** Right or wrong as a sign in the current stroke colour. */
export function verdict(surface: Surface, correct: boolean, x: number, y: number, size: number): void {
  surface.lineCap = 'round'
  surface.lineJoin = 'round'
  surface.lineWidth = Math.max(1, size * 0.2)
  if (correct) check(surface, x, y, size)
  else cross(surface, x, y, size)
}

/** Diagonal strokes inside a box with round ends; `radius` as of the box's corners. */
export function hatch(surface: Surface, x: number, y: number, width: number, height: number, radius: number): void {
  const step = 4.5
  const inset = (at: number): number => {
    // How far the round corner reaches in at a height, measured from the box's nearer edge.
    const edge = Math.min(at, height - at)
    return edge >= radius ? 0 : radius - Math.sqrt(Math.max(0, radius ** 2 - (radius - edge) ** 2))
  }
  surface.lineWidth = 1
  surface.beginPath()
  for (let offset = -height + step / 2; offset < width; offset += step) {
    // The line runs from (offset, height) up to (offset + height, 0); keep the part that lies inside.
    let from = NaN
    let to = NaN
    for (let rise = 0.5; rise <= height - 0.5; rise += 0.5) {
      const at = offset + rise
      const margin = inset(height - rise) + 0.5
      if (at < margin || at > width - margin) continue
      if (Number.isNaN(from)) from = rise
      to = rise
    }
    if (!(to - from > 0.5)) continue
    surface.moveTo(x + offset + from, y + height - from)
    surface.lineTo(x + offset + to, y + height - to)
  }
  surface.stroke()
}
