// A point of an experiment as the paper's code would have written it: its solutions, problem by problem.
// Knows what of a point is kept. Does not know the file's fields (foreign/paper-file.ts).
import type { ExperimentHeader } from '../../contract/experiment.ts'
import type { ExportFile } from '../../contract/experiment-export.ts'
import type { PointName } from '../../contract/experiment-summary.ts'
import { paperFile } from '../foreign/paper-file.ts'
import type { WrittenProblem, WrittenSolution } from '../foreign/paper-file.ts'
import { scoredSteps } from '../foreign/solution-steps.ts'
import { fileName } from './export/export.ts'
import type { KeptSolutions } from './imported-folder.ts'
import type { PointResult } from './run/experiment.ts'

/**
 * The file of a point. Of a pool its first `budget` solutions: with their texts where they were imported, else by the answers alone,
 * since an experiment keeps no texts. A search keeps only what it chose, which stands with the score 1, so that every rule chooses it.
 */
export function paperExport(
  header: ExperimentHeader,
  { method, budget }: PointName,
  found: readonly PointResult[],
  texts: ReadonlyMap<string, KeptSolutions>,
): ExportFile {
  const several = header.spec.seeds.length > 1
  const problems = found.map(({ problem, seed, result }): WrittenProblem => {
    const kept = texts.get(problem.id)
    const whole = result.pool === null || budget >= result.pool.length
    return {
      id: several ? `${problem.id}#${seed}` : problem.id,
      question: problem.question,
      reference: problem.answer ?? '',
      solutions: result.pool?.slice(0, budget).map((one, at) => ({
        ...withText(one, kept, at),
        // A file may tell none, which stands as 0.
        ...(header.imported?.independent === false ? {} : { tokens: one.tokens > 0 ? one.tokens : null }),
      })) ?? [chosen(result)],
      tokens: kept ? (whole ? kept.tokens : null) : tokensOf(result, budget),
    }
  })
  const name = `${fileName(header.spec.name)}-${header.spec.methods[method]!.method}-${budget}`
  return { name: `${name}.json`, type: 'application/json', text: paperFile(problems) }
}

function withText(
  { answer, rewards }: Pick<WrittenSolution, 'answer' | 'rewards'>,
  kept: KeptSolutions | undefined,
  at: number,
): WrittenSolution {
  const text = kept?.solutions[at]?.text
  return { answer, rewards, steps: text === undefined ? [] : scoredSteps(text, rewards).steps.map((step) => step.text) }
}

function chosen({ answer }: Pick<WrittenSolution, 'answer'>): WrittenSolution {
  return { steps: [], answer, rewards: [1] }
}

function tokensOf({ pool, cost }: PointResult['result'], budget: number): number {
  return pool === null
    ? cost.policy.generatedTokens
    : pool.slice(0, budget).reduce((sum, { tokens }) => sum + tokens, 0)
}
