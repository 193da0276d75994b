// Which points of an experiment need runs of their own, and how many runs there are.
// Knows specifications and the method table. Does not know the runs.
import type { ExperimentMethod, ExperimentSpec } from './experiment.ts'
import { CHOICES } from './method-parameters.ts'
import type { Choice } from './method-parameters.ts'
import { methodById } from './method.ts'

/**
 * How a method chooses among independent solutions, of which one pool of the largest budget serves all such methods; null for one
 * that is searched at every budget. With adaptive stopping the number of samples depends on the answers, so that no pool serves.
 */
export function poolChoiceOf({ method, parameters }: ExperimentMethod): Choice | null {
  if ((parameters['stopAt'] ?? 1) !== 1) return null
  return CHOICES.find((choice) => choice === method) ?? null
}

/** Whether a method's points come from the pool. */
export function fromPool(method: ExperimentMethod): boolean {
  return poolChoiceOf(method) !== null
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
