// What a level holds by stretches, against a count of each node.
import { describe, expect, it } from 'vitest'
import { columnAt, eachColumn } from '../../../src-renderer/tree/band.ts'
import type { Column } from '../../../src-renderer/tree/band.ts'
import { slotPixels, zoomAbout } from '../../../src-renderer/tree/camera.ts'
import { LevelSums } from '../../../src-renderer/tree/level-sums.ts'
import { MergedTree } from '../../../src-renderer/tree/merged-tree.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { scene } from '../../doubles/scene.ts'
import { crowdedTree } from '../../doubles/trees.ts'

const VIEW = { width: 900, height: 700 }
const tree = crowdedTree(6000, 5)
const forms = [
  ['each for itself', plainly(tree)],
  ['equal steps as one', new MergedTree().follow(tree)],
] as const

describe.each(forms)('the sums of a level, %s', (_, shown) => {
  const picture = scene(shown, { view: VIEW })
  const { levels } = picture.levels

  it('are those of its nodes, whatever stretch is asked', () => {
    for (const level of levels) {
      const sums = new LevelSums(level, picture.paint)
      const count = level.ids.length
      for (let from = 0; from < count; from += 1 + Math.floor(count / 7)) {
        for (let to = from; to <= count; to += 1 + Math.floor(count / 9)) {
          const got = new Float64Array(sums.kinds)
          sums.add(from, to, got)
          const wanted = new Float64Array(sums.kinds)
          for (const id of level.ids.subarray(from, to)) {
            wanted[picture.paint.shares[id]!]! += picture.paint.weightOf(id)
            const { correct } = shown.tree.nodes[id]!
            if (correct !== null) wanted[sums.kinds - (correct ? 2 : 1)]! += picture.paint.weightOf(id)
          }
          expect(got).toEqual(wanted)
        }
      }
    }
  })

  it('bound what any column holds, and columns hold every node once', () => {
    for (const zoom of [1, 3, 17]) {
      const camera = zoomAbout(picture.camera, { x: 450, y: 300 }, zoom)
      for (const level of levels) {
        const sums = new LevelSums(level, picture.paint)
        for (const width of [1, 4, 17]) {
          const band = { sums, width, each: 1 }
          const columns: Column[] = []
          eachColumn(level, band, camera, [-1e9, 1e9], (column) => columns.push(column))
          const most = sums.fullest(width / slotPixels(camera))
          let next = 0
          for (const column of columns) {
            expect(column.from).toBe(next)
            next = column.to
            let held = 0
            for (const id of level.ids.subarray(column.from, column.to)) held += picture.paint.weightOf(id)
            expect(held).toBeLessThanOrEqual(most)
          }
          expect(next).toBe(level.ids.length)
          const middle = columns[columns.length >> 1]!
          const across = Math.round(camera.across) + (middle.place + 0.5) * width
          expect(columnAt(level, band, camera, across)).toEqual(middle)
        }
      }
    }
  })
})
