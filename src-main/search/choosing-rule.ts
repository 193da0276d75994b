// How a run of a method chooses its answer, by its specification alone: the votes of a tree that was changed by hand are counted so.
// Knows which parameters hold the rule. Does not know votes.
import { methodById, parametersSchema } from '../contract/method.ts'
import { AGGREGATE, CHOICES, CHOOSE } from '../contract/method-parameters.ts'
import { chosenIn } from '../contract/parameter.ts'
import type { RunSpec } from '../contract/run.ts'
import type { Choosing } from './search-method.ts'

/** The rule by which the run's method chooses, whoever votes. A test compares it with what each method does. */
export function choosingOf(spec: Pick<RunSpec, 'method' | 'parameters'>): Choosing {
  const method = methodById(spec.method)
  const parameters = parametersSchema(method).parse(spec.parameters)
  const named = CHOICES.find((choice) => choice === method.id)
  return {
    by: chosenIn(parameters, CHOOSE) ?? named ?? 'greedy',
    aggregate: chosenIn(parameters, AGGREGATE) ?? 'last',
  }
}
