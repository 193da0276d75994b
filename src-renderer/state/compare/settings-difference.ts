// In what the settings of runs differ, row by row; what is the same in all of them is left out.
// Knows headers and the tables of the contract. Does not know trees or answers.
import type { Parameter } from '../../../src-main/contract/method.ts'
import { methodById } from '../../../src-main/contract/method.ts'
import { writeValue } from '../../../src-main/contract/notation.ts'
import { isSameModel } from '../../../src-main/contract/run.ts'
import type { RunHeader, RunModel } from '../../../src-main/contract/run.ts'
import { COMPARE } from '../../text/compare.ts'
import { TEXT } from '../../text/english.ts'
import { SAMPLING_FIELDS } from '../sampling-draft.svelte.ts'

export interface Difference {
  /** Unlike that of any other row. */
  key: string
  label: string
  /** By run; null where a run has no such setting. */
  values: (string | null)[]
}

type Compared = Pick<RunHeader, 'spec' | 'policy' | 'verifier' | 'imported'>

/** The rows in the order of the form: problem, method, budget, other parameters, sampling, seed, models, where they ran. */
export function settingsDifference(headers: readonly Compared[]): Difference[] {
  const words = COMPARE.differences
  const row = (key: string, label: string, valueOf: (header: Compared) => string | null): Difference => ({
    key,
    label,
    values: headers.map(valueOf),
  })
  const own = (valueOf: (header: Compared) => string | null) => (header: Compared) =>
    header.imported ? null : valueOf(header)
  const rows = [
    row('problem', words.problem, ({ spec }) => spec.problem.question),
    row('reference', words.reference, ({ spec }) => spec.problem.answer ?? words.none),
    row('imported', words.imported, ({ imported }) => imported?.format ?? words.here),
    row(
      'method',
      words.method,
      own(({ spec }) => methodById(spec.method).name),
    ),
    ...parameterRows(headers),
    ...SAMPLING_FIELDS.map(({ key }) =>
      row(
        `sampling.${key}`,
        TEXT.sampling[key].label,
        own(({ spec }) => writeValue(spec.sampling[key])),
      ),
    ),
    row(
      'seed',
      words.seed,
      own(({ spec }) => String(spec.seed)),
    ),
    ...modelRows('policy', words.policy, headers),
    ...modelRows('verifier', words.verifier, headers),
  ]
  return rows.filter(({ values }) => values.some((value) => value !== values[0]))
}

/**
 * One row for the budgets, and one for each other parameter that any of the methods has, by its key; defaults are filled in. A
 * parameter that some methods lack goes without saying while it has its default, for that follows from the method.
 */
function parameterRows(headers: readonly Compared[]): Difference[] {
  const words = COMPARE.differences
  const rows = new Map<string, { label: string; values: (string | null)[]; usual: boolean }>()
  const budgets: (string | null)[] = headers.map(() => null)
  for (const [place, { spec, imported }] of headers.entries()) {
    const method = methodById(spec.method)
    for (const parameter of imported ? [] : method.parameters) {
      const { key, label } = parameter
      const value = spec.parameters[key] ?? parameter.default
      const written = writtenAs(parameter, value)
      if (key === method.budget) {
        budgets[place] = parameter.kind === 'choice' ? written : [written, parameter.unit].filter(Boolean).join(' ')
        continue
      }
      const row = rows.get(key) ?? { label, values: headers.map(() => null), usual: true }
      row.values[place] = written
      row.usual &&= value === parameter.default
      rows.set(key, row)
    }
  }
  const telling = [...rows].filter(([, { values, usual }]) => !usual || !values.includes(null))
  return [
    { key: 'budget', label: words.budget, values: budgets },
    ...telling.map(([key, { label, values }]) => ({ key: `parameter.${key}`, label, values })),
  ]
}

function writtenAs(parameter: Parameter, value: number | string): string {
  if (typeof value === 'number') return writeValue(value)
  const option = parameter.kind === 'choice' ? parameter.options.find((one) => one.value === value) : undefined
  return option?.label ?? value
}

/** Name, form of the weights and device. Models of one name that are not the same are told apart by their checksums. */
function modelRows(role: 'policy' | 'verifier', label: string, headers: readonly Compared[]): Difference[] {
  const words = COMPARE.differences
  const models = headers.map((header) => header[role])
  const valuesOf = (valueOf: (model: RunModel) => string | null) => models.map((model) => model && valueOf(model))
  const known = models.filter((model) => model !== null)
  const names = valuesOf(({ name }) => name)
  const differ =
    new Set(known.map(({ name }) => name)).size === 1 && known.some((model) => !isSameModel(model, known[0]!))
  const rows = [
    { key: `${role}.weights`, label: words.weights(label), values: valuesOf(({ weights }) => weights ?? null) },
    { key: `${role}.device`, label: words.device(label), values: valuesOf(({ device }) => device) },
  ]
  return [
    { key: role, label, values: differ ? valuesOf((model) => `${model.name} ${signOf(model)}`) : names },
    // A run without the model has none of these either, which goes without saying.
    ...rows.filter(({ values }) => new Set(values.filter((_, place) => models[place] !== null)).size > 1),
  ]
}

/** What tells a model from another one of its name: the beginnings of its checksums, or what its server says. */
function signOf(model: RunModel): string {
  const { checksum, sha256, promptChecksum, judgeChecksum, rewardChecksum, version, id } = model
  const sums = [checksum ?? sha256, promptChecksum, judgeChecksum, rewardChecksum].filter((sum) => sum != null)
  const signs = [...sums.map((sum) => sum.slice(0, 8)), ...(version === undefined ? [] : [version])]
  return `(${signs.length > 0 ? signs.join(', ') : id})`
}
