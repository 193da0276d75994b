// The plan of an experiment: which units of work its specification asks for, in which order, and what each runs.
// Knows specifications, methods and pools. Does not know how units are run or stored.
import { createHash } from 'node:crypto'
import type { ExperimentMethod, ExperimentSpec } from '../../../contract/experiment.ts'
import { samplingsOf } from '../../../contract/experiment-sampling.ts'
import type { AskedPolicy } from '../../../contract/experiment-sampling.ts'
import { budgetsOf, fromPool } from '../../../contract/experiment-size.ts'
import { EspalierError } from '../../../contract/errors.ts'
import { methodById, parametersSchema } from '../../../contract/method.ts'
import type { ParameterValues } from '../../../contract/method.ts'
import type { Problem } from '../../../contract/problem.ts'
import type { RunSpec } from '../../../contract/run.ts'
import { judgeFor, verifierFor, verifierOf } from '../../../contract/verifier-need.ts'
import { subsetOf } from '../../library/problem-subset.ts'

/** One unit of work: one run whose result goes into the experiment's results. */
export interface Unit {
  /** Place in the plan; results are written in this order. */
  index: number
  policy: string
  seed: number
  problem: Problem
  /** Place in the specification's methods; null for the pool of all sampling methods. */
  method: number | null
  budget: number
  run: RunSpec
  /** Place of the unit whose run begins with this one's, so that it needs none of its own; null where it runs itself. */
  within: number | null
}

/**
 * The problems of an experiment: those of its levels, the levels in turn, so that a part of the work says something of every
 * level. A seed or strata decide which of them are taken, not their order.
 */
export function problemsOf(spec: ExperimentSpec, problems: readonly Problem[]): Problem[] {
  const { levels, limit, seed = null, stratified = false } = spec.problems
  const ofLevels = problems.filter(({ level }) => levels === null || (level !== null && levels.includes(level)))
  const drawn = seed !== null || stratified
  const taken = drawn ? subsetOf(ofLevels, { limit: limit ?? ofLevels.length, seed, stratified }) : ofLevels
  const byLevel = new Map<number | null, Problem[]>()
  for (const problem of taken) {
    const group = byLevel.get(problem.level)
    if (group) group.push(problem)
    else byLevel.set(problem.level, [problem])
  }
  const groups = [...byLevel].sort(([a], [b]) => (a ?? Infinity) - (b ?? Infinity)).map(([, group]) => group)
  const longest = Math.max(0, ...groups.map(({ length }) => length))
  const inTurn = Array.from({ length: longest }, (_, place) => groups.flatMap((group) => group[place] ?? [])).flat()
  return inTurn.slice(0, limit ?? inTurn.length)
}

/**
 * Every unit of an experiment on these problems. All of a problem's units stand together, so that what is done can be compared
 * at any moment. `policies` are the specification's, in its order, with how each is asked: what it leaves out of the sampling is
 * theirs. Throws `bad-input` for parameters that a method does not have, a PRM that is missing, or no problems.
 */
export function planOf(spec: ExperimentSpec, problems: readonly Problem[], policies: readonly AskedPolicy[]): Unit[] {
  if (problems.length === 0) throw refused('The experiment has no problems.', 'Choose another dataset or other levels.')
  const methods = spec.methods.map((method) => ({ method, parameters: checkedParameters(method, spec) }))
  const pooled = spec.methods.filter(fromPool)
  const samplings = samplingsOf(spec, policies)
  const units: Unit[] = []
  for (const problem of problems) {
    for (const seed of spec.seeds) {
      const runSeed = runSeedOf(seed, problem.id)
      for (const [at, policy] of spec.policies.entries()) {
        const sampling = samplings[at]!
        const add = (
          method: number | null,
          budget: number,
          run: Pick<RunSpec, 'method' | 'parameters' | 'verifier'>,
          within: number | null = null,
        ) =>
          units.push({
            index: units.length,
            policy,
            seed,
            problem,
            method,
            budget,
            run: { ...run, ...judgeFor(run.verifier, spec.judge), problem, policy, seed: runSeed, sampling },
            within,
          })
        if (pooled.length > 0) {
          const scored = pooled.some(({ method }) => methodById(method).needsVerifier)
          const width = Math.max(...spec.budgets)
          const method = scored ? 'weighted' : 'majority'
          add(null, width, { method, parameters: { width }, verifier: scored ? spec.verifier : null })
        }
        for (const [place, { method, parameters }] of methods.entries()) {
          if (fromPool(method)) continue
          const asked = methodById(method.method)
          const { budget, anytime } = asked
          const sizes = budgetsOf(method, spec)
          const largest = units.length + sizes.length - 1
          for (const size of sizes) {
            const run = {
              method: method.method,
              parameters: budget === null ? parameters : { ...parameters, [budget]: size },
              verifier: verifierOf(asked, spec.verifier),
            }
            add(place, size, run, anytime && units.length < largest ? largest : null)
          }
        }
      }
    }
  }
  return units
}

/** Every problem has a seed of its own, the first 32 bits of SHA-256 of `seed:id`, so that problems share no random numbers. */
export function runSeedOf(seed: number, problem: string): number {
  return createHash('sha256').update(`${seed}:${problem}`).digest().readUInt32BE()
}

function checkedParameters(asked: ExperimentMethod, spec: ExperimentSpec): ParameterValues {
  const method = methodById(asked.method)
  verifierFor(method, spec.verifier, 'Name one as “verifier”, or leave the method out.')
  if (method.budget !== null && method.budget in asked.parameters) {
    throw refused(
      `The budget of ${method.name} stands among its parameters.`,
      `Leave out “${method.budget}”; the experiment's budgets set it.`,
    )
  }
  const { budget } = method
  const sizes = budget === null ? [{}] : spec.budgets.toSorted((a, b) => a - b).map((size) => ({ [budget]: size }))
  return sizes.map((size) => parametersSchema(method).parse({ ...asked.parameters, ...size })).at(-1)!
}

function refused(message: string, advice: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice })
}
