// d3's own way: its tidy tree, one SVG element for each node and edge, zoomed by one transform.
// Knows d3. Does not know what is measured.
import type { Tree } from '../../../src-main/contract/tree.ts'
import { rewardColour } from '../../../src-renderer/tree/reward-scale.ts'
import type { OpenPainter } from './painter.ts'
import { peers } from './peers.ts'
import { tidyTree } from './tidy.ts'
import type { Tidy } from './tidy.ts'

/** What is used of a selection. */
interface Selection {
  append: (name: string) => Selection
  attr: (name: string, value: unknown) => Selection
  selectAll: (name: string) => Selection
  data: (data: readonly unknown[]) => Selection
  join: (name: string) => Selection
}

interface Shape {
  linkVertical: () => { x: (read: (node: Tidy) => number) => { y: (read: (node: Tidy) => number) => unknown } }
}

export const openD3: OpenPainter = async (host, view) => {
  const { select } = (await peers.selection()) as { select: (node: HTMLElement) => Selection }
  const { linkVertical } = (await peers.shape()) as Shape
  const tidy = await tidyTree(view)
  const group = select(host).append('svg').attr('width', view.width).attr('height', view.height).append('g')
  const edges = group.append('g').attr('fill', 'none').attr('stroke', '#888').attr('stroke-opacity', 0.4)
  const nodes = group.append('g')
  const link = linkVertical()
    .x(({ x }) => x)
    .y(({ y }) => y)
  const lay = (tree: Tree): void => {
    const laid = tidy(tree)
    edges.selectAll('path').data(laid.links()).join('path').attr('d', link)
    nodes
      .selectAll('circle')
      .data(laid.descendants())
      .join('circle')
      .attr('cx', ({ x }: Tidy) => x)
      .attr('cy', ({ y }: Tidy) => y)
      .attr('r', 3)
      .attr('fill', ({ data }: Tidy) => (typeof data.reward === 'number' ? rewardColour(data.reward) : '#888'))
  }
  return {
    lay,
    insert: lay,
    draw(zoom) {
      const [x, y] = [(view.width / 2) * (1 - zoom), (view.height / 2) * (1 - zoom)]
      group.attr('transform', `translate(${x},${y}) scale(${zoom})`)
    },
  }
}
