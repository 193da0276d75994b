// A parameter of a search method: a number with limits, or a choice among named values; and how its values are checked.
// Knows the two kinds. Does not know which parameters there are (method-parameters.ts) or which method takes which (method.ts).
import { z } from 'zod'
import { unknownNames } from './issue-words.ts'

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

/** `options` are the one list of its values: types, schemas, flags, forms and labels are derived from it. */
export interface ChoiceParameter<Value extends string = string> {
  kind: 'choice'
  key: string
  label: string
  help: string
  options: readonly { value: Value; label: string }[]
  default: Value
}

/** One parameter of a method, as a form field, a CLI flag and a check. */
export type Parameter = NumberParameter | ChoiceParameter

export type ParameterValues = Record<string, number | string>

/** Makes a choice whose type holds its values. */
export function choiceOf<const Value extends string>(
  choice: Omit<ChoiceParameter<Value>, 'kind' | 'default'> & { default: NoInfer<Value> },
): ChoiceParameter<Value> {
  return { kind: 'choice', ...choice }
}

/** The values of a choice, in the order of its options. */
export function valuesOf<Value extends string>({ options }: ChoiceParameter<Value>): readonly Value[] {
  return options.map(({ value }) => value)
}

/** Which value of a choice a method's parameters hold; undefined where they hold none. */
export function chosenIn<Value extends string>(
  parameters: Readonly<ParameterValues>,
  { key, options }: ChoiceParameter<Value>,
): Value | undefined {
  return options.find(({ value }) => value === parameters[key])?.value
}

/** A schema for values of an owner's parameters: limits checked, defaults filled in, unknown keys refused in the owner's name. */
export function schemaOf(parameters: readonly Parameter[], owner: string): z.ZodType<ParameterValues> {
  const shape: Record<string, z.ZodType<number | string>> = {}
  for (const parameter of parameters) {
    if (parameter.kind === 'choice') {
      shape[parameter.key] = z.enum(valuesOf(parameter)).default(parameter.default)
    } else {
      const range = `${parameter.label} must be between ${String(parameter.min)} and ${String(parameter.max)}.`
      const number = z.number(range).min(parameter.min, range).max(parameter.max, range)
      const whole = `${parameter.label} must be a whole number.`
      shape[parameter.key] = (parameter.kind === 'integer' ? number.int(whole) : number).default(parameter.default)
    }
  }
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? unknownNames(issue, `${owner} has no parameter`) : undefined,
  })
}
