// The events of a run of any length, as a search with rounds has them: children in batches, their rewards, costs, decisions, a choice.
import { NO_USAGE } from '../../src-main/contract/cost.ts'
import type { Change, RunEvent } from '../../src-main/contract/event.ts'

/** Children that a round gives. */
const BATCH = 8
/** Steps of its longest path. */
const DEEPEST = 24

/** At least this many changes; the same every time. Rewards are eighths, so that sums of them are exact. */
export function longRun(length: number): Change[] {
  const changes: Change[] = [{ type: 'state', state: 'running', error: null }]
  const depths = [0]
  let draw = 12345
  const below = (count: number): number => {
    draw = (Math.imul(draw, 1664525) + 1013904223) >>> 0
    return Math.floor((draw / 2 ** 32) * count)
  }
  const answers: { node: number; answer: string }[] = []
  while (changes.length < length) {
    const near = Math.max(0, depths.length - 1 - below(40))
    const parent = depths[near]! < DEEPEST ? near : 0
    const first = depths.length
    changes.push({
      type: 'decided',
      decision: { kind: 'sample', depth: depths[parent]!, widths: [{ node: parent, width: BATCH }] },
    })
    for (let child = 0; child < BATCH; child++) {
      const id = depths.length
      const depth = depths[parent]! + 1
      depths.push(depth)
      const ends = below(4) === 0
      const answer = ends ? String(20 + below(5)) : null
      if (answer !== null) answers.push({ node: id, answer })
      changes.push({
        type: 'node-added',
        node: {
          ...{
            id,
            parent,
            depth,
            text: `Step ${depth}: the ${id}th thought gives ${2 * id} apples in ${below(9)} boxes.`,
          },
          ...{ tokenIds: [id], logProbabilities: [-0.5] },
          ...{ ending: ends ? 'answer' : null, answer, correct: answer === null ? null : answer === '24' },
        },
      })
    }
    for (let child = 0; child < BATCH; child++) {
      changes.push({ type: 'node-scored', node: first + child, reward: below(8) === 0 ? null : below(9) / 8 })
    }
    const usage = { ...NO_USAGE, generatedTokens: 12 * depths.length, inputTokens: 3 * depths.length }
    changes.push({
      type: 'cost',
      cost: { samples: changes.length, nodes: depths.length - 1, policy: usage, verifier: usage },
    })
  }
  const groups = Map.groupBy(answers, ({ answer }) => answer)
  const votes = [...groups].map(([answer, members]) => ({
    ...{ answer, weight: members.length, correct: answer === '24' },
    nodes: members.map(({ node }) => node),
  }))
  const [winner] = votes.sort((a, b) => b.weight - a.weight)
  changes.push(
    {
      ...{ type: 'chosen', by: 'majority', votes },
      ...{ node: winner?.nodes[0] ?? null, answer: winner?.answer ?? null, correct: winner?.correct ?? null },
    },
    { type: 'state', state: 'done', error: null },
  )
  return changes
}

/** Changes as events, `pace` seconds apart. */
export function asEvents(changes: readonly Change[], pace = 0.01): RunEvent[] {
  return changes.map((change, sequence) => ({ sequence, seconds: sequence * pace, change }))
}
