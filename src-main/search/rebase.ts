// REBASE (arXiv 2408.00724, section 3 and algorithm 1): each depth shares what is left of the budget among its open nodes
// by the softmax of their rewards. Knows the order of things. Does not know the rounding rules (allocate.ts).
import { EspalierError } from '../contract/errors.ts'
import { AGGREGATES, CHOICES } from '../contract/method.ts'
import { ROOT } from '../contract/node.ts'
import { allocate, RULES } from './allocate.ts'
import { isOpen } from './search-method.ts'
import type { Search } from './search-method.ts'

export async function rebase(search: Search): Promise<void> {
  const balanceTemperature = search.number('balanceTemperature')
  const rule = search.choice('rule', RULES)
  let budget = search.number('width')
  let answered = false

  search.begin(budget)
  await search.round()
  search.decide({ kind: 'sample', depth: 0, widths: [{ node: ROOT, width: budget }] })
  let nodes = await search.expand([{ node: ROOT, width: budget }])
  for (let depth = 1; ; depth++) {
    await search.score(nodes)
    answered ||= nodes.some((id) => search.node(id).answer !== null)
    const open = nodes.filter((id) => isOpen(search.node(id)))
    budget -= nodes.length - open.length
    if (budget <= 0 || open.length === 0) break

    // A node that the PRM left unscored has no weight and gets no share. Where a depth has no other nodes, the search ends
    // with the answers it has, or fails if it has none.
    const scored = open.flatMap((node) => {
      const { reward } = search.node(node)
      return typeof reward === 'number' ? [{ node, reward }] : []
    })
    if (scored.length === 0 && answered) break
    if (scored.length === 0) throw nothingScored(depth)
    const given = allocate({ rewards: scored.map(({ reward }) => reward), budget, balanceTemperature, rule })
    const shares = scored.map((node, index) => ({ ...node, ...given[index]! }))
    search.decide({ kind: 'rebase', depth, rule, balanceTemperature, budget, shares })

    await search.round()
    nodes = await search.expand(shares)
  }
  search.choose({ by: search.choice('choose', CHOICES), aggregate: search.choice('aggregate', AGGREGATES) })
}

function nothingScored(depth: number): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The PRM gave no step at depth ${depth} a score, so there is nothing to share the budget by.`,
    advice: 'Check the format of the PRM (process_reward_config.json), or choose another.',
  })
}
