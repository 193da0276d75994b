// The page that draws: one way of drawing, one size of tree, all its figures.
// Knows what is measured. Does not know the ways (their files) or who asks.
import { openD3 } from './d3-painter.ts'
import { openEspalier } from './espalier-painter.ts'
import type { PictureFigures } from '../results.ts'
import type { OpenPainter } from './painter.ts'
import { openPixi } from './pixi-painter.ts'
import { growTo, treeOf } from './picture-tree.ts'

const WAYS: Record<string, OpenPainter> = { espalier: openEspalier, d3: openD3, 'pixi.js': openPixi }

/** Frames of a zoom in and out; nodes that are added to a laid out tree; events of a live view and their batches. */
const FRAMES = 90
const ADDED = 1000

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

async function measure(way: string, nodes: number): Promise<PictureFigures> {
  const host = document.querySelector('main')!
  const painter = await WAYS[way]!(host, { width: host.clientWidth, height: host.clientHeight })
  const tree = treeOf(nodes)
  const drawn = async (work: () => void): Promise<number> => {
    const begun = performance.now()
    work()
    painter.draw(1)
    await frame()
    await frame()
    return performance.now() - begun
  }
  const layout = await drawn(() => painter.lay(tree))
  growTo(tree, nodes + ADDED)
  const insert = await drawn(() => painter.insert(tree))

  const draws: number[] = []
  await frame()
  const begun = performance.now()
  for (let count = 0; count < FRAMES; count++) {
    const before = performance.now()
    painter.draw(10 ** Math.sin((count / FRAMES) * Math.PI))
    draws.push(performance.now() - before)
    await frame()
  }
  const frames = (FRAMES * 1000) / (performance.now() - begun)

  // Live: each frame takes the events that came since the last one, for two seconds; two events a node.
  let [taken, lag] = [0, 0]
  const live = performance.now()
  while (performance.now() - live < 2000) {
    const arrived = performance.now()
    growTo(tree, tree.nodes.length + 400)
    painter.insert(tree)
    painter.draw(1)
    await frame()
    taken += 800
    lag = Math.max(lag, performance.now() - arrived)
  }
  const events = (taken * 1000) / (performance.now() - live)
  const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } }
  return { nodes, layout, insert, frames, draw: median(draws), events, lag, memory: memory.usedJSHeapSize / 2 ** 20 }
}

Object.assign(window, { measure })
