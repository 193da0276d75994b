// The walk over what is visible: from the root down with an explicit stack; what lies outside is not entered,
// what is too narrow to tell apart becomes strips. Its cost follows the picture's size, not the tree's.
// Knows spans and the camera. Does not know drawing.
import { rowPixels, slotPixels, turned } from './camera.ts'
import type { Camera, View } from './camera.ts'
import { STRIP } from './detail.ts'
import type { SlotLayout } from './layout.ts'

/** Neighbouring narrow children of one parent, drawn as one. */
export interface Strip {
  across: number
  width: number
  /** First child and number of children in the strip. */
  first: number
  count: number
  /** First and deepest level. */
  level: number
  deepest: number
}

/** All positions are pixels across and along the levels (see camera.ts). */
export interface Visitor {
  /** A node with its own place. `parentAcross` is NaN for the root. May lie before the view's start (its children may not). */
  node(id: number, across: number, along: number, span: number, parentAcross: number): void
  /** A child whose subtree lies beside the view while its parent is inside: only its edge shows. */
  aside(id: number, across: number, along: number, span: number, parentAcross: number): void
  /** Neighbouring narrow subtrees as one. */
  strip(strip: Strip): void
  /** A run of narrow children of one parent, for the edges that lead to them. */
  fan(parentAcross: number, parentAlong: number, start: number, end: number): void
}

/** Edges of one parent that lead far outside the view and are drawn all the same: more of them look alike. */
const FAR = 100

const startStack: number[] = []
const idStack: number[] = []
const parentStack: number[] = []

/** Visits what the view shows; parents before their children. `spans` are the layout's leaves or their eased copy. */
export function walkVisible(
  picture: { layout: SlotLayout; spans: Float32Array; camera: Camera; view: View },
  visitor: Visitor,
): void {
  const { layout, spans, camera, view } = picture
  const slot = slotPixels(camera)
  const row = rowPixels(camera)
  const size = turned(camera.orientation, { x: view.width, y: view.height })
  if (layout.count === 0) return
  // Within one more width of the view.
  const beside = (left: number, right: number): boolean => right > -size.across && left < 2 * size.across
  let top = 0
  const push = (id: number, start: number, parentAcross: number): void => {
    idStack[top] = id
    startStack[top] = start
    parentStack[top++] = parentAcross
  }
  push(0, 0, NaN)
  while (top > 0) {
    const id = idStack[--top]!
    const start = startStack[top]!
    const span = spans[id]! * slot
    const across = camera.across + start * slot + span / 2
    const along = camera.along + layout.depth[id]! * row
    visitor.node(id, across, along, span, parentStack[top]!)
    const childAlong = along + row
    // One row of slack, so that the edges to levels just outside still show.
    if (along > size.along) continue
    let childStart = start
    let stripFrom = NaN
    let stripFirst = 0
    let stripCount = 0
    let stripDeepest = 0
    let fanFrom = NaN
    let far = 0
    const endStrip = (at: number): void => {
      if (Number.isNaN(stripFrom)) return
      const left = camera.across + stripFrom * slot
      const right = camera.across + at * slot
      if (right >= 0 && left <= size.across) {
        visitor.strip({
          across: left,
          width: right - left,
          first: stripFirst,
          count: stripCount,
          level: layout.depth[stripFirst]!,
          deepest: stripDeepest,
        })
      }
      stripFrom = NaN
    }
    const endFan = (at: number): void => {
      if (Number.isNaN(fanFrom)) return
      visitor.fan(across, along, camera.across + fanFrom * slot, camera.across + at * slot)
      fanFrom = NaN
    }
    for (let child = layout.firstChild[id]!; child >= 0; child = layout.nextSibling[child]!) {
      const childSpan = spans[child]!
      const left = camera.across + childStart * slot
      const right = left + childSpan * slot
      if (right - left < STRIP) {
        if (Number.isNaN(fanFrom)) fanFrom = childStart
        if (Number.isNaN(stripFrom)) {
          stripFrom = childStart
          stripFirst = child
          stripCount = stripDeepest = 0
        }
        stripCount++
        stripDeepest = Math.max(stripDeepest, layout.deepest[child]!)
        childStart += childSpan
        if ((childStart - stripFrom) * slot >= STRIP) endStrip(childStart)
        continue
      }
      endStrip(childStart)
      endFan(childStart)
      if (right >= 0 && left <= size.across) push(child, childStart, across)
      else if (across >= 0 && across <= size.across && (beside(left, right) || far++ < FAR)) {
        visitor.aside(child, (left + right) / 2, childAlong, right - left, across)
      }
      childStart += childSpan
    }
    endStrip(childStart)
    endFan(childStart)
  }
}
