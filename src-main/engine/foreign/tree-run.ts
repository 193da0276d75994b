// A foreign tree as a run: its steps as events in the order of their depths, so that it is folded, replayed and kept like any other.
// Knows nodes and grading. Does not know formats, or where the run is kept.
import type { Cost } from '../../contract/cost.ts'
import { NO_COST } from '../../contract/cost.ts'
import type { Change, RunEvent } from '../../contract/event.ts'
import { ROOT } from '../../contract/node.ts'
import { referenceAnswer } from '../../grading/extract-answer.ts'
import { matchesReference } from '../../grading/same-answer.ts'
import type { LabelledStep } from './foreign-problem.ts'

/** What a tree's steps became. */
export interface GrownTree {
  changes: Change[]
  /** The node of each step. */
  nodes: ReadonlyMap<LabelledStep, number>
}

/** Nodes and rewards for the steps below the root; answers are graded where there is a reference. */
export function grow(steps: readonly LabelledStep[], reference: string | null): GrownTree {
  const wanted = reference === null ? null : referenceAnswer(reference)
  const nodes = new Map<LabelledStep, number>()
  const changes: Change[] = []
  let level = steps.map((step) => ({ step, parent: ROOT }))
  for (let depth = 1; level.length > 0; depth++) {
    for (const { step, parent } of level) {
      const { text, reward, ends, answer } = step
      const id = nodes.size + 1
      nodes.set(step, id)
      const correct = answer === null || wanted === null ? null : matchesReference(answer, wanted)
      const ending = !ends ? null : answer === null ? 'no-answer' : 'answer'
      const node = { id, parent, depth, text, tokenIds: [], logProbabilities: [], ending, answer, correct } as const
      changes.push({ type: 'node-added', node: { ...node, tokenIds: [], logProbabilities: [] } })
      changes.push({ type: 'node-scored', node: id, reward })
    }
    level = level.flatMap(({ step }) => step.children.map((child) => ({ step: child, parent: nodes.get(step)! })))
  }
  return { changes, nodes }
}

/** The last changes of a run: its cost, as far as the file tells it (0 stands for what it does not), and its end. */
export function endOf({ nodes }: GrownTree, { samples, tokens }: { samples: number; tokens: number | null }): Change[] {
  const cost: Cost = { ...NO_COST, samples, nodes: nodes.size }
  const told = { ...cost, policy: { ...cost.policy, generatedTokens: tokens ?? 0 } }
  return [
    { type: 'cost', cost: told },
    { type: 'state', state: 'done', error: null },
  ]
}

/** Changes as the events of a run that nobody timed. */
export function eventsOf(changes: readonly Change[]): RunEvent[] {
  return changes.map((change, sequence) => ({ sequence, seconds: 0, change }))
}
