// The page that draws: one way of drawing, one size of tree, all its figures.
// Knows what is measured. Does not know the ways (their files) or who asks.
import type { EventColumns } from '../../../src-main/contract/event-columns.ts'
import { packEvents, unpackEvents } from '../../../src-main/contract/event-columns.ts'
import type { Change, RunEvent } from '../../../src-main/contract/event.ts'
import { applyChange } from '../../../src-main/contract/tree.ts'
import { BATCH_INTERVAL } from '../../../src-main/engine/run/event-batch.ts'
import { openD3 } from './d3-painter.ts'
import { openEspalier } from './espalier-painter.ts'
import type { PictureFigures } from '../results.ts'
import type { OpenPainter } from './painter.ts'
import { openPixi } from './pixi-painter.ts'
import { growthOf, growTo, treeOf } from './picture-tree.ts'

const WAYS: Record<string, OpenPainter> = { espalier: openEspalier, d3: openD3, 'pixi.js': openPixi }

/** Frames of a zoom in and out; nodes that are added to a laid out tree. */
const FRAMES = 90
const ADDED = 1000
/** Events that come in a second of a live view, for how long they do, and how long they are waited for, milliseconds. */
const EVENTS = 50_000
const SECONDS = 2
const LONGEST = 6_000

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

const event = (change: Change, sequence: number): RunEvent => ({ sequence, seconds: sequence / EVENTS, change })

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

  // Live: a batch is due every 16 ms, as the engine sends them, and each frame takes those that have come.
  const growth = growthOf(tree, (EVENTS * SECONDS) / 2)
  const size = Math.round((EVENTS * BATCH_INTERVAL) / 1000)
  const batches: EventColumns[] = []
  for (let at = 0; at < growth.length; at += size) {
    batches.push(packEvents(growth.slice(at, at + size).map((change, index) => event(change, at + index))))
  }
  const lags: number[] = []
  let taken = 0
  const live = performance.now()
  for (let next = 0; next < batches.length && performance.now() - live < LONGEST;) {
    const due = Math.min(batches.length, Math.floor((performance.now() - live) / BATCH_INTERVAL))
    const first = next
    for (; next < due; next++) {
      for (const { change } of unpackEvents(batches[next]!)) applyChange(tree, change)
      taken += batches[next]!.kinds.length
    }
    if (next > first) {
      painter.insert(tree)
      painter.draw(1)
    }
    await frame()
    if (next > first) lags.push(performance.now() - live - (first + 1) * BATCH_INTERVAL)
  }
  const events = (taken * 1000) / (performance.now() - live)
  const lag = lags.toSorted((a, b) => a - b)[Math.floor(lags.length * 0.95)]!
  const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } }
  return { nodes, layout, insert, frames, draw: median(draws), events, lag, memory: memory.usedJSHeapSize / 2 ** 20 }
}

Object.assign(window, { measure })
