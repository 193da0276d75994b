// How large an experiment is, and lists of whole numbers as a person writes them.
// Knows specifications and the rule of the shared pool. Does not know the form.
import type { ExperimentSpec } from '../../src-main/contract/experiment.ts'
import { methodById } from '../../src-main/contract/method.ts'

const SAMPLED: ReadonlySet<string> = new Set(['majority', 'best-of-n', 'weighted'])

/**
 * Searches that an experiment takes for so many problems: a pool for all sampling methods together, and one search for each
 * other method and budget; a method that stops adaptively is searched at every budget.
 */
export function unitsOf({ methods, policies, seeds, budgets }: ExperimentSpec, problems: number): number {
  const pooled = methods.filter(({ method, parameters }) => SAMPLED.has(method) && (parameters['stopAt'] ?? 1) === 1)
  const searched = methods.filter((method) => !pooled.includes(method))
  const each = searched.reduce((sum, { method }) => sum + (methodById(method).budget === null ? 1 : budgets.length), 0)
  return problems * seeds.length * policies.length * (each + (pooled.length > 0 ? 1 : 0))
}

/** Whole numbers of a list with commas or spaces; null where something else stands in it. */
export function wholeNumbers(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  return parts.every((part) => /^\d{1,10}$/.test(part)) ? parts.map(Number) : null
}

/** Whether every number stands there once, and there is one. */
export function areDistinct(numbers: readonly number[]): boolean {
  return numbers.length > 0 && new Set(numbers).size === numbers.length
}
