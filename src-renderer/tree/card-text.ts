// What stands on a node's card: the step whole where it fits, else from where it differs from its siblings.
// Knows wrapping, siblings and how far a card grows. Does not know where cards lie or how they look.
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { commonStart } from '../reading/common-start.ts'
import type { Palette } from '../ui/palette.ts'
import { stepText } from './describe.ts'
import { CARD, heightOf, linesIn } from './detail.ts'
import type { Shape } from './detail.ts'
import type { Surface } from './surface.ts'
import { wrapText } from './wrap-text.ts'

interface Card {
  tree: Tree
  node: Node
}

/** Siblings on each side that a step is told from. */
const BESIDE = 8
/** A common beginning of fewer characters is not worth leaving out. */
const LEAST = 12
/** Widths that are tried, pixels. */
const WIDTHS = [CARD.usual, (CARD.usual + CARD.most) / 2, CARD.most] as const

export const stepFont = (palette: Palette): string => `400 12px ${palette.font}`

/** The card as large as its text needs, no larger than the room; other forms stay. */
export function fitCard(surface: Surface, palette: Palette, { room, ...card }: Card & { room: Shape }): Shape {
  if (room.form !== 'card') return room
  surface.font = stepFont(palette)
  const most = linesIn(room.height)
  const widths = new Set(WIDTHS.map((width) => Math.min(width, room.width)))
  let [width, needed]: [number, number] = [room.width, most]
  for (width of widths) {
    needed = wrapped(surface, stepText(card.node.text), width - 2 * CARD.padding, most + 1).length
    if (needed <= most) break
  }
  if (needed > most) needed = cardLines(surface, { ...card, width: width - 2 * CARD.padding, lines: most }).length
  return { form: 'card', width, height: heightOf(needed) }
}

/** The lines of a card whose text has this width in pixels and so many lines. The surface has the step's font. */
export function cardLines(
  surface: Surface,
  { tree, node, width, lines }: Card & { width: number; lines: number },
): readonly string[] {
  const whole = stepText(node.text)
  if (wrapped(surface, whole, width, lines + 1).length <= lines) return wrapped(surface, whole, width, lines)
  return wrapped(surface, toldFrom(tree, node), width, lines)
}

/** A step from where it differs from its siblings, if what they have in common is long; else the whole of it. */
export function toldFrom(tree: Tree, node: Node): string {
  const whole = stepText(node.text)
  const from = differsFrom(tree, node)
  return from >= LEAST ? `… ${whole.slice(from)}` : whole
}

const differences = new WeakMap<Node, { siblings: number; from: number }>()

/** Where a step begins to differ from those beside it. */
function differsFrom(tree: Tree, node: Node): number {
  const siblings = node.parent === null ? [] : (tree.nodes[node.parent]?.children ?? [])
  const known = differences.get(node)
  if (known?.siblings === siblings.length) return known.from
  const place = siblings.indexOf(node.id)
  const near = siblings.slice(Math.max(0, place - BESIDE), place + BESIDE + 1)
  const from = commonStart(near.map((id) => stepText(tree.nodes[id]?.text ?? '')))
  differences.set(node, { siblings: siblings.length, from })
  return from
}

const kept = new Map<string, readonly string[]>()

/** A text's lines; kept, because measuring words is the dearest part of a card. */
function wrapped(surface: Surface, text: string, width: number, lines: number): readonly string[] {
  const key = `${Math.round(width)} ${lines} ${surface.font} ${text}`
  const known = kept.get(key)
  if (known) return known
  if (kept.size > 4000) kept.clear()
  const found = wrapText({ text, width, lines, measure: (part) => surface.measureText(part).width })
  kept.set(key, found)
  return found
}
