// Where a tip stands in the window: below its child or above it, to its right, or beside it at the window's foot.
// Knows boxes. Does not know what is told.

/**
 * `beside`: to the right where there is room. `foot`: beside the child at the window's foot, so that it hides nothing above that row; where
 * neither side has room for lines of a fair length it lies over the row, and so must name what it tells of.
 */
export type TipStand = 'below' | 'beside' | 'foot'

interface Size {
  width: number
  height: number
}
type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>

/** Kept free at the window's edges and at its foot, and between a tip and its child, pixels. */
const EDGE = 8
const FOOT = 3
const GAP = { along: 6, across: 12 } as const
/** Widest that a tip is, and one at the foot: beside its child where there is `least` room for that, else over it, pixels. */
const WIDEST = { usual: 300, foot: { beside: 560, least: 400, over: 720 } } as const

/** The most that a tip may be wide. */
export function widestTip(stand: TipStand, around: Box, window: Size): number {
  if (stand !== 'foot') return WIDEST.usual
  const { beside, least, over } = WIDEST.foot
  const room = Math.max(around.left, window.width - around.right) - GAP.across - EDGE
  return room >= least ? Math.min(beside, room) : Math.min(over, window.width - 2 * EDGE)
}

/** The left upper corner of a tip of this size. */
export function placeTip(stand: TipStand, around: Box, own: Size, window: Size): { left: number; top: number } {
  const inside = (at: number, size: number, room: number): number => Math.max(EDGE, Math.min(at, room - size - EDGE))
  const right = around.right + GAP.across
  if (stand === 'foot') {
    const isRoomier = window.width - around.right >= around.left
    const left = isRoomier ? right : around.left - GAP.across - own.width
    return { left: inside(left, own.width, window.width), top: window.height - own.height - FOOT }
  }
  if (stand === 'beside' && right + own.width < window.width) {
    return { left: right, top: inside(around.top, own.height, window.height) }
  }
  const below = around.bottom + GAP.along
  return {
    left: inside(around.left, own.width, window.width),
    top: below + own.height < window.height ? below : around.top - own.height - GAP.along,
  }
}
