// What an experiment needs before its first unit: its problems, its models, and the header of its results.
// Knows the problem and model libraries. Does not know folders or what a unit does.
import { totalmem } from 'node:os'
import { EspalierError } from '../../contract/errors.ts'
import { EXPERIMENT_VERSION } from '../../contract/experiment.ts'
import type { ExperimentHeader, ExperimentSpec } from '../../contract/experiment.ts'
import type { Problem } from '../../contract/problem.ts'
import { isSameModel } from '../../contract/run.ts'
import type { RunModel } from '../../contract/run.ts'
import { CACHE_BYTES } from '../../inference/session/session-client.ts'
import type { ModelLibrary, OpenModel } from '../library/model-library.ts'
import { openVerifier } from '../library/run-verifier.ts'
import type { OpenVerifier } from '../library/run-verifier.ts'
import type { ProblemLibrary } from '../library/problem-library.ts'
import { problemsChecksum } from './run/checksum.ts'
import { areSameProblems } from './run/journal-header.ts'
import { memoryPlan } from './run/memory-plan.ts'
import { planOf, problemsOf } from './run/plan.ts'
import type { MemoryPlan } from './run/runner.ts'
import { otherModel } from './experiment-faults.ts'

export interface ExperimentSetup {
  header: ExperimentHeader
  /** The problems of the header, in its order. */
  chosen: Problem[]
  memory: MemoryPlan
}

/** Checks a specification and opens its models. Rejects with `bad-input`, or as the libraries do. */
export async function setUp(
  spec: ExperimentSpec,
  { library, problems, version }: { library: ModelLibrary; problems: ProblemLibrary; version: string },
): Promise<ExperimentSetup> {
  const chosen = problemsOf(spec, await datasetOf(spec, problems))
  // Only to be checked, before models are opened.
  planOf(spec, chosen, [])
  const opened = new Map<string, OpenModel>()
  for (const id of spec.policies) opened.set(id, await library.open(id, 'policy'))
  const judging = spec.verifier === null ? null : await openVerifier(library, spec.verifier, spec.judge)
  const policies = [...opened.values()].map(({ model }) => model)
  const tokenBytes = {
    policies: new Map([...opened].map(([id, model]) => [id, tokenBytesOf(model)])),
    verifier: tokenBytesOf(judging),
  }
  const servers = new Set([...opened].flatMap(([id, { kind }]) => (kind === 'server' ? [id] : [])))
  const header: ExperimentHeader = {
    schema: 'espalier-experiment-results',
    version: EXPERIMENT_VERSION,
    app: version,
    spec,
    policies,
    verifier: judging?.model ?? null,
    problems: chosen.map(({ id, level }) => ({ id, level })),
    problemsChecksum: problemsChecksum(chosen),
  }
  return { header, chosen, memory: memoryPlan({ tokenBytes, servers, limit: CACHE_BYTES, total: totalmem() }) }
}

function tokenBytesOf(open: OpenVerifier | OpenModel | null): number {
  return open?.kind === 'session' ? open.session.facts.tokenBytes : 0
}

/** The problems of an experiment that was begun before. Rejects with `not-found` where the dataset lacks some by now. */
export async function problemsAgain(header: ExperimentHeader, problems: ProblemLibrary): Promise<Problem[]> {
  const byId = new Map((await datasetOf(header.spec, problems)).map((problem) => [problem.id, problem]))
  const chosen = header.problems.flatMap(({ id }) => byId.get(id) ?? [])
  if (chosen.length < header.problems.length) throw lostProblems(header.problems.length - chosen.length)
  return chosen
}

/** Throws where a model or a problem is not what it was when the experiment was begun: two would be mixed. */
export function checkUnchanged(before: ExperimentHeader, now: ExperimentHeader): void {
  const models = [...before.policies, before.verifier]
  const changed = [...now.policies, now.verifier].find((model, place) => {
    const old = models[place]
    return model && !(old && isSameModel(old, model))
  })
  if (changed) throw otherModel(changed.name)
  if (!areSameProblems(before, now)) throw otherProblems()
}

/** Throws where a model is not the one of its id in the header. */
export function checkModels({ policies, verifier }: ExperimentHeader, models: readonly RunModel[]): void {
  const known = verifier ? [...policies, verifier] : policies
  for (const model of models) {
    const before = known.find(({ id }) => id === model.id)
    if (before && !isSameModel(before, model)) throw otherModel(model.name)
  }
}

async function datasetOf(spec: ExperimentSpec, problems: ProblemLibrary): Promise<Problem[]> {
  const all: Problem[] = []
  for (let total = 1; all.length < total;) {
    const page = await problems['problems.list']({
      dataset: spec.problems.dataset,
      level: null,
      query: '',
      offset: all.length,
      limit: 1000,
    })
    if (page.problems.length === 0) break
    total = page.total
    all.push(...page.problems)
  }
  const dataset = spec.problems.dataset ?? all[0]?.dataset
  return all.filter((problem) => problem.dataset === dataset && problem.answer !== null)
}

function lostProblems(count: number): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: `The dataset lacks ${count} problems of this experiment.`,
    advice: 'Restore the dataset that it was made with.',
  })
}

function otherProblems(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The problems are not those that the experiment was begun with: texts, references or their order differ.',
    advice: 'Restore the dataset, or start a new experiment.',
  })
}
