import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { treeAsSvg } from '../../../src-renderer/tree/picture.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { PALETTE } from '../../doubles/palette.ts'
import { finishedTree, fullTree } from '../../doubles/trees.ts'

const measure = (text: string): number => text.length * 6.5
const golden = (name: string): string => resolve(import.meta.dirname, '../../pictures/tree', name)

describe('picture', () => {
  it('is the same SVG as ever, upright', async () => {
    const svg = treeAsSvg({ shown: plainly(finishedTree()), palette: PALETTE }, measure)
    await expect(svg).toMatchFileSnapshot(golden('finished-top-down.svg'))
  })

  it('is the same SVG as ever, left to right with a selection', async () => {
    const svg = treeAsSvg(
      { shown: plainly(finishedTree()), palette: PALETTE, orientation: 'left-right', selected: 3 },
      measure,
    )
    await expect(svg).toMatchFileSnapshot(golden('finished-left-right.svg'))
  })

  it('stands alone and escapes what a model may write', () => {
    const svg = treeAsSvg({ shown: plainly(finishedTree()), palette: PALETTE }, measure)
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"')
    expect(svg).not.toMatch(/NaN|undefined|href|<style/)
    expect(svg).not.toMatch(/& |< 8/)
    expect(svg).toContain('>Reward<')
  })

  it('stays within its size for a large tree', () => {
    const svg = treeAsSvg({ shown: plainly(fullTree(10, 4)), palette: PALETTE }, measure)
    expect(svg).toContain('width="4000"')
    expect(svg.length).toBeLessThan(8_000_000)
  })
})
