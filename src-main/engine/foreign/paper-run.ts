// Runs as the paper's code would have written them.
// Knows what of a run goes into the file. Does not know the file's fields (paper-file.ts) or where it is kept.
import { EspalierError } from '../../contract/errors.ts'
import type { ExportFile } from '../../contract/experiment-export.ts'
import { CHOICES } from '../../contract/method-parameters.ts'
import { isByHand } from '../../contract/run.ts'
import type { RunRecord } from '../../contract/run.ts'
import { foldChanges } from '../../contract/tree.ts'
import { paperFile, solutionsOf } from './paper-file.ts'

/** The file of these runs, one record each. Throws `bad-input` where a run has no path that ended, or was steered by hand. */
export function runAsPaper(records: readonly RunRecord[]): ExportFile {
  const problems = records.map(({ header, events }) => {
    if (header.steered || events.some(({ change }) => isByHand(change))) throw steered(header.spec.problem.id)
    const tree = foldChanges(events.map(({ change }) => change))
    const { id, question, answer } = header.spec.problem
    const sampled = header.imported === undefined && CHOICES.some((choice) => choice === header.spec.method)
    const solutions = solutionsOf(tree).map((one) => (sampled ? { ...one, tokens: null } : one))
    if (solutions.length === 0) throw noSolutions(id)
    const tokens = tree.cost.policy.generatedTokens
    // An imported run counts 0 where its file told nothing.
    return { id, question, reference: answer ?? '', solutions, tokens: header.imported && tokens === 0 ? null : tokens }
  })
  const name = problems.length === 1 ? problems[0]!.id.replace(/[^\w-]+/g, '-') : 'runs'
  return { name: `espalier-${name}.json`, type: 'application/json', text: paperFile(problems) }
}

function steered(problem: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The run of “${problem}” was steered by hand, so its solutions are not those of its method.`,
    advice: 'Start it again with the same seed to save the solutions of the method alone.',
  })
}

function noSolutions(problem: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `No path of the run of “${problem}” has come to its end, so there is no solution to write.`,
    advice: 'Let it go on, or choose another run.',
  })
}
