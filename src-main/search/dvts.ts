// DVTS, diverse verifier tree search (Beeching, Tunstall, Rush: "Scaling test-time compute with open models", 2024): N / M
// subtrees that do not compete with each other; each follows its best child of M, and at the end all M of its last step vote.
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { isOpen, isPruned, planned, weighable } from './search-method.ts'
import type { Search } from './search-method.ts'

export async function dvts(search: Search): Promise<void> {
  const aggregate = search.choice(AGGREGATE)
  const lookAhead = search.number('lookAhead')
  const width = Math.min(search.number('beamWidth'), search.number('width'))
  const subtrees = Math.floor(search.number('width') / width)
  const output: number[] = []

  search.begin(subtrees * width)
  await search.round()
  search.decide({ kind: 'sample', depth: 0, widths: [{ node: ROOT, width: subtrees * width }] })
  let nodes = await search.expand([{ node: ROOT, width: subtrees * width }])
  /** The subtree that a node competes in. What the user adds or brings back competes in its own; below the root it begins another one. */
  const groups = new Map(nodes.map((node, place) => [node, Math.floor(place / width)]))
  let begun = subtrees
  const groupOf = (id: number): number => {
    const { parent } = search.node(id)
    const group = groups.get(id) ?? (parent === ROOT || parent === null ? begun++ : groupOf(parent))
    groups.set(id, group)
    return group
  }
  for (let depth = 1; nodes.length > 0; depth++) {
    await search.score(nodes, { lookAhead })

    const candidates = nodes
    const kept = await planned(search, () => {
      candidates.push(...search.byHand(candidates))
      const live = candidates.filter((id) => !isPruned(search.node(id)))
      if (live.length === 0) return null
      weighable(search, live)
      const members = [...Map.groupBy(live, groupOf)].sort(([a], [b]) => a - b)
      const rows = members.flatMap(([group, nodes]) => {
        const children = nodes.map((node) => {
          return { node, group, reward: search.node(node).reward === null ? null : search.pathReward(node, aggregate) }
        })
        const best = children.reduce((a, b) => ((b.reward ?? -1) > (a.reward ?? -1) ? b : a))
        const goesOn = best.reward !== null && isOpen(search.node(best.node))
        return children.map((row) => {
          const kept = row === best && row.reward !== null
          return { ...row, kept, width: kept && goesOn ? width : 0 }
        })
      })
      search.decide({ kind: 'keep', depth, rows })
      return rows
    })
    if (kept === null) break
    const goingOn = new Set(kept.filter((row) => row.width > 0).map(({ group }) => group))
    output.push(...kept.filter(({ group }) => !goingOn.has(group)).map(({ node }) => node))
    nodes = await search.expand(kept)
  }
  search.choose({ by: search.choice(CHOOSE), aggregate, among: output.sort((a, b) => a - b) })
}
