// Which node lies under a point.
// Knows spans, the camera and the sizes of shapes. Does not know drawing or events.
import { fromPixels, rowPixels, slotPixels, toPixels } from './camera.ts'
import type { Camera, Point } from './camera.ts'
import { shapeOfNode, STRIP } from './detail.ts'
import { startOf } from './layout.ts'
import type { SlotLayout } from './layout.ts'

/** Pixels around a node that still count as the node. */
const SLACK = 5

/** The node at a point in pixels, or null. Inside a strip: the narrow subtree's own node. */
export function nodeAt(
  picture: { layout: SlotLayout; spans: Float32Array; camera: Camera },
  point: Point,
): number | null {
  const { layout, spans, camera } = picture
  if (layout.count === 0) return null
  const row = rowPixels(camera)
  const slot = slotPixels(camera)
  const { slots, level } = fromPixels(camera, point)
  if (slots < 0 || slots >= spans[0]!) return onNode(0, spans[0]! / 2)
  const goal = Math.max(0, Math.round(level))
  let id = 0
  let start = 0
  for (let depth = 0; depth < goal; depth++) {
    let child = layout.firstChild[id]!
    while (child >= 0 && slots >= start + spans[child]!) {
      start += spans[child]!
      child = layout.nextSibling[child]!
    }
    if (child < 0) return null
    id = child
    if (spans[id]! * slot < STRIP) return level <= layout.deepest[id]! + 0.5 ? id : null
  }
  return onNode(id, start + spans[id]! / 2)

  function onNode(node: number, middle: number): number | null {
    const shape = shapeOfNode(node, spans[node]! * slot, row, camera.orientation)
    const centre = toPixels(camera, middle, layout.depth[node]!)
    const inside =
      Math.abs(point.x - centre.x) <= shape.width / 2 + SLACK &&
      Math.abs(point.y - centre.y) <= shape.height / 2 + SLACK
    return inside ? node : null
  }
}

/** The centre of a node in pixels. */
export function centreOf(picture: { layout: SlotLayout; spans: Float32Array; camera: Camera }, id: number): Point {
  const { layout, spans, camera } = picture
  return toPixels(camera, startOf(layout, spans, id) + spans[id]! / 2, layout.depth[id]!)
}
