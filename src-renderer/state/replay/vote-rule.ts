// By which vote a run chooses its answer, read from what was asked of it.
// Knows the method table. Does not know trees or how votes are counted (leader.ts).
import type { Aggregate, Choice, ChosenBy } from '../../../src-main/contract/method-parameters.ts'
import { AGGREGATE, CHOICES, CHOOSE } from '../../../src-main/contract/method-parameters.ts'
import { methodById } from '../../../src-main/contract/method.ts'
import { chosenIn } from '../../../src-main/contract/parameter.ts'
import type { RunSpec } from '../../../src-main/contract/run.ts'

export interface VoteRule {
  by: Choice
  /** How step rewards become the reward of a path. */
  aggregate: Aggregate
}

/**
 * The rule of a run. What it says of itself when it has chosen (`chosenBy`) counts before its specification, which an imported run
 * has none of its own of; one path alone, and a path that a file names, are counted as a majority.
 */
export function voteRuleOf(spec: Pick<RunSpec, 'method' | 'parameters'>, chosenBy?: ChosenBy): VoteRule {
  const method = methodById(spec.method)
  const defaults = Object.fromEntries(method.parameters.map((parameter) => [parameter.key, parameter.default]))
  const values = { ...defaults, ...spec.parameters }
  const asked = chosenBy ?? chosenIn(values, CHOOSE) ?? method.id
  return {
    by: CHOICES.find((choice) => choice === asked) ?? 'majority',
    aggregate: chosenIn(values, AGGREGATE) ?? AGGREGATE.default,
  }
}
