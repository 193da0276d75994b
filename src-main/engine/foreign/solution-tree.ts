// Solutions of one problem as a tree: what they have in common stands once, and the vote over them is its choice.
// Knows steps, merging and votes. Does not know formats or where the run is kept.
import type { ErrorReport } from '../../contract/errors.ts'
import type { Change } from '../../contract/event.ts'
import type { Aggregate, Choice } from '../../contract/method-parameters.ts'
import { sameAnswer } from '../../grading/same-answer.ts'
import { aggregate } from '../../contract/aggregation.ts'
import { tally } from '../../search/voting.ts'
import type { ForeignSolution, LabelledStep } from './foreign-problem.ts'
import { gradedSolutions } from './graded-solutions.ts'
import { scoredSteps } from './solution-steps.ts'
import { endOf, grow } from './tree-run.ts'

export interface VotedSolutions {
  reference: string
  solutions: readonly ForeignSolution[]
  tokens: number | null
  by: Choice
  aggregate: Aggregate
}

/**
 * The changes of a run that holds these solutions and their vote. Equal beginnings (texts and rewards) are one path; each solution has a
 * last step of its own. Solutions whose scores do not fit their steps are one step each, which a notice tells.
 */
export function votedTree({ reference, solutions, tokens, by, aggregate: rule }: VotedSolutions): Change[] {
  const graded = gradedSolutions({ reference, solutions: [...solutions] })
  const roots: LabelledStep[] = []
  const notices: ErrorReport[] = []
  const leaves = solutions.map(({ text, rewards }, at) => {
    const { steps, misfit } = scoredSteps(text, rewards)
    if (misfit) notices.push(misfitOf(misfit))
    let siblings = roots
    for (const { text, reward } of steps.slice(0, -1)) {
      let step = siblings.find((one) => !one.ends && one.text === text && one.reward === reward)
      if (!step) siblings.push((step = { text, reward, ends: false, answer: null, children: [] }))
      siblings = step.children
    }
    const leaf: LabelledStep = { ...steps.at(-1)!, ends: true, answer: graded[at]!.answer, children: [] }
    siblings.push(leaf)
    return leaf
  })
  const grown = grow(roots, reference)
  const candidates = graded.flatMap(({ answer, rewards }, at) =>
    answer === null ? [] : [{ node: at, answer, reward: rewards.length === 0 ? null : aggregate(rewards, rule) }],
  )
  const nodeOf = (solution: number) => grown.nodes.get(leaves[solution]!)!
  const votes = tally(candidates, { by, same: sameAnswer })
  const [winner] = votes
  return [
    ...grown.changes,
    ...notices.slice(0, 1).map((notice): Change => ({ type: 'notice', notice })),
    {
      type: 'chosen',
      by,
      node: winner ? nodeOf(winner.best) : null,
      answer: winner?.answer ?? null,
      correct: winner ? graded[winner.best]!.correct : null,
      votes: votes.map(({ answer, weight, nodes }) => ({
        answer,
        weight,
        nodes: nodes.map(nodeOf),
        correct: graded[nodes[0]!]!.correct,
      })),
    },
    ...endOf(grown, { samples: solutions.length, tokens }),
  ]
}

function misfitOf({ steps, rewards }: { steps: number; rewards: number }): ErrorReport {
  return {
    code: 'bad-input',
    message: `The file has ${rewards} scores where a solution has ${steps} steps, so that its text stands whole and without a score.`,
    advice: 'The vote counts its scores all the same.',
  }
}
