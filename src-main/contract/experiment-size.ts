// Which points of an experiment need runs of their own, and how many runs there are.
// Knows specifications and the method table. Does not know the runs.
import type { ExperimentMethod, ExperimentSpec } from './experiment.ts'
import { methodById } from './method.ts'

/** Methods that vote over independent solutions: one pool of the largest budget serves them all. */
const SAMPLING: ReadonlySet<string> = new Set(['majority', 'best-of-n', 'weighted'])

/**
 * Whether a method's points come from the pool. With adaptive stopping the number of samples depends on the answers, so such a
 * method is searched at every budget.
 */
export function fromPool({ method, parameters }: ExperimentMethod): boolean {
  return SAMPLING.has(method) && (parameters['stopAt'] ?? 1) === 1
}

/** Budgets at which a method is run, ascending; a method without a budget, like greedy, has one. */
export function budgetsOf({ method }: ExperimentMethod, { budgets }: ExperimentSpec): number[] {
  return methodById(method).budget === null ? [1] : [...budgets].sort((a, b) => a - b)
}

/** Runs that an experiment takes on so many problems. */
export function unitCount(spec: ExperimentSpec, problems: number): number {
  const { methods, policies, seeds } = spec
  const searched = methods.filter((method) => !fromPool(method))
  const pools = searched.length < methods.length ? 1 : 0
  const each = searched.reduce((sum, method) => sum + budgetsOf(method, spec).length, pools)
  return problems * seeds.length * policies.length * each
}
