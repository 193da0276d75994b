// The stage: one canvas, the layout, motion and camera behind it, and the frames that bring them together.
// Knows when a frame is needed. Does not know input devices or the rest of the window.
import { emptyTree } from '../../src-main/contract/tree.ts'
import { between, fit, near, pan, reveal, rowPixels, scaleAbout, slotPixels, toPixels, zoomAbout } from './camera.ts'
import type { Camera, Extent, Orientation, Point, Scale, View } from './camera.ts'
import { drawTree } from './draw.ts'
import { carriedFrom, heldNode } from './carried.ts'
import type { Carried } from './carried.ts'
import { handleAt } from './handle.ts'
import type { Handle } from './handle.ts'
import { highlightOf, NO_MARKS } from './highlight.ts'
import type { Highlight, Marks } from './highlight.ts'
import { SlotLayout } from './layout.ts'
import { paintOf, pathsBelow } from './lens/paint.ts'
import type { Paint } from './lens/paint.ts'
import { centreOf, Levels } from './levels.ts'
import type { Overview } from './minimap.ts'
import { Motion } from './motion.ts'
import { Pace, REST } from './pace.ts'
import { Places } from './places.ts'
import type { Arrangement } from './places.ts'
import { RasterPen } from './raster-pen.ts'
import { opened, plainly } from './shown-tree.ts'
import type { ShownTree } from './shown-tree.ts'
import { readPalette } from '../ui/palette.ts'
import type { Palette } from '../ui/palette.ts'

/** Time in which the camera goes two thirds of its way, milliseconds. */
const CAMERA_EASE = 110
/** The part of its fitted size to which a tree may be zoomed out. */
const SMALLEST = 0.5
/** With less room across than this, in pixels, a node is too small to be found by eye; one that is brought into sight gets the other. */
const LEGIBLE = { least: 10, given: 24 }

export class Stage {
  readonly layout = new SlotLayout()
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D | null
  readonly #rasters = new Map<number, RasterPen>()
  readonly #motion = new Motion()
  readonly #levels = new Levels()
  readonly #places = new Places()
  #shown: ShownTree = plainly(emptyTree())
  #paint: Paint = paintOf(this.#shown, 'reward')
  #paths: Float32Array = pathsBelow(this.#shown)
  #view: View = { width: 0, height: 0 }
  /** Pixels to a CSS pixel: of the screen, and of the canvas as it is now. */
  #screen = 1
  #ratio = 1
  readonly #pace = new Pace()
  #rest: ReturnType<typeof setTimeout> | undefined
  #camera: Camera = fit({ leaves: 1, depth: 0, view: { width: 1, height: 1 }, orientation: 'top-down' })
  #goal: Camera | null = null
  #palette: Palette | null = null
  #highlight: Highlight = highlightOf(this.#shown.tree, null)
  #selected: number | null = null
  #marks: Marks = NO_MARKS
  #focus: number | null = null
  #hovered: number | null = null
  #orientation: Orientation = 'top-down'
  #autoFit = true
  #beside: Extent | null = null
  #placed = false
  #grew = false
  #frame = 0
  #before = 0
  #banded = false
  #handles: Handle[] = []
  #held: { id: number; at: Point } | null = null
  /** Whether branches can be collapsed: then there are handles to do it. */
  collapsible = false

  /** Told after every frame, for what shows where the view lies in the tree. */
  onframe: (() => void) | null = null

  /** Told whenever some level begins or ceases to be a band. */
  onband: (banded: boolean) => void = () => undefined

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
    // Nothing shines through it, so it is copied to the screen and not blended.
    this.#context = canvas.getContext('2d', { alpha: false })
  }

  /** Catches up with a tree or a paint that has changed. All ids here are those of the picture. */
  follow(shown: ShownTree, paint: Paint): void {
    const carried = carriedFrom(this.#shown, shown, this.layout.count)
    if (carried) this.#hold(shown, carried)
    const change = this.layout.follow(shown.tree)
    this.#motion.follow(this.layout, change, stillness(), carried)
    this.#levels.follow(this.layout, this.#motion.spans)
    // A tree that only went back to an earlier moment is looked at from where one stands.
    if (shown.source !== this.#shown.source || isPlain(shown) !== isPlain(this.#shown)) this.#placed = false
    if (change.restarted) this.#hovered = null
    this.#shown = shown
    this.#paint = paint
    this.#paths = pathsBelow(shown)
    this.#highlight = highlightOf(shown.tree, this.#selected, this.#marks)
    this.#request()
  }

  select(id: number | null): void {
    this.#selected = id
    this.#highlight = highlightOf(this.#shown.tree, id, this.#marks)
    this.#request()
  }

  mark(marks: Marks): void {
    this.#marks = marks
    this.#highlight = { ...this.#highlight, ...marks }
    this.#request()
  }

  /** The node whose subtree is shown where otherwise the whole tree is; null for the whole tree. */
  set focus(id: number | null) {
    this.#focus = id
    this.#request()
  }

  hover(id: number | null): void {
    if (id === this.#hovered) return
    this.#hovered = id
    this.#request()
  }

  /** While true, every frame shows the whole tree. */
  set autoFit(value: boolean) {
    this.#autoFit = value
    if (value) this.#goal = null
    this.#request()
  }

  /** The largest of the trees that are shown beside this one: all are fitted at one scale. */
  set beside(value: Extent | null) {
    this.#beside = value
    this.#request()
  }

  /** The scale that is shown, or on the way. */
  get scale(): Scale {
    const { slot, row } = this.#goal ?? this.#camera
    return { slot, row }
  }

  /** Takes the scale over from a picture beside this one, about the selected node or the middle. */
  takeScale(scale: Scale): void {
    const from = this.#goal ?? this.#camera
    if (Math.abs(scale.slot / from.slot - 1) < 1e-3 && Math.abs(scale.row / from.row - 1) < 1e-3) return
    this.#move(scaleAbout(from, this.#selected === null ? this.#middle() : this.#centre(this.#selected, from), scale))
  }

  set orientation(value: Orientation) {
    if (value !== this.#orientation) this.#placed = false
    this.#orientation = value
    this.#request()
  }

  /** The canvas's size in CSS pixels and the screen's pixels per CSS pixel. */
  resize(view: View, ratio: number): void {
    this.#view = view
    this.#screen = ratio
    this.#rasters.clear()
    this.#refine(ratio)
    // At once: a canvas that was resized is empty until it is painted.
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#draw(performance.now())
  }

  /** Reads the theme's colours again. */
  readTheme(): void {
    this.#palette = readPalette(this.#canvas.parentElement ?? document.body)
    this.#request()
  }

  pan(by: Point): void {
    this.#goal = this.#held = null
    this.#camera = pan(this.#camera, by)
    this.#request()
  }

  zoom(point: Point, factor: number): void {
    this.#goal = this.#held = null
    this.#camera = this.#zoomed(this.#camera, point, factor)
    this.#request()
  }

  /** Zooms about the selected node, or the middle, with an eased move. */
  zoomCentre(factor: number): void {
    const from = this.#goal ?? this.#camera
    const about = this.#selected === null ? this.#middle() : this.#centre(this.#selected, from)
    this.#move(this.#zoomed(from, about, factor))
  }

  /** Brings a node to the middle. */
  centre(id: number): void {
    const at = this.#centre(id, this.#camera)
    const middle = this.#middle()
    this.#move(pan(this.#camera, { x: middle.x - at.x, y: middle.y - at.y }))
  }

  /** Whether a node lies comfortably inside the view; `reveal` moves there if it does not. */
  shows(id: number): boolean {
    const { x, y } = this.#centre(id, this.#camera)
    return x >= 8 && y >= 8 && x <= this.#view.width - 8 && y <= this.#view.height - 8
  }

  reveal(id: number): void {
    const from = this.#goal ?? this.#camera
    this.#move(reveal(from, this.#centre(id, from), this.#view))
  }

  /** Brings a node into the view, and nearer where it has too little room to be seen. */
  bring(id: number): void {
    const from = this.#goal ?? this.#camera
    const room = this.#motion.spans[id]! * slotPixels(from)
    const nearer = room < LEGIBLE.least ? zoomAbout(from, this.#centre(id, from), LEGIBLE.given / room) : from
    this.#move(reveal(nearer, this.#centre(id, nearer), this.#view))
  }

  /** Whether a node can be told from its neighbours now. */
  isLegible(id: number): boolean {
    return this.#motion.spans[id]! * slotPixels(this.#camera) >= LEGIBLE.least
  }

  /** The node at a point, and the column of crowded nodes that it stands in; null where there is none. */
  nodeAt(point: Point): { id: number; column: readonly number[] } | null {
    return this.#places.at(this.#arrangement(this.#camera), point)
  }

  /** The node whose handle lies at a point; null where none does. */
  handleAt(point: Point): number | null {
    return handleAt(this.#handles, point)
  }

  /** Goes in to a node: as near as its subtree fills the view, or half as much again. */
  goIn(id: number): void {
    const from = this.#goal ?? this.#camera
    const room = this.#orientation === 'top-down' ? this.#view.width : this.#view.height
    const wanted = (room * 0.7) / Math.max(this.layout.leaves[id]! * slotPixels(from), 1)
    const at = this.#centre(id, from)
    const middle = this.#middle()
    const near = zoomAbout(from, at, Math.max(1.5, Math.min(wanted, 12)))
    const there = this.#centre(id, near)
    this.#move(pan(near, { x: middle.x - there.x, y: middle.y - there.y }))
  }

  /** Where a node stands now, CSS pixels inside the canvas. */
  positionOf(id: number): Point {
    return this.#centre(id, this.#camera)
  }

  /** What a small picture of the whole tree is made from; null before there is a tree. */
  get overview(): Overview | null {
    if (!this.#palette || this.layout.count === 0) return null
    return {
      ...this.#arrangement(this.#camera),
      palette: this.#palette,
      view: this.#view,
      slots: this.#motion.spans[0] ?? 1,
      depth: this.layout.deepest[0] ?? 0,
      chosen: this.#highlight.chosen,
    }
  }

  /** Brings a place of the tree to the middle. */
  lookAt(slot: number, level: number): void {
    const [at, middle] = [toPixels(this.#camera, slot, level), this.#middle()]
    this.pan({ x: middle.x - at.x, y: middle.y - at.y })
  }

  close(): void {
    clearTimeout(this.#rest)
    cancelAnimationFrame(this.#frame)
    this.#frame = -1
  }

  /** While branches close or open, the node under the pointer, or the selected one, holds its place. */
  #hold(shown: ShownTree, carried: Carried): void {
    const id = this.#hovered ?? this.#selected
    const node = id === null ? null : heldNode(this.#shown, shown, carried, id)
    this.#held = node && { id: node.after, at: this.#centre(node.before, this.#camera) }
  }

  #keepHeld(): void {
    if (!this.#held || this.#autoFit || this.#goal || this.#held.id >= this.layout.count) return
    const { x, y } = this.#centre(this.#held.id, this.#camera)
    this.#camera = pan(this.#camera, { x: this.#held.at.x - x, y: this.#held.at.y - y })
  }

  #middle(): Point {
    return { x: this.#view.width / 2, y: this.#view.height / 2 }
  }

  #centre(id: number, camera: Camera): Point {
    return this.#places.boxOf(this.#arrangement(camera), id).at
  }

  #arrangement(camera: Camera): Arrangement {
    return { layout: this.layout, spans: this.#motion.spans, levels: this.#levels, paint: this.#paint, camera }
  }

  /** Zooms, but not farther out than where the whole tree takes a part of the view. */
  #zoomed(from: Camera, point: Point, factor: number): Camera {
    const whole = this.#whole()
    const least = Math.min(1, SMALLEST * Math.min(whole.slot / from.slot, whole.row / from.row))
    return zoomAbout(from, point, Math.max(factor, least))
  }

  #move(goal: Camera): void {
    if (stillness()) this.#camera = goal
    else this.#goal = goal
    this.#request()
  }

  #request(): void {
    if (this.#frame !== 0) return
    this.#before = performance.now()
    this.#frame = requestAnimationFrame((now) => this.#draw(now))
  }

  #draw(now: number): void {
    this.#frame = 0
    const context = this.#context
    if (!context || !this.#palette || this.#view.width === 0 || this.layout.count === 0) return
    const passed = Math.min(Math.max(now - this.#before, 1), 50)
    this.#before = now
    this.#keepPace(now)
    const growing = this.#motion.step(this.layout, passed)
    if (growing || this.#grew) this.#levels.follow(this.layout, this.#motion.spans)
    this.#keepHeld()
    if (!growing && !this.#grew) this.#held = null
    this.#grew = growing
    const moving = this.#moveCamera(passed)
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0)
    context.globalAlpha = 1
    context.fillStyle = this.#palette.ground
    context.fillRect(0, 0, this.#view.width, this.#view.height)
    this.#handles = []
    drawTree(context, {
      ...this.#arrangement(this.#camera),
      tree: this.#shown.tree,
      presence: this.#motion.presence,
      places: this.#places,
      raster: this.#rasterOf(context),
      paths: this.#paths,
      view: this.#view,
      palette: this.#palette,
      highlight: this.#highlight,
      selected: this.#selected,
      hovered: this.#hovered,
      ...(this.collapsible ? { handles: this.#handles } : {}),
    })
    this.#tellBands()
    this.onframe?.()
    if (growing || moving) this.#frame = requestAnimationFrame((next) => this.#draw(next))
  }

  /** On a screen with several pixels to a CSS pixel one of them does while the picture moves too slowly: nobody reads what moves. */
  #keepPace(now: number): void {
    const coarse = this.#pace.frame(now) && this.#screen > 1
    this.#refine(coarse ? 1 : this.#screen)
    clearTimeout(this.#rest)
    if (coarse) this.#rest = setTimeout(() => this.#request(), REST)
  }

  /** Gives the canvas so many pixels to a CSS pixel; it is empty then. */
  #refine(ratio: number): void {
    const [width, height] = [Math.round(this.#view.width * ratio), Math.round(this.#view.height * ratio)]
    if (this.#ratio === ratio && this.#canvas.width === width && this.#canvas.height === height) return
    this.#ratio = ratio
    this.#canvas.width = width
    this.#canvas.height = height
  }

  #rasterOf(context: CanvasRenderingContext2D): RasterPen {
    const known = this.#rasters.get(this.#ratio)
    if (known) return known
    const made = new RasterPen(context, this.#ratio)
    this.#rasters.set(this.#ratio, made)
    return made
  }

  #tellBands(): void {
    const arrangement = this.#arrangement(this.#camera)
    const banded = this.#levels.levels.some((_, depth) => this.#places.bandAt(arrangement, depth) !== null)
    if (banded === this.#banded) return
    this.#banded = banded
    this.onband(banded)
  }

  #moveCamera(milliseconds: number): boolean {
    const whole = this.#whole()
    const goal = this.#autoFit ? whole : this.#goal
    if (!this.#placed) {
      this.#placed = true
      this.#camera = whole
      return false
    }
    if (!goal) return false
    if (stillness() || near(this.#camera, goal)) {
      this.#camera = goal
      this.#goal = null
      return false
    }
    this.#camera = between(this.#camera, goal, 1 - Math.exp(-milliseconds / CAMERA_EASE))
    return true
  }

  /** The camera for the whole tree, or for the subtree that has the focus. */
  #whole(): Camera {
    const { view, orientation } = { view: this.#view, orientation: this.#orientation }
    const { spans, depth } = this.#motion
    const id = this.#focus
    if (id === null || id >= this.layout.count) {
      return fit({ leaves: spans[0] ?? 1, depth, view, orientation, beside: this.#beside })
    }
    const level = this.layout.depth[id]!
    const part = fit({ leaves: spans[id]!, depth: this.layout.deepest[id]! - level, view, orientation })
    const start = centreOf(this.#levels, this.layout, id) - spans[id]! / 2
    return {
      ...part,
      across: part.across - start * slotPixels(part),
      along: part.along - level * rowPixels(part),
    }
  }
}

/** Whether each node stands for itself. */
function isPlain(shown: ShownTree): boolean {
  return opened(shown).tree === shown.source
}

/** Whether the person asked for less motion. */
function stillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
