// A surface that adds up the area of the rectangles it is told to fill, by colour.
import type { Band, Column } from '../../src-renderer/tree/band.ts'
import { rowPixels } from '../../src-renderer/tree/camera.ts'
import { bandPen } from '../../src-renderer/tree/draw-band.ts'
import type { Scene } from '../../src-renderer/tree/draw.ts'
import type { Level } from '../../src-renderer/tree/levels.ts'
import { MARK_SHAPE } from '../../src-renderer/tree/detail.ts'
import { shareColour } from '../../src-renderer/tree/lens/lens-colour.ts'
import { pathPen } from '../../src-renderer/tree/pen.ts'
import type { Alone } from '../../src-renderer/tree/places.ts'
import type { Surface } from '../../src-renderer/tree/surface.ts'
import { countingSurface } from './counting-surface.ts'

export interface AreaSurface extends Surface {
  /** Square pixels by colour. */
  areas: Map<string, number>
  /** What draws one band on it; a node on its own counts as a square of the size of a column. */
  visitor: (
    scene: Scene,
    level: Level,
  ) => { alone: (node: Alone) => void; column: (column: Column, band: Band) => void }
}

export function areaSurface(): AreaSurface {
  let pending = 0
  const areas = new Map<string, number>()
  const add = (colour: string, area: number): void => void areas.set(colour, (areas.get(colour) ?? 0) + area)
  const surface: AreaSurface = {
    ...countingSurface(),
    areas,
    rect(_x, _y, width, height) {
      pending += width * height
    },
    fill() {
      if (typeof this.fillStyle === 'string') add(this.fillStyle, pending)
      pending = 0
    },
    visitor: (scene, level) => {
      const along = scene.camera.along + scene.layout.depth[level.ids[0]!]! * rowPixels(scene.camera)
      return {
        column: bandPen(pathPen(surface, scene.camera.orientation), scene, along),
        alone: ({ id }) => {
          const colour = shareColour(scene.paint.view, scene.paint.shares[id]!) ?? scene.palette.inkQuiet
          add(colour, (MARK_SHAPE.width - 1) ** 2 * scene.paint.weightOf(id))
        },
      }
    },
  }
  return surface
}
