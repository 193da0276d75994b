// Beam search with a PRM (Snell et al., arXiv 2408.03314, section 5.2): the N / M best nodes of each depth get M children each.
// As in REBASE, a terminal node leaves the beam and lowers the budget for good, so that at most N paths finish; where the
// budget is short, the best nodes are served first.
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { isOpen, planned, weighable } from './search-method.ts'
import type { Search } from './search-method.ts'

export async function beam(search: Search): Promise<void> {
  const beamWidth = search.number('beamWidth')
  const aggregate = search.choice(AGGREGATE)
  const lookAhead = search.number('lookAhead')
  let budget = search.number('width')
  const places = Math.max(1, Math.floor(budget / beamWidth))

  search.begin(budget)
  await search.round()
  search.decide({ kind: 'sample', depth: 0, widths: [{ node: ROOT, width: budget }] })
  let nodes = await search.expand([{ node: ROOT, width: budget }])
  for (let depth = 1; ; depth++) {
    await search.score(nodes, { lookAhead })
    budget -= nodes.filter((id) => search.node(id).ending !== null).length
    if (budget <= 0) break

    // What the user adds or brings back competes in the next round, at whatever depth.
    const candidates = nodes
    const kept = await planned(search, () => {
      candidates.push(...search.byHand(candidates))
      const open = candidates.filter((id) => isOpen(search.node(id)))
      const scored = new Set(weighable(search, open).map(({ node }) => node))
      if (scored.size === 0) return null
      const ranked = open
        .map((node) => ({ node, group: 0, reward: search.pathReward(node, aggregate) }))
        .sort((a, b) => (b.reward ?? -1) - (a.reward ?? -1))
      const rows = ranked.map((row, rank) => {
        const kept = rank < places && scored.has(row.node)
        return { ...row, kept, width: kept ? Math.max(0, Math.min(beamWidth, budget - rank * beamWidth)) : 0 }
      })
      search.decide({ kind: 'keep', depth, rows })
      return rows
    })
    if (kept === null) break
    nodes = await search.expand(kept)
  }
  search.choose({ by: search.choice(CHOOSE), aggregate })
}
