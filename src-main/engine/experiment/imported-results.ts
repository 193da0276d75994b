// Results of others as an experiment that is done: the voting methods over one pool a problem, at every number of samples.
// Knows what stands in a header for what nobody knows. Does not know files or how they were read.
import { NO_COST } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { EXPERIMENT_VERSION } from '../../contract/experiment.ts'
import type { ExperimentHeader, ExperimentMethod, ExperimentResult } from '../../contract/experiment.ts'
import { PER_PROBLEM } from '../../contract/foreign-results.ts'
import type { KeptSolutions } from '../../contract/foreign-results.ts'
import type { ReadSolutions, SolvedProblem } from '../foreign/foreign-calls.ts'
import { namedModel } from '../foreign/labelled-run.ts'
import { problemsChecksum } from './run/checksum.ts'
import { runSeedOf } from './run/plan.ts'

const SEED = 1

/** The header of the results. Throws `bad-input` for parameters without tokens, from which no FLOPs follow. */
export function importedHeader(
  file: string,
  read: ReadSolutions,
  { as, app }: { as: KeptSolutions; app: string },
): ExperimentHeader {
  const { problems } = read
  if (as.parameters !== null && problems.some(({ tokens }) => tokens === null)) throw noTokens(file)
  const most = Math.min(
    PER_PROBLEM,
    problems.reduce((longest, { solutions }) => Math.max(longest, solutions.length), 0),
  )
  const scored = problems.some(({ solutions }) => solutions.some(({ rewards }) => rewards.length > 0))
  const verifier = scored ? namedModel('Scores in the file') : null
  return {
    schema: 'espalier-experiment-results',
    version: EXPERIMENT_VERSION,
    app,
    spec: {
      schema: 'espalier-experiment',
      version: EXPERIMENT_VERSION,
      name: as.name,
      problems: { dataset: file, levels: null, limit: null },
      policies: [as.policy],
      verifier: verifier?.id ?? null,
      methods: methodsOf(as, scored),
      // The ends of one search are no smaller search where some are left out.
      budgets: as.independent ? doublings(most) : [most],
      seeds: [SEED],
      sampling: {},
    },
    policies: [namedModel(as.policy, as.parameters)],
    verifier,
    problems: problems.map(({ problem: { id, level } }) => ({ id, level })),
    problemsChecksum: problemsChecksum(problems.map(({ problem }) => problem)),
    imported: { file, sha256: read.sha256, format: read.format, independent: as.independent },
  }
}

/** The result of one problem: its pool. */
export function importedResult(
  { spec }: Pick<ExperimentHeader, 'spec'>,
  { problem, solutions, tokens }: SolvedProblem,
): ExperimentResult {
  const cost = { ...NO_COST, samples: solutions.length }
  return {
    policy: spec.policies[0]!,
    seed: SEED,
    problem: problem.id,
    level: problem.level,
    method: null,
    budget: Math.max(...spec.budgets),
    runSeed: runSeedOf(SEED, problem.id),
    answer: null,
    correct: false,
    cost: { ...cost, policy: { ...cost.policy, generatedTokens: tokens ?? 0 } },
    pool: solutions.map((one) => ({
      answer: one.answer,
      correct: one.correct,
      rewards: one.rewards,
      steps: one.rewards.length,
      tokens: one.tokens ?? 0,
    })),
    shares: null,
  }
}

function methodsOf({ aggregates }: KeptSolutions, scored: boolean): ExperimentMethod[] {
  const by = (method: 'best-of-n' | 'weighted') =>
    aggregates.map((aggregate) => ({ method, parameters: { aggregate } }))
  const voting: ExperimentMethod[] = [{ method: 'majority', parameters: {} }]
  return scored ? [...voting, ...by('best-of-n'), ...by('weighted')] : voting
}

/** 1, 2, 4, … and the most itself. */
function doublings(most: number): number[] {
  const sizes = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, power) => 2 ** power)
  return [...sizes, most]
}

function noTokens(file: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${file} does not tell the generated tokens of every problem, so no FLOPs follow from the parameters.`,
    advice: 'Leave the parameters out.',
  })
}
