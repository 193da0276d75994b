// REBASE (arXiv 2408.00724, section 3 and algorithm 1): each depth shares what is left of the budget among its open nodes
// by the softmax of their rewards. Knows the order of things. Does not know the rounding rules (allocate.ts).
import type { Share } from '../contract/decision.ts'
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE, MERGE, RULE } from '../contract/method-parameters.ts'
import { allocate } from './allocate.ts'
import { firstEqualSibling } from './merge-siblings.ts'
import { isOpen, planned, weighable } from './search-method.ts'
import type { ScoredNode, Search } from './search-method.ts'

export async function rebase(search: Search): Promise<void> {
  const balanceTemperature = search.number('balanceTemperature')
  const rule = search.choice(RULE)
  let budget = search.number('width')

  search.begin(budget)
  await search.round()
  search.decide({ kind: 'sample', depth: 0, widths: [{ node: ROOT, width: budget }] })
  let nodes = await search.expand([{ node: ROOT, width: budget }])
  for (let depth = 1; ; depth++) {
    await search.score(nodes)
    budget -= nodes.filter((id) => search.node(id).ending !== null).length
    if (budget <= 0) break

    // What the user adds or brings back takes part in the next sharing, at whatever depth; what is pruned leaves its share to the others.
    const candidates = nodes
    const given = await planned(search, () => {
      candidates.push(...search.byHand(candidates))
      const open = candidates.filter((id) => isOpen(search.node(id)))
      const { directions, merged } = mergeWhereAsked(search, weighable(search, open))
      if (directions.length === 0) return null
      const widths = allocate({ rewards: directions.map(({ reward }) => reward), budget, balanceTemperature, rule })
      const shares = [...directions.map((direction, index) => ({ ...direction, ...widths[index]! })), ...merged]
      search.decide({ kind: 'rebase', depth, rule, balanceTemperature, budget, shares })
      return shares
    })
    if (given === null) break
    nodes = await search.expand(given)
  }
  search.choose({ by: search.choice(CHOOSE), aggregate: search.choice(AGGREGATE) })
}

/** The nodes that get a share, and those that an equal sibling stands for. */
function mergeWhereAsked(search: Search, scored: ScoredNode[]): { directions: ScoredNode[]; merged: Share[] } {
  if (search.choice(MERGE) === 'none') return { directions: scored, merged: [] }
  const first = firstEqualSibling(
    scored.map(({ node }) => ({ node, parent: search.node(node).parent ?? ROOT, text: search.node(node).text })),
  )
  const directions = scored.filter(({ node }, index) => first[index] === node)
  const merged = scored.flatMap((row, index) => {
    const mergedInto = first[index]!
    return mergedInto === row.node ? [] : [{ ...row, weight: 0, share: 0, width: 0, mergedInto }]
  })
  return { directions, merged }
}
