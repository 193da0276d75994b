// pixi.js with WebGL: particles for the nodes, one mesh of lines for the edges, zoomed by the container; places from d3's tidy tree.
// Knows pixi.js. Does not know what is measured.
import type { Tree } from '../../../src-main/contract/tree.ts'
import { rewardColour } from '../../../src-renderer/tree/reward-scale.ts'
import type { OpenPainter } from './painter.ts'
import { peers } from './peers.ts'
import { tidyTree } from './tidy.ts'

/** What is used of pixi.js. */
interface Graphics {
  circle: (x: number, y: number, radius: number) => Graphics
  fill: (colour: string) => Graphics
  moveTo: (x: number, y: number) => Graphics
  lineTo: (x: number, y: number) => Graphics
  stroke: (style: object) => Graphics
}
interface Container {
  addChild: (...children: unknown[]) => void
  removeChildren: () => { destroy: () => void }[]
  scale: { set: (scale: number) => void }
  position: { set: (x: number, y: number) => void }
}
interface Pixi {
  Application: new () => {
    init: (options: object) => Promise<void>
    canvas: HTMLCanvasElement
    stage: Container
    render: () => void
    renderer: { generateTexture: (graphics: Graphics) => unknown }
  }
  Container: new () => Container
  Graphics: new () => Graphics
  Particle: new (options: object) => object
  ParticleContainer: new (options: object) => { addParticle: (particle: object) => void }
}

export const openPixi: OpenPainter = async (host, view) => {
  const pixi = (await peers.pixi()) as Pixi
  const tidy = await tidyTree(view)
  const app = new pixi.Application()
  await app.init({ ...view, background: '#ffffff', preference: 'webgl', autoStart: false, antialias: false })
  host.append(app.canvas)
  const dot = app.renderer.generateTexture(new pixi.Graphics().circle(4, 4, 3).fill('#ffffff'))
  const world = new pixi.Container()
  app.stage.addChild(world)
  const lay = (tree: Tree): void => {
    for (const child of world.removeChildren()) child.destroy()
    const laid = tidy(tree)
    const edges = new pixi.Graphics()
    for (const { source, target } of laid.links()) edges.moveTo(source.x, source.y).lineTo(target.x, target.y)
    edges.stroke({ color: '#888888', alpha: 0.4, pixelLine: true })
    const particles = new pixi.ParticleContainer({ dynamicProperties: { position: false, color: false } })
    for (const { x, y, data } of laid.descendants()) {
      const tint = typeof data.reward === 'number' ? rewardColour(data.reward) : '#888888'
      particles.addParticle(new pixi.Particle({ texture: dot, x: x - 4, y: y - 4, tint }))
    }
    world.addChild(edges, particles)
  }
  return {
    lay,
    insert: lay,
    draw(zoom) {
      world.scale.set(zoom)
      world.position.set((view.width / 2) * (1 - zoom), (view.height / 2) * (1 - zoom))
      app.render()
    },
  }
}
