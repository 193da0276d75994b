// The tree of the page: the window's own picture on a canvas, moved in by pointer, wheel and keys.
// Knows input. Does not know how the picture is drawn (tree/stage.ts), or what stands beside it.
import { ROOT } from '../../src-main/contract/node.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { treeText } from '../text/tree.ts'
import type { Point } from '../tree/camera.ts'
import { describeNode } from '../tree/describe.ts'
import { paintOf } from '../tree/lens/paint.ts'
import { destination, neighbour } from '../tree/navigate.ts'
import { keyWish, ZOOM_KEY } from '../tree/picture-keys.ts'
import { Pointers } from '../tree/pointers.ts'
import { plainly } from '../tree/shown-tree.ts'
import { Stage } from '../tree/stage.ts'
import { button, element, icon } from './element.ts'

export interface Picture {
  element: HTMLElement
  /** Shows a tree; the same one has grown, another one begins anew. */
  follow(tree: Tree): void
  select(id: number | null): void
  readTheme(): void
}

/** `selected` is called with what a person selects in the picture. */
export function makePicture(selected: (id: number | null) => void): Picture {
  const canvas = element('canvas', { 'aria-hidden': 'true' })
  const help = element('p', { id: 'help', class: 'sight-hidden' }, `${treeText.pictureHelp} ${treeText.panHelp}`)
  const spoken = element('p', { class: 'sight-hidden', 'aria-live': 'polite' })
  const area = element(
    'div',
    { class: 'area', role: 'application', tabindex: '0', 'aria-label': treeText.picture, 'aria-describedby': 'help' },
    canvas,
  )
  const stage = new Stage(canvas)
  let tree: Tree | null = null
  let chosen: number | null = null
  let fits = true

  const free = (): void => {
    fits = false
    stage.autoFit = false
  }
  const fit = (): void => {
    fits = true
    stage.autoFit = true
  }
  const zoomBy = (factor: number): void => {
    free()
    stage.zoomCentre(factor)
  }
  const go = (id: number): void => {
    selected(id)
    if (fits || stage.shows(id)) return
    stage.reveal(id)
  }

  area.addEventListener('keydown', (event) => {
    const wish = keyWish(event)
    if (!tree || !wish) return
    if (wish.kind === 'go') go(chosen === null ? ROOT : neighbour(tree, stage.layout, chosen, wish.direction))
    else if (wish.kind === 'root') go(ROOT)
    else if (wish.kind === 'answer') go(destination(tree, stage.layout))
    else if (wish.kind === 'centre' && chosen !== null) {
      free()
      stage.centre(chosen)
    } else if (wish.kind === 'leave') selected(null)
    else if (wish.kind === 'zoom') zoomBy(wish.factor)
    else if (wish.kind === 'fit') fit()
    else if (wish.kind === 'pan') {
      free()
      stage.pan(wish.by)
    } else return
    event.preventDefault()
  })
  moveByPointer(canvas, stage, { free, fit, selected })

  const controls = element(
    'div',
    { class: 'zoom' },
    button({ 'aria-label': treeText.zoomIn, title: treeText.zoomIn }, () => zoomBy(ZOOM_KEY), icon('M8 3.5v9M3.5 8h9')),
    button({ 'aria-label': treeText.zoomOut, title: treeText.zoomOut }, () => zoomBy(1 / ZOOM_KEY), icon('M3.5 8h9')),
    button(
      { 'aria-label': treeText.fit, title: treeText.fit },
      fit,
      icon('M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10'),
    ),
  )
  const holder = element('div', { class: 'picture' }, area, controls, help, spoken)
  new ResizeObserver(() => {
    if (holder.clientWidth > 0)
      stage.resize({ width: holder.clientWidth, height: holder.clientHeight }, devicePixelRatio)
  }).observe(holder)

  return {
    element: holder,
    follow(next) {
      tree = next
      const shown = plainly(next)
      stage.follow(shown, paintOf(shown, 'reward'))
    },
    select(id) {
      chosen = id
      stage.select(id)
      const node = id === null ? undefined : tree?.nodes[id]
      spoken.textContent = tree && node ? describeNode(tree, node) : treeText.nothingSelected
    },
    readTheme: () => stage.readTheme(),
  }
}

function moveByPointer(
  canvas: HTMLCanvasElement,
  stage: Stage,
  { free, fit, selected }: { free: () => void; fit: () => void; selected: (id: number | null) => void },
): void {
  const pointers = new Pointers()
  const pointOf = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    pointers.down(event.pointerId, pointOf(event))
  })
  canvas.addEventListener('pointermove', (event) => {
    const to = pointOf(event)
    const move = pointers.move(event.pointerId, to)
    if (!move) stage.hover(stage.nodeAt(to)?.id ?? null)
    else if (move.kind !== 'rest') {
      free()
      if (move.kind === 'pinch') stage.zoom(move.about, move.factor)
      stage.pan(move.by)
    }
  })
  canvas.addEventListener('pointerup', (event) => {
    if (pointers.up(event.pointerId)) selected(stage.nodeAt(pointOf(event))?.id ?? null)
  })
  canvas.addEventListener('pointercancel', (event) => pointers.up(event.pointerId))
  canvas.addEventListener('pointerleave', () => stage.hover(null))
  canvas.addEventListener('dblclick', fit)
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      free()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const speed = event.ctrlKey ? 0.01 : 0.0018
      stage.zoom(pointOf(event), Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * speed))
    },
    { passive: false },
  )
}
