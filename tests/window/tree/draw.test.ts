import { describe, expect, it } from 'vitest'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { emptyTree } from '../../../src-main/contract/tree.ts'
import type { Camera, View } from '../../../src-renderer/tree/camera.ts'
import { zoomAbout } from '../../../src-renderer/tree/camera.ts'
import type { Scene } from '../../../src-renderer/tree/draw.ts'
import { drawTree } from '../../../src-renderer/tree/draw.ts'
import { highlightOf } from '../../../src-renderer/tree/highlight.ts'
import { MergedTree } from '../../../src-renderer/tree/merged-tree.ts'
import { plainly, shownOfAll } from '../../../src-renderer/tree/shown-tree.ts'
import { countingSurface } from '../../doubles/counting-surface.ts'
import { scene } from '../../doubles/scene.ts'
import { finishedTree, fullTree, grow } from '../../doubles/trees.ts'

const VIEW: View = { width: 1200, height: 800 }

const sceneOf = (tree: Tree, change?: (camera: Camera) => Camera): Scene => scene(plainly(tree), { view: VIEW, change })

describe('drawing', () => {
  // At most one strip per 1.5 pixels and level, a few marks each.
  const bound = (VIEW.width / 1.5) * 6 * 4
  const trees: [string, Tree][] = [
    ['100,000 leaves under the root', star(100_000)],
    ['111,111 nodes in tens', fullTree(10, 5)],
    ['131,071 nodes in pairs', fullTree(2, 16)],
  ]
  it.each(trees)('draws a bounded number of marks: %s', (_, tree) => {
    for (const factor of [1, 30, 5000]) {
      const surface = countingSurface()
      drawTree(
        surface,
        sceneOf(tree, (camera) => zoomAbout(camera, { x: 600, y: 400 }, factor)),
      )
      expect(surface.marks).toBeGreaterThan(4)
      expect(surface.marks).toBeLessThan(bound * 3)
    }
  })

  it('shows steps, rewards, answers and children when there is room', () => {
    const surface = countingSurface()
    drawTree(
      surface,
      sceneOf(finishedTree(), (camera) => zoomAbout(camera, { x: 600, y: 100 }, 1.5)),
    )
    const words = surface.texts.join('|')
    expect(words).toContain('4 boxes of 17 apples')
    expect(words).toContain('0|.|9|3')
    expect(words).toContain('3 children')
    expect(words).toContain('77')
    expect(words).toContain('empty step')
    expect(words).toContain('step 3')
    expect(words).not.toContain('Step 1:')
  })

  it('draws a ring around each found step, and the edges of marked paths once more', () => {
    const tree = finishedTree()
    const marksOf = (found: Set<number> | null, marked = new Set<number>()): number => {
      const surface = countingSurface()
      drawTree(surface, { ...sceneOf(tree), highlight: highlightOf(tree, null, { found, marked }) })
      return surface.marks
    }
    const plain = marksOf(null)
    expect(marksOf(new Set())).toBe(plain)
    expect(marksOf(new Set([2, 5, 6]))).toBe(plain + 3)
    expect(marksOf(null, new Set([0, 1, 3, 4]))).toBe(plain + 3)
    // Steps that an earlier moment does not have do no harm.
    expect(marksOf(new Set([5, 9999]), new Set([0, 9999]))).toBe(plain + 1)
  })

  it('draws found steps among columns too, as many as there are pixels for', () => {
    const tree = star(100_000)
    const marksOf = (found: Set<number>): number => {
      const surface = countingSurface()
      drawTree(surface, { ...sceneOf(tree), highlight: highlightOf(tree, null, { found, marked: new Set() }) })
      return surface.marks
    }
    const plain = marksOf(new Set())
    expect(marksOf(new Set([1, 50_000, 100_000]))).toBeGreaterThan(plain + 3)
    const all = marksOf(new Set(tree.nodes.map(({ id }) => id)))
    expect(all).toBeGreaterThan(plain + 100)
    expect(all).toBeLessThan(plain + 6 * (VIEW.width / 7) * (VIEW.height / 7))
  })

  it('marks what stands for any of the marked steps where equal ones are one', () => {
    const tree = emptyTree()
    for (const text of ['a', 'b', 'a', 'c']) grow(tree, 0, { text })
    const shown = new MergedTree().follow(tree)
    expect(shownOfAll(shown, new Set([0, 3, 4, 999]))).toEqual(new Set([0, 1, 3]))
    expect(shownOfAll(plainly(tree), new Set([0, 3, 4, 999]))).toEqual(new Set([0, 3, 4]))
  })

  it('lets what is looked for stand out, and the selected path always', () => {
    const tree = finishedTree()
    const quietOf = (highlight: ReturnType<typeof highlightOf>): string[] => {
      const drawn: string[] = []
      const surface = countingSurface()
      surface.fillText = (text) => {
        if (surface.globalAlpha < 0.9) drawn.push(text)
      }
      drawTree(surface, { ...sceneOf(tree, (camera) => zoomAbout(camera, { x: 600, y: 100 }, 1.5)), highlight })
      return drawn
    }
    const found = quietOf(highlightOf(tree, 6, { found: new Set([2]), marked: new Set() })).join('|')
    expect(found).toContain('77')
    expect(found).not.toContain('4 + 17')
    expect(found).not.toContain('30')
  })

  it('draws nothing of the tree when it lies outside the view', () => {
    const surface = countingSurface()
    drawTree(
      surface,
      sceneOf(finishedTree(), (camera) => ({ ...camera, along: -9000, across: 9000 })),
    )
    expect(surface.texts).toEqual([])
  })
})

it('marks what was done by hand, and strikes what was pruned', () => {
  const marksOf = (change: (tree: Tree) => void) => {
    const tree = finishedTree()
    change(tree)
    const surface = countingSurface()
    drawTree(surface, sceneOf(tree))
    return surface.marks
  }
  const plain = marksOf(() => undefined)
  // A diamond on its ground.
  expect(marksOf(({ nodes }) => (nodes[1]!.hand = 'written'))).toBe(plain + 2)
  expect(marksOf(({ nodes }) => (nodes[1]!.overruled = { reward: 0.1 }))).toBe(plain + 2)
  expect(marksOf(({ nodes }) => (nodes[1]!.pruned = 'here'))).toBe(plain + 1)
  expect(marksOf(({ nodes }) => (nodes[1]!.pruned = 'above'))).toBe(plain)
})

it('marks what was done by hand among columns, too, as much of it as there are pixels for', () => {
  const marksOf = (change: (tree: Tree) => void): number => {
    const tree = star(20_000)
    change(tree)
    const surface = countingSurface()
    drawTree(surface, sceneOf(tree))
    return surface.marks
  }
  const plain = marksOf(() => undefined)
  const one = marksOf(({ nodes }) => (nodes[7000]!.overruled = { reward: 0.1 }))
  // The node itself, and a diamond on its ground.
  expect(one).toBeGreaterThanOrEqual(plain + 3)
  expect(marksOf(({ nodes }) => (nodes[7000]!.pruned = 'here'))).toBeGreaterThan(plain + 1)
  const all = marksOf(({ nodes }) => {
    for (const node of nodes.slice(1)) node.hand = 'asked'
  })
  expect(all).toBeLessThan(plain + 8 * (VIEW.width / 7) * (VIEW.height / 7))
})

function star(leaves: number): Tree {
  const tree = emptyTree()
  for (let leaf = 0; leaf < leaves; leaf++) grow(tree, 0, { reward: (leaf % 7) / 6 })
  return tree
}
