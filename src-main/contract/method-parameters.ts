// The parameters that more than one reader names: those that several methods share, and those whose values others must know.
// Knows their limits, values, defaults and help. Does not know which method takes which (method.ts).
import { choiceOf, valuesOf } from './parameter.ts'
import type { NumberParameter, Parameter } from './parameter.ts'

/**
 * Samples or expansions that one run may have. Rows wait for each other, so a model's memory does not bound them; a tree does, of which
 * engine and window hold every node.
 */
export const SAMPLE_LIMIT = 16_384

export const WIDTH: NumberParameter = {
  kind: 'integer',
  key: 'width',
  label: 'Width N',
  help: 'Samples in all.',
  unit: 'samples',
  min: 1,
  max: SAMPLE_LIMIT,
  default: 16,
}

export const DEPTH_LIMIT: NumberParameter = {
  kind: 'integer',
  key: 'depthLimit',
  label: 'Depth limit',
  help: 'Steps a path may have.',
  unit: 'steps',
  min: 1,
  max: 200,
  default: 25,
}

/** How step rewards of a path become one number (arXiv 2408.00724, section 3.1 and appendix). */
export const AGGREGATE = choiceOf({
  key: 'aggregate',
  label: 'Path reward',
  help: 'How the step rewards of a path become one number.',
  options: [
    { value: 'last', label: 'Last step' },
    { value: 'min', label: 'Minimum' },
    { value: 'prod', label: 'Product' },
    { value: 'mean', label: 'Mean' },
  ],
  default: 'last',
})
export const AGGREGATES = valuesOf(AGGREGATE)
export type Aggregate = (typeof AGGREGATES)[number]

/** How an answer is chosen among the terminal nodes. Each is also the id of the method that samples solutions and chooses so. */
export const CHOOSE = choiceOf({
  key: 'choose',
  label: 'Answer by',
  help: 'How the answer is chosen among the finished paths.',
  options: [
    { value: 'weighted', label: 'Weighted vote' },
    { value: 'majority', label: 'Majority vote' },
    { value: 'best-of-n', label: 'Best of N' },
  ],
  default: 'weighted',
})
export const CHOICES = valuesOf(CHOOSE)
export type Choice = (typeof CHOICES)[number]

/** How a run may come to its answer: by a choice, because it has one path only, or because a file says which path was chosen. */
export const CHOSEN_BY = ['greedy', ...CHOICES, 'label'] as const
export type ChosenBy = (typeof CHOSEN_BY)[number]

/** Adaptive consistency, for every method that samples whole solutions (arXiv 2305.11860). */
export const STOPPING: readonly Parameter[] = [
  {
    kind: 'number',
    key: 'stopAt',
    label: 'Stop when sure',
    help: 'Stop sampling when the leading answer stays ahead with this probability. The source uses 0.95; 1 never stops early.',
    min: 0.5,
    max: 1,
    default: 1,
  },
  {
    kind: 'integer',
    key: 'roundSize',
    label: 'Samples a round',
    help: 'Samples drawn between two looks at the votes, where sampling may stop early. The source draws one.',
    unit: 'samples',
    min: 1,
    max: 256,
    default: 1,
  },
]

/** REBASE's T_b (arXiv 2408.00724, section 3). */
export const BALANCE_TEMPERATURE: NumberParameter = {
  kind: 'number',
  key: 'balanceTemperature',
  label: 'Balance temperature',
  help: 'Low values give the budget to the best nodes, high values spread it. The paper uses 0.1, its code 0.2.',
  min: 0.001,
  max: 100,
  default: 0.1,
}

/** REBASE's rounding rules; `allocate` (search/allocate.ts) says what each does. */
export const RULE = choiceOf({
  key: 'rule',
  label: 'Rounding',
  help: 'How shares become whole children: the official code always spends the budget, the paper’s formula may miss it.',
  options: [
    { value: 'official', label: 'Official code (ceil, best first)' },
    { value: 'paper', label: 'Paper (round)' },
  ],
  default: 'official',
})
export const RULES = valuesOf(RULE)
export type Rule = (typeof RULES)[number]

/** What REBASE does with siblings whose steps are the same (DORA, arXiv 2506.15707). */
export const MERGE = choiceOf({
  key: 'merge',
  label: 'Equal siblings',
  help:
    'Whether siblings with the same step share one weight, so that a frequent step does not draw the budget ' +
    '(DORA, arXiv 2506.15707).',
  options: [
    { value: 'none', label: 'Each has its own weight' },
    { value: 'equal-steps', label: 'Merged before the softmax' },
  ],
  default: 'none',
})

export const BEAM_WIDTH: NumberParameter = {
  kind: 'integer',
  key: 'beamWidth',
  label: 'Children M',
  help: 'Children of each kept node; N / M nodes are kept.',
  unit: 'children',
  min: 1,
  max: 64,
  default: 4,
}

export const LOOK_AHEAD: NumberParameter = {
  kind: 'integer',
  key: 'lookAhead',
  label: 'Look-ahead',
  help: 'Greedy steps beyond each node before the PRM scores it; 0 scores the node itself.',
  unit: 'steps',
  min: 0,
  max: 8,
  default: 0,
}
