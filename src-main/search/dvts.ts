// DVTS, diverse verifier tree search (Beeching, Tunstall, Rush: "Scaling test-time compute with open models", 2024): N / M
// subtrees that do not compete with each other; each follows its best child of M, and at the end all M of its last step vote.
import { ROOT } from '../contract/node.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { isOpen, weighable } from './search-method.ts'
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
  let groups = Array.from({ length: subtrees }, (_, group) => group)
  for (let depth = 1; nodes.length > 0; depth++) {
    await search.score(nodes, { lookAhead })
    weighable(search, nodes)

    const rows = groups.flatMap((group, place) => {
      const children = nodes.slice(place * width, (place + 1) * width).map((node) => {
        return { node, group, reward: search.node(node).reward === null ? null : search.pathReward(node, aggregate) }
      })
      const best = children.reduce((a, b) => ((b.reward ?? -1) > (a.reward ?? -1) ? b : a))
      const goesOn = best.reward !== null && isOpen(search.node(best.node))
      if (!goesOn) output.push(...children.map(({ node }) => node))
      return children.map((row) => {
        const kept = row === best && row.reward !== null
        return { ...row, kept, width: kept && goesOn ? width : 0 }
      })
    })
    search.decide({ kind: 'keep', depth, rows })

    groups = rows.filter((row) => row.width > 0).map(({ group }) => group)
    await search.round()
    nodes = await search.expand(rows)
  }
  search.choose({ by: search.choice(CHOOSE), aggregate, among: output.sort((a, b) => a - b) })
}
