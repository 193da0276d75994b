// A run of a smaller budget, read off the beginning of a run of a larger one.
// Knows where the events of a run pass a budget. Does not know which methods spend theirs so (contract/method.ts says it).
import type { Change } from '../contract/event.ts'
import { methodById, parametersSchema } from '../contract/method.ts'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import { chosenIn } from '../contract/parameter.ts'
import type { RunSpec } from '../contract/run.ts'
import { applyChange, foldChanges } from '../contract/tree.ts'
import type { Tree } from '../contract/tree.ts'
import { chosenOf } from './choosing.ts'

/** How many of the changes of a run of an anytime method come before its first sample beyond `budget`; all where it has none. */
export function changesWithin(changes: readonly Change[], budget: number): number {
  const beyond = changes.findIndex((change) => change.type === 'cost' && change.cost.samples > budget)
  return beyond === -1 ? changes.length : beyond
}

/**
 * The tree that the same run would have ended with on a smaller budget. `changes` are those of a finished run of `spec`, whose
 * method is an anytime method: it decides each sample by those before it, and chooses once at the end.
 * Throws a RangeError for another method.
 */
export function shorterRun(
  changes: readonly Change[],
  spec: Pick<RunSpec, 'method' | 'parameters'>,
  budget: number,
): Tree {
  const method = methodById(spec.method)
  if (!method.anytime) throw new RangeError(`A smaller budget of ${method.name} is a run of its own.`)
  const within = changesWithin(changes, budget)
  const tree = foldChanges(changes.slice(0, within))
  if (within === changes.length) return tree
  const parameters = parametersSchema(method).parse(spec.parameters)
  const by = chosenIn(parameters, CHOOSE)!
  const aggregate = chosenIn(parameters, AGGREGATE)!
  applyChange(tree, { type: 'chosen', ...chosenOf(tree, { by, aggregate }) })
  applyChange(tree, { type: 'state', state: 'done', error: null })
  return tree
}
