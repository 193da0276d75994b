// The table of search methods and their parameters. Forms, the CLI, validation and the docs read it.
// Knows names, limits, defaults, help and sources. Does not know how a method searches (search/ does).
import { z } from 'zod'

/** One parameter of a method, as a form field, a CLI flag and a check. */
export type Parameter =
  | {
      kind: 'integer' | 'number'
      key: string
      label: string
      help: string
      unit?: string
      min: number
      max: number
      default: number
    }
  | { kind: 'choice'; key: string; label: string; help: string; options: { value: string; label: string }[]; default: string }

/** One search method. */
export interface Method {
  id: MethodId
  name: string
  /** One line: what it does. */
  summary: string
  /** Where it comes from. */
  source: string
  /** True where the PRM is asked while the search goes on; such a method needs a PRM. */
  needsVerifier: boolean
  /** True where the sampling temperature is ignored (argmax). */
  greedy: boolean
  parameters: Parameter[]
}

export const METHOD_IDS = ['greedy', 'majority', 'rebase'] as const
export type MethodId = (typeof METHOD_IDS)[number]

const PAPER = 'arXiv 2408.00724'

const WIDTH: Parameter = {
  kind: 'integer',
  key: 'width',
  label: 'Width N',
  help: 'Samples in all.',
  unit: 'samples',
  min: 1,
  max: 1024,
  default: 16,
}

/** How step rewards of a path become one number (section 3.1 and appendix of the paper). */
export const AGGREGATES = ['last', 'min', 'prod', 'mean'] as const
export type Aggregate = (typeof AGGREGATES)[number]

const AGGREGATE: Parameter = {
  kind: 'choice',
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
}

/** How an answer is chosen among the terminal nodes. */
export const CHOICES = ['weighted', 'majority', 'best-of-n'] as const
export type Choice = (typeof CHOICES)[number]

const CHOOSE: Parameter = {
  kind: 'choice',
  key: 'choose',
  label: 'Answer by',
  help: 'How the answer is chosen among the finished paths.',
  options: [
    { value: 'weighted', label: 'Weighted vote' },
    { value: 'majority', label: 'Majority vote' },
    { value: 'best-of-n', label: 'Best of N' },
  ],
  default: 'weighted',
}

/** Every method, in the order in which the interface lists them. */
export const METHODS: readonly Method[] = [
  {
    id: 'greedy',
    name: 'Greedy',
    summary: 'One solution, always the likeliest token.',
    source: `${PAPER}, section 2`,
    needsVerifier: false,
    greedy: true,
    parameters: [],
  },
  {
    id: 'majority',
    name: 'Majority voting',
    summary: 'N independent solutions; the answer that most of them reach.',
    source: `${PAPER}, section 2`,
    needsVerifier: false,
    greedy: false,
    parameters: [WIDTH],
  },
  {
    id: 'rebase',
    name: 'REBASE',
    summary: 'Reward balanced search: each depth shares the budget by softmax of the step rewards.',
    source: `${PAPER}, section 3`,
    needsVerifier: true,
    greedy: false,
    parameters: [
      WIDTH,
      {
        kind: 'number',
        key: 'balanceTemperature',
        label: 'Balance temperature',
        help: 'Low values give the budget to the best nodes, high values spread it. The paper uses 0.1, its code 0.2.',
        min: 0.001,
        max: 100,
        default: 0.1,
      },
      {
        kind: 'choice',
        key: 'rule',
        label: 'Rounding',
        help: 'How shares become whole children: the official code always spends the budget, the paper’s formula may miss it.',
        options: [
          { value: 'official', label: 'Official code (ceil, best first)' },
          { value: 'paper', label: 'Paper (round)' },
        ],
        default: 'official',
      },
      {
        kind: 'integer',
        key: 'depthLimit',
        label: 'Depth limit',
        help: 'Steps a path may have.',
        unit: 'steps',
        min: 1,
        max: 200,
        default: 25,
      },
      CHOOSE,
      AGGREGATE,
    ],
  },
]

export type ParameterValues = Record<string, number | string>

/** The method with this id. Throws a RangeError for an unknown id. */
export function methodById(id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id)
  if (!method) throw new RangeError(`There is no search method called “${id}”. Known: ${METHOD_IDS.join(', ')}.`)
  return method
}

/** A schema for the parameter values of one method: limits checked, defaults filled in, unknown keys refused. */
export function parametersSchema(method: Method): z.ZodType<ParameterValues> {
  const shape: Record<string, z.ZodType<number | string>> = {}
  for (const parameter of method.parameters) {
    if (parameter.kind === 'choice') {
      shape[parameter.key] = z.enum(parameter.options.map((option) => option.value)).default(parameter.default)
    } else {
      const range = `${parameter.label} must be between ${String(parameter.min)} and ${String(parameter.max)}.`
      const number = z.number(range).min(parameter.min, range).max(parameter.max, range)
      const whole = `${parameter.label} must be a whole number.`
      shape[parameter.key] = (parameter.kind === 'integer' ? number.int(whole) : number).default(parameter.default)
    }
  }
  return z.strictObject(shape) as unknown as z.ZodType<ParameterValues>
}
