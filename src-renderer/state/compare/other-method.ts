// The same run by another method: what of its settings the other method can take over.
// Knows the table of methods. Does not know which models there are, or who starts the run.
import type { Method } from '../../../src-main/contract/method.ts'
import { methodById, parametersSchema } from '../../../src-main/contract/method.ts'
import type { Parameter, ParameterValues } from '../../../src-main/contract/method.ts'
import type { RunHeader, RunRequest } from '../../../src-main/contract/run.ts'
import { judgeFor, lacksVerifier, verifierOf } from '../../../src-main/contract/verifier-need.ts'

/**
 * A run of `method` on the problem of another run, with its models, sampling and seed, its budget, and whatever parameters both have.
 * `verifier` is for a run that asked none. Null where the method needs a verifier and there is none.
 */
export function sameByOther(
  { spec }: Pick<RunHeader, 'spec'>,
  method: Method,
  verifier: string | null,
): RunRequest | null {
  const { problem, sampling, seed, policy } = spec
  const asked = verifierOf(method, spec.verifier ?? verifier)
  if (lacksVerifier(method, asked)) return null
  const judge = judgeFor(asked, spec.verifier === asked ? spec.judge : undefined)
  return {
    ...{ problem, method: method.id, parameters: carriedOver(spec, method), sampling, seed, policy },
    ...{ verifier: asked, ...judge },
  }
}

/** Values that fit the method. A budget of which it would leave something over is lowered until it does not. */
function carriedOver(spec: RunHeader['spec'], method: Method): ParameterValues {
  const before = methodById(spec.method)
  const had: ParameterValues = Object.fromEntries(
    before.parameters.map(({ key, default: usual }) => [key, spec.parameters[key] ?? usual]),
  )
  const values: ParameterValues = {}
  for (const parameter of method.parameters) {
    const { key } = parameter
    const value = key === method.budget && before.budget !== null ? had[before.budget] : had[key]
    if (value !== undefined && fits(parameter, value)) values[key] = value
  }
  const schema = parametersSchema(method)
  for (let budget = schema.safeParse(values).success ? 0 : Number(values[method.budget ?? '']); budget >= 1; budget--) {
    const lowered = { ...values, [method.budget!]: budget }
    if (schema.safeParse(lowered).success) return lowered
  }
  return values
}

function fits(parameter: Parameter, value: number | string): boolean {
  if (parameter.kind === 'choice') return parameter.options.some((option) => option.value === value)
  if (typeof value !== 'number' || value < parameter.min || value > parameter.max) return false
  return parameter.kind === 'number' || Number.isInteger(value)
}
