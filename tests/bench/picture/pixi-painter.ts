// pixi.js with WebGL: particles for the nodes, one mesh of lines for the edges, zoomed by the container; places from d3's tidy tree.
// Knows pixi.js. Does not know what is measured.
import { hierarchy, tree as tidy } from 'd3-hierarchy'
import { Application, Container, Graphics, Particle, ParticleContainer } from 'pixi.js'
import type { Node, Tree } from '../../../src-main/contract/tree.ts'
import { rewardColour } from '../../../src-renderer/tree/reward-scale.ts'
import type { OpenPainter } from './painter.ts'

export const openPixi: OpenPainter = async (host, view) => {
  const app = new Application()
  await app.init({ ...view, background: '#ffffff', preference: 'webgl', autoStart: false, antialias: false })
  host.append(app.canvas)
  const dot = app.renderer.generateTexture(new Graphics().circle(4, 4, 3).fill('#ffffff'))
  const world = new Container()
  app.stage.addChild(world)
  const lay = (tree: Tree): void => {
    world.removeChildren().forEach((child) => child.destroy())
    const root = hierarchy(tree.nodes[0]!, ({ children }) => children.map((id) => tree.nodes[id]!))
    const laid = tidy<Node>().size([view.width, view.height - 80])(root)
    const edges = new Graphics()
    for (const { source, target } of laid.links()) edges.moveTo(source.x, source.y).lineTo(target.x, target.y)
    edges.stroke({ color: '#888888', alpha: 0.4, pixelLine: true })
    const particles = new ParticleContainer({ dynamicProperties: { position: false, color: false } })
    for (const { x, y, data } of laid.descendants()) {
      const tint = typeof data.reward === 'number' ? rewardColour(data.reward) : '#888888'
      particles.addParticle(new Particle({ texture: dot, x: x - 4, y: y - 4, tint }))
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
