// The result file of the paper's code (thu-wyz/inference_scaling), written so that its math_evaluate.py reads it.
// Knows the fields and what the script looks for. Does not know runs, experiments or where solutions come from.
import { ROOT } from '../../contract/node.ts'
import type { Tree } from '../../contract/tree.ts'
import { poolOf } from '../../search/pool.ts'

/** A solution to be written. */
export interface WrittenSolution {
  /** Texts of its steps; none where only the answer is known. */
  steps: readonly string[]
  answer: string | null
  /** Step rewards; empty where there are none. */
  rewards: readonly (number | null)[]
  /** Of an independent sample its tokens, null where nobody knows them; left out where it is the end of a search. */
  tokens?: number | null
}

export interface WrittenProblem {
  id: string
  question: string
  reference: string
  solutions: readonly WrittenSolution[]
  /** Tokens that were generated for all of them; null is left out. */
  tokens: number | null
}

/** The script finds an answer between these two, on one line. */
const [BEFORE, TAG] = ['The answer is:', ' ки']

/** The whole file: one JSON array. */
export function paperFile(problems: readonly WrittenProblem[]): string {
  return `${JSON.stringify(problems.map(recordOf), null, 1)}\n`
}

/** The solutions of a run: its paths that have ended, in the order in which they were begun. */
export function solutionsOf(tree: Tree): WrittenSolution[] {
  return poolOf(tree).map(({ answer, rewards, path }) => ({
    steps: path.filter((id) => id !== ROOT).map((id) => tree.nodes[id]!.text),
    answer,
    rewards,
  }))
}

function recordOf({ id, question, reference, solutions, tokens }: WrittenProblem) {
  return {
    id,
    question,
    model_answer: solutions.map((solution) => ({
      text: `${plain(question)}\n${textOf(solution)}`,
      // A step without a score is null in their files, too, but then only two of the script's four rules can read it. As 0 it counts
      // what those two count it as.
      step_scores: solution.rewards.map((reward) => reward ?? 0),
      // Only the paper's sampling script writes this field, so that it tells samples from the ends of a search.
      ...(solution.tokens === undefined ? {} : { num_gen_tokens: solution.tokens }),
    })),
    ground_truth_answer: reference,
    ...(tokens === null ? {} : { total_tokens: tokens }),
  }
}

/** Steps as the paper's policies write them, each behind its number and before its tag; the last one states the answer. */
function textOf({ steps, answer }: WrittenSolution): string {
  const stated = answer === null ? null : `${BEFORE} ${answer.replace(/\s+/g, ' ').trim()}`
  if (steps.length === 0) return stated === null ? '' : `${stated}${TAG}`
  const written = steps.map((step, at) => {
    const last = at === steps.length - 1
    const text = withoutTag(step)
    const states = last && stated !== null && text.endsWith(stated)
    const body = states ? `${plain(text.slice(0, -stated.length))}${stated}` : plain(text)
    return /^Step \d+:/.test(body) ? body : `Step ${at + 1}: ${body}`
  })
  const end = written.at(-1)!
  if (stated !== null && !end.endsWith(stated)) written[written.length - 1] = `${end} ${stated}`
  return written.map((step) => `${step}${TAG}`).join('\n')
}

/** The script takes the first sentence of this form for the answer, so that no other may have it. */
function plain(text: string): string {
  return text.replaceAll(BEFORE, BEFORE.toLowerCase())
}

function withoutTag(step: string): string {
  return step.replace(/\s*ки\s*$/u, '').trim()
}
