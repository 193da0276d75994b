// One node on a surface, as dot, mark, pill or card.
// Knows what a node shows at each level of detail. Does not know where nodes lie.
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { treeText } from '../text/tree.ts'
import { cardLines, stepFont } from './card-text.ts'
import { answerText } from './describe.ts'
import { CARD, linesIn } from './detail.ts'
import type { Shape } from './detail.ts'
import { contrast, rgbOfHex } from './oklab.ts'
import type { Rgb } from './oklab.ts'
import type { Palette } from '../ui/palette.ts'
import { hatch, verdict } from './signs.ts'
import type { Surface } from './surface.ts'
import { cut } from './wrap-text.ts'

/** What the lens makes of a node. */
export interface NodePaint {
  /** Fill; null where there is nothing to tell, undefined where not yet. */
  fill: string | null | undefined
  /** Text that reads on the fill. */
  ink: string
  /** What stands on a pill; empty where nothing does. */
  text: string
}

export interface NodeLook {
  tree: Tree
  node: Node
  paint: NodePaint
  shape: Shape
  x: number
  y: number
  /** Opacity of the node, 0 to 1. */
  alpha: number
  /** How far it has faded in, 0 to 1. */
  visible: number
  onChosenPath: boolean
  /** True where the answer with its sign stands beside the node, so that the mark need not repeat it. */
  answerBeside: boolean
}

export const FONT = {
  figures: (palette: Palette): string => `600 11px ${palette.font}`,
  answer: (palette: Palette): string => `600 12px ${palette.font}`,
  step: stepFont,
  small: (palette: Palette): string => `400 11px ${palette.font}`,
}

/** Draws the node around its centre. */
export function drawNode(surface: Surface, palette: Palette, look: NodeLook): void {
  if (look.shape.form === 'card') drawCard(surface, palette, look)
  else if (look.node.parent === null) drawRoot(surface, palette, look)
  else drawBody(surface, palette, look)
}

/** The corner radius of a node's outline: steps are round, terminal marks are squares with soft corners. */
export function cornerOf(node: Node, shape: Shape): number {
  if (shape.form === 'card') return 9
  const round = Math.min(shape.width, shape.height) / 2
  return node.ending !== null && shape.form === 'mark' ? round * 0.5 : round
}

function outline(surface: Surface, look: NodeLook, grow = 0): void {
  const { shape, x, y } = look
  const corner = cornerOf(look.node, shape) + grow
  surface.beginPath()
  surface.roundRect(
    x - shape.width / 2 - grow,
    y - shape.height / 2 - grow,
    shape.width + 2 * grow,
    shape.height + 2 * grow,
    corner,
  )
}

/** A ring outside the node. */
export function drawRing(surface: Surface, look: NodeLook, ring: { colour: string; width: number; gap: number }): void {
  surface.strokeStyle = ring.colour
  surface.lineWidth = ring.width
  outline(surface, look, ring.gap + ring.width / 2)
  surface.stroke()
}

function drawRoot(surface: Surface, palette: Palette, look: NodeLook): void {
  surface.globalAlpha = look.visible
  surface.fillStyle = palette.ink
  outline(surface, look)
  surface.fill()
  if (look.shape.form !== 'pill') return
  surface.fillStyle = palette.ground
  surface.font = FONT.figures(palette)
  centred(surface, treeText.root, look.x, look.y)
}

function drawBody(surface: Surface, palette: Palette, look: NodeLook): void {
  const { node, shape, x, y, paint } = look
  if (shape.form === 'dot') {
    surface.globalAlpha = look.alpha
    surface.fillStyle = paint.fill ?? palette.inkQuiet
    outline(surface, look)
    surface.fill()
    return
  }
  // The ground first: edges must not shine through a quiet node.
  surface.globalAlpha = look.visible
  surface.fillStyle = palette.ground
  outline(surface, look)
  surface.fill()
  surface.globalAlpha = look.alpha
  if (typeof paint.fill === 'string') {
    surface.fillStyle = paint.fill
    outline(surface, look)
    surface.fill()
    surface.globalAlpha = look.alpha * 0.22
    surface.strokeStyle = palette.ink
    surface.lineWidth = 1
    outline(surface, look, -0.5)
    surface.stroke()
    surface.globalAlpha = look.alpha
  } else {
    surface.strokeStyle = palette.inkQuiet
    if (paint.fill === undefined) {
      surface.globalAlpha = look.alpha * 0.2
      surface.fillStyle = palette.inkQuiet
      surface.fill()
    } else {
      surface.globalAlpha = look.alpha * 0.55
      hatch(surface, x - shape.width / 2, y - shape.height / 2, shape.width, shape.height, cornerOf(node, shape))
    }
    surface.globalAlpha = look.alpha
    surface.lineWidth = 1.25
    outline(surface, look, -0.6)
    surface.stroke()
  }
  const ink = inkOn(palette, look)
  if (shape.form === 'pill') {
    if (paint.text === '') return
    surface.globalAlpha = look.visible
    surface.fillStyle = ink
    surface.font = FONT.figures(palette)
    figures(surface, paint.text, x, y)
  } else if (node.correct !== null && !look.answerBeside && shape.width >= 9) {
    surface.globalAlpha = look.visible
    surface.strokeStyle = ink
    verdict(surface, node.correct, x, y, shape.width * 0.5)
  }
}

/** The ink that reads best on a node as it looks now: a quiet node's colour is part ground. */
function inkOn(palette: Palette, look: NodeLook): string {
  const { fill, ink } = look.paint
  if (typeof fill !== 'string') return palette.ink
  const part = look.alpha / Math.max(look.visible, 0.01)
  if (part > 0.95) return ink
  const [over, under] = [rgbOfHex(fill), rgbOfHex(palette.ground)]
  const mix = (channel: 0 | 1 | 2): number => under[channel] + (over[channel] - under[channel]) * part
  const blend: Rgb = [mix(0), mix(1), mix(2)]
  const against = (one: string): number => contrast(rgbOfHex(one), blend)
  return against(palette.ink) >= against(palette.ground) ? palette.ink : palette.ground
}

function drawCard(surface: Surface, palette: Palette, look: NodeLook): void {
  const { node, shape, x, y } = look
  const left = x - shape.width / 2 + CARD.padding
  const right = x + shape.width / 2 - CARD.padding
  const top = y - shape.height / 2 + CARD.padding
  surface.globalAlpha = look.visible
  surface.fillStyle = palette.ground
  outline(surface, look)
  surface.fill()
  surface.globalAlpha = look.alpha
  surface.fillStyle = palette.panel
  outline(surface, look)
  surface.fill()
  surface.strokeStyle = palette.line
  surface.lineWidth = 1
  outline(surface, look, -0.5)
  surface.stroke()

  const chip: Shape = { form: 'pill', width: 38, height: 18 }
  const waiting = look.paint.fill === undefined
  if (!waiting) {
    drawBody(surface, palette, { ...look, shape: chip, x: left + 19, y: top + 9 })
  }
  // Words of a quiet card stay readable.
  surface.globalAlpha = Math.min(look.visible, look.alpha + 0.12)
  const headLeft = waiting ? left : left + chip.width + 8
  if (node.ending !== null) {
    drawAnswer(surface, palette, { node, from: headLeft, to: right, y: top + 9, align: waiting ? 'left' : 'right' })
  } else if (node.children.length > 0) {
    surface.fillStyle = palette.inkQuiet
    surface.font = FONT.small(palette)
    surface.textAlign = waiting ? 'left' : 'right'
    surface.textBaseline = 'middle'
    surface.fillText(treeText.children(node.children.length), waiting ? left : right, top + 9.5)
  }

  surface.font = FONT.step(palette)
  surface.fillStyle = palette.ink
  surface.textAlign = 'left'
  surface.textBaseline = 'alphabetic'
  cardLines(surface, { tree: look.tree, node, width: right - left, lines: linesIn(shape.height) }).forEach(
    (line, index) => {
      surface.fillText(line, left, top + 33 + index * CARD.line)
    },
  )
}

/** A terminal node's answer with its sign, or why it has none, between two positions. */
export function drawAnswer(
  surface: Surface,
  palette: Palette,
  place: { node: Node; from: number; to: number; y: number; align: 'left' | 'center' | 'right' },
): void {
  const { node, from, to, y } = place
  if (node.ending === null) return
  const sign = node.correct === null ? 0 : 15
  surface.font = node.answer === null ? FONT.small(palette) : FONT.answer(palette)
  const room = to - from - sign
  const measure = (text: string): number => surface.measureText(text).width
  const words = cut(node.answer === null ? treeText.ending(node.ending) : answerText(node.answer), room, measure)
  const width = sign + measure(words)
  const start = place.align === 'left' ? from : place.align === 'right' ? to - width : (from + to - width) / 2
  if (node.correct !== null) {
    surface.strokeStyle = node.correct ? palette.right : palette.wrong
    verdict(surface, node.correct, start + 5.5, y, 10)
  }
  surface.fillStyle = node.answer === null ? palette.inkQuiet : palette.ink
  surface.textAlign = 'left'
  surface.textBaseline = 'middle'
  surface.fillText(words, start + sign, y + 0.5)
}

function centred(surface: Surface, text: string, x: number, y: number): void {
  surface.textAlign = 'center'
  surface.textBaseline = 'middle'
  surface.fillText(text, x, y + 0.5)
}

/** Figures of equal width around a centre: canvas text has no tabular figures of its own. */
function figures(surface: Surface, text: string, x: number, y: number): void {
  const digit = surface.measureText('0').width
  const advance = (character: string): number => (/\d/.test(character) ? digit : surface.measureText(character).width)
  let at = x - Array.from(text).reduce((sum, character) => sum + advance(character), 0) / 2
  surface.textAlign = 'center'
  surface.textBaseline = 'middle'
  for (const character of text) {
    surface.fillText(character, at + advance(character) / 2, y + 0.5)
    at += advance(character)
  }
}
