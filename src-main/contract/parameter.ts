// The parameters of search methods: what one is, how its values are checked, and those that several methods share.
// Knows limits, defaults and help. Does not know which method takes which (method.ts).
import { z } from 'zod'

export interface NumberParameter {
  kind: 'integer' | 'number'
  key: string
  label: string
  help: string
  unit?: string
  min: number
  max: number
  default: number
}

export interface ChoiceParameter {
  kind: 'choice'
  key: string
  label: string
  help: string
  options: { value: string; label: string }[]
  default: string
}

/** One parameter of a method, as a form field, a CLI flag and a check. */
export type Parameter = NumberParameter | ChoiceParameter

export type ParameterValues = Record<string, number | string>

/** How step rewards of a path become one number (section 3.1 and appendix of the paper). */
export const AGGREGATES = ['last', 'min', 'prod', 'mean'] as const
export type Aggregate = (typeof AGGREGATES)[number]

/** How an answer is chosen among the terminal nodes. */
export const CHOICES = ['weighted', 'majority', 'best-of-n'] as const
export type Choice = (typeof CHOICES)[number]

export const WIDTH: NumberParameter = {
  kind: 'integer',
  key: 'width',
  label: 'Width N',
  help: 'Samples in all.',
  unit: 'samples',
  min: 1,
  max: 1024,
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

export const AGGREGATE: ChoiceParameter = {
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

export const CHOOSE: ChoiceParameter = {
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

/** A schema for values of these parameters: limits checked, defaults filled in, unknown keys refused. */
export function schemaOf(parameters: readonly Parameter[]): z.ZodType<ParameterValues> {
  const shape: Record<string, z.ZodType<number | string>> = {}
  for (const parameter of parameters) {
    if (parameter.kind === 'choice') {
      shape[parameter.key] = z.enum(parameter.options.map((option) => option.value)).default(parameter.default)
    } else {
      const range = `${parameter.label} must be between ${String(parameter.min)} and ${String(parameter.max)}.`
      const number = z.number(range).min(parameter.min, range).max(parameter.max, range)
      const whole = `${parameter.label} must be a whole number.`
      shape[parameter.key] = (parameter.kind === 'integer' ? number.int(whole) : number).default(parameter.default)
    }
  }
  return z.strictObject(shape)
}
