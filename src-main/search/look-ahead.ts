// Look-ahead (arXiv 2408.03314, section 5.2): a node is scored at the end of its greedy continuation.
// Knows how the continuations are rolled out. Does not add them to the tree: they are thought, not searched.
import type { Growth } from './expansion.ts'
import { proposeFor, rewardBefore, scorePaths } from './expansion.ts'
import type { Path, Step } from './policy.ts'
import { isEmpty, stepOf } from './policy.ts'
import { judgeStep } from './terminal.ts'

/** A path whose last step is to be scored, and whether it may go on. */
interface Opening {
  path: Path
  open: boolean
}

/** The greedy continuation of a path: its steps' texts, and the path to the last one that says something. */
interface Continuation extends Opening {
  texts: string[]
}

/**
 * Rolls every open node out by up to `steps` greedy steps, all nodes side by side, and gives each node the PRM reward of the
 * last step reached. Tokens count as cost; the continuations are told in a decision. A terminal node is scored as it is.
 */
export async function scoreAhead(growth: Growth, nodes: readonly number[], steps: number): Promise<void> {
  const { tree } = growth
  const rows = await rollOut(
    growth,
    nodes.map((node) => ({ path: tree.path(node), open: tree.node(node).ending === null })),
    steps,
  )
  const rewards = await scorePaths(
    growth,
    rows.map(({ path }) => path),
  )
  const rewardOf = (node: number, index: number) => rewards[index] ?? rewardBefore(tree, node)
  tree.decide({
    kind: 'look-ahead',
    steps,
    rows: nodes.map((node, index) => ({ node, texts: rows[index]!.texts, reward: rewardOf(node, index) })),
  })
  nodes.forEach((node, index) => tree.score(node, rewardOf(node, index)))
  tree.spend(growth.meter.cost)
}

/** Continues every open path by up to `steps` greedy steps, all side by side. */
export async function rollOut(growth: Growth, openings: readonly Opening[], steps: number): Promise<Continuation[]> {
  const { sampling } = growth
  const greedy = { ...growth, sampling: { ...sampling, temperature: 0 } }
  const limits = { solutionTokens: sampling.maxSolutionTokens, depth: growth.depthLimit, answers: growth.answers }
  const rows = openings.map((opening): Continuation => ({ ...opening, texts: [] }))
  for (let step = 0; step < steps; step++) {
    const open = rows.filter((row) => row.open)
    if (open.length === 0) break
    const proposals = await proposeFor(
      greedy,
      open.map(({ path }) => ({ path, seeds: [0] })),
    )
    open.forEach((row, index) => {
      const [next] = proposals[index]!
      const { ending } = judgeStep(next!, row.path.steps, limits)
      // An empty step says nothing that could be scored: the solution has ended before it.
      if (!isEmpty(next!)) row.path = extended(row.path, next!)
      row.texts.push(next!.text)
      row.open = ending === null
    })
  }
  return rows
}

/** The path with one step more. */
export function extended({ question, steps }: Path, step: Step): Path {
  return { question, steps: [...steps, stepOf(step)] }
}
