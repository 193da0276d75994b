// The tree of a problem of imported results, as a run of the history: its solutions and the vote of a point over them.
// Knows how a point becomes a run's header. Does not know files or histories.
import { createHash } from 'node:crypto'
import type { ExperimentHeader } from '../../contract/experiment.ts'
import type { PointName } from '../../contract/experiment-summary.ts'
import type { ImportedResults } from '../../contract/imported.ts'
import { methodById } from '../../contract/method.ts'
import type { Problem } from '../../contract/problem.ts'
import { RUN_VERSION, RunSpec } from '../../contract/run.ts'
import type { RunRecord } from '../../contract/run.ts'
import { verifierOf } from '../../contract/verifier-need.ts'
import { votedTree } from '../foreign/solution-tree.ts'
import { eventsOf } from '../foreign/tree-run.ts'
import { poolVoteOf } from './figures/pooled-method.ts'
import type { KeptSolutions } from './imported-folder.ts'

/** The run of one problem at one point; asked again, it has the same id. */
export function importedTree(
  { header, imported, experiment }: { header: ExperimentHeader; imported: ImportedResults; experiment: string },
  { method, budget }: PointName,
  problem: Problem,
  kept: KeptSolutions,
): RunRecord {
  const asked = header.spec.methods[method]!
  const vote = poolVoteOf(asked)!
  const solutions = kept.solutions.slice(0, budget)
  const whole = solutions.length === kept.solutions.length
  const scored = solutions.some(({ rewards }) => rewards.length > 0)
  const { file, format } = imported
  const [policy] = header.policies
  return {
    header: {
      schema: 'espalier-run',
      version: RUN_VERSION,
      app: header.app,
      id: idOf([experiment, problem.id, method, budget]),
      created: new Date().toISOString(),
      spec: RunSpec.parse({
        problem,
        method: asked.method,
        parameters: { ...asked.parameters, width: budget },
        policy: policy!.id,
        verifier: verifierOf(methodById(asked.method), header.spec.verifier),
      }),
      policy: policy!,
      verifier: verifierOf(methodById(asked.method), header.verifier),
      imported: { file, format, place: `problem ${problem.id}`, rewards: scored ? 'model' : 'none' },
    },
    events: eventsOf(votedTree({ reference: kept.reference, solutions, tokens: whole ? kept.tokens : null, ...vote })),
  }
}

/** In the form of the other runs' ids. */
function idOf(what: readonly (string | number)[]): string {
  const digits = createHash('sha256').update(JSON.stringify(what)).digest('hex')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}
