// What a picture has by the thousand: boxes, links from node to node, and fans of links, each in one ink.
// Knows the verbs, and how they are paths of a surface. Does not know pixels (raster-pen.ts) or what any of it tells.
import type { Orientation } from './camera.ts'
import type { Surface } from './surface.ts'

/** Pixels across and along the levels (see camera.ts). */
export interface Place {
  across: number
  along: number
}

/** Colour `#rrggbb` as `ink` gives it, and opacity. */
export interface Ink {
  ink: number
  alpha: number
}

export interface Box extends Place {
  width: number
  length: number
}

/** From one place to a stretch across of the next level. */
export interface Fan {
  parentAcross: number
  parentAlong: number
  start: number
  end: number
  foot: number
}

export interface Pen {
  ink(colour: string): number
  box(box: Box, ink: Ink): void
  /** A smooth link, straight along at both ends. */
  link(from: Place, to: Place, ink: Ink & { width: number }): void
  fan(fan: Fan, ink: Ink): void
  /** What was drawn is on the surface when this returns. */
  paint(): void
}

/** Draws each as a path of the surface. */
export function pathPen(surface: Surface, orientation: Orientation): Pen {
  const inks: string[] = []
  const upright = orientation === 'top-down'
  const to = (across: number, along: number): readonly [number, number] => (upright ? [across, along] : [along, across])
  const curve = (from: Place, end: Place): void => {
    const middle = (from.along + end.along) / 2
    surface.bezierCurveTo(...to(from.across, middle), ...to(end.across, middle), ...to(end.across, end.along))
  }
  const fill = ({ ink, alpha }: Ink): void => {
    surface.globalAlpha = alpha
    surface.fillStyle = inks[ink]!
    surface.fill()
  }
  return {
    ink: (colour) => (inks.includes(colour) ? inks.indexOf(colour) : inks.push(colour) - 1),
    box({ across, along, width, length }, ink) {
      surface.beginPath()
      if (upright) surface.rect(across, along, width, length)
      else surface.rect(along, across, length, width)
      fill(ink)
    },
    link(from, end, { ink, alpha, width }) {
      surface.globalAlpha = alpha
      surface.strokeStyle = inks[ink]!
      surface.lineWidth = width
      surface.lineCap = 'round'
      surface.beginPath()
      surface.moveTo(...to(from.across, from.along))
      curve(from, end)
      surface.stroke()
    },
    fan({ parentAcross, parentAlong, start, end, foot }, ink) {
      const parent = { across: parentAcross, along: parentAlong }
      surface.beginPath()
      surface.moveTo(...to(parentAcross, parentAlong))
      curve(parent, { across: start, along: foot })
      surface.lineTo(...to(end, foot))
      curve({ across: end, along: foot }, parent)
      fill(ink)
    },
    paint: () => undefined,
  }
}
