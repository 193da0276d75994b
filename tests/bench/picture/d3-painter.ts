// d3's own way: its tidy tree, one SVG element for each node and edge, zoomed by one transform.
// Knows d3-hierarchy. Does not know what is measured.
import { hierarchy, tree as tidy } from 'd3-hierarchy'
import type { HierarchyPointNode } from 'd3-hierarchy'
import { select } from 'd3-selection'
import { linkVertical } from 'd3-shape'
import type { Node, Tree } from '../../../src-main/contract/tree.ts'
import { rewardColour } from '../../../src-renderer/tree/reward-scale.ts'
import type { OpenPainter } from './painter.ts'

export const openD3: OpenPainter = (host, view) => {
  const svg = select(host).append('svg').attr('width', view.width).attr('height', view.height)
  const group = svg.append('g')
  const edges = group.append('g').attr('fill', 'none').attr('stroke', '#888').attr('stroke-opacity', 0.4)
  const nodes = group.append('g')
  const link = linkVertical<
    { source: HierarchyPointNode<Node>; target: HierarchyPointNode<Node> },
    HierarchyPointNode<Node>
  >()
    .x((node) => node.x)
    .y((node) => node.y)
  const lay = (tree: Tree): void => {
    const root = hierarchy(tree.nodes[0]!, ({ children }) => children.map((id) => tree.nodes[id]!))
    const laid = tidy<Node>().size([view.width, view.height - 80])(root)
    edges
      .selectAll<SVGPathElement, { target: HierarchyPointNode<Node> }>('path')
      .data(laid.links(), (_, index) => index)
      .join('path')
      .attr('d', link)
    nodes
      .selectAll<SVGCircleElement, HierarchyPointNode<Node>>('circle')
      .data(laid.descendants(), (node) => (node as HierarchyPointNode<Node>).data.id)
      .join('circle')
      .attr('cx', ({ x }) => x)
      .attr('cy', ({ y }) => y)
      .attr('r', 3)
      .attr('fill', ({ data }) => (typeof data.reward === 'number' ? rewardColour(data.reward) : '#888'))
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
