// Merging of equal siblings before REBASE's softmax, after DORA (arXiv 2506.15707): the budget is shared among directions, not
// among copies of one direction. DORA measures how alike steps are by embeddings; here two siblings are one direction where
// their steps read the same.
// Knows which siblings are equal. Does not know rewards or shares.

/** For each node, the first sibling with the same step, which may be itself. Order of the nodes. */
export function firstEqualSibling(nodes: readonly { node: number; parent: number; text: string }[]): number[] {
  const first = new Map<string, number>()
  return nodes.map(({ node, parent, text }) => {
    const direction = JSON.stringify([parent, text.trim().replace(/\s+/g, ' ')])
    const known = first.get(direction)
    if (known === undefined) first.set(direction, node)
    return known ?? node
  })
}
