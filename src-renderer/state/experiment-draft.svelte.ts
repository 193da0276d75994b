// The experiment that the form describes: from fields to a specification and back, and what is wrong by field.
// Knows the tables of the contract. Does not know the form, files or the engine.
import type { ExperimentMethod } from '../../src-main/contract/experiment.ts'
import { EXPERIMENT_VERSION, ExperimentSpec, NAME_LIMIT } from '../../src-main/contract/experiment.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { METHODS, methodById, parametersSchema } from '../../src-main/contract/method.ts'
import { LEVELS } from '../../src-main/contract/problem.ts'
import type { ModelInfo } from '../../src-main/contract/model.ts'
import { lacksVerifier } from '../../src-main/contract/verifier-need.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import type { FieldErrors, FieldValue } from './field-value.ts'
import { SamplingDraft } from './sampling-draft.svelte.ts'
import { areDistinct, wholeNumbers } from './whole-numbers.ts'

/** One row of the methods: on or off, with its own parameters. A method may stand there more than once. */
export interface MethodRow {
  key: number
  method: MethodId
  on: boolean
  /** True where the row was added beside the first one of its method. */
  variant: boolean
  parameters: Record<string, FieldValue>
}

const ALL_METHODS: readonly MethodId[] = METHODS.map(({ id }) => id)

export class ExperimentDraft {
  name = $state('')
  dataset = $state<string | null>(null)
  levels = $state<number[]>([...LEVELS])
  limit = $state<FieldValue>(null)
  /** Seed by which the problems of the limit are drawn; null for the first ones. */
  drawSeed = $state<FieldValue>(null)
  /** Whether the limit takes the same share of every level. */
  stratified = $state(false)
  policies = $state<string[]>([])
  verifier = $state<string | null>(null)
  rows = $state<MethodRow[]>([])
  budgets = $state('')
  seeds = $state('')
  #models = $state.raw<readonly ModelInfo[]>([])
  #keys = 0

  readonly sampling = new SamplingDraft(() =>
    this.policies.map((policy) => this.#models.find(({ id }) => id === policy)?.sampling ?? {}),
  )

  errors: FieldErrors = $derived(this.#check().errors)
  /** The specification, or null while something is wrong. */
  spec: ExperimentSpec | null = $derived(this.#check().spec)

  constructor() {
    this.rows = ALL_METHODS.map((method) => this.#row(method))
  }

  /** Takes the models that there are. */
  adoptModels(models: readonly ModelInfo[]): void {
    this.#models = models
  }

  /** Takes every field from a specification; methods keep its order behind those that it leaves out. */
  read(spec: ExperimentSpec): void {
    this.name = spec.name
    this.dataset = spec.problems.dataset
    this.levels = [...(spec.problems.levels ?? LEVELS)]
    this.limit = spec.problems.limit
    this.drawSeed = spec.problems.seed ?? null
    this.stratified = spec.problems.stratified ?? false
    this.policies = [...spec.policies]
    this.verifier = spec.verifier
    this.budgets = spec.budgets.join(', ')
    this.seeds = spec.seeds.join(', ')
    this.sampling.restore(spec.sampling)
    const seen: MethodId[] = []
    const taken = spec.methods.map(({ method, parameters }) => {
      const row = { ...this.#row(method), on: true, variant: seen.includes(method), parameters: { ...parameters } }
      seen.push(method)
      return row
    })
    this.rows = [...taken, ...ALL_METHODS.filter((method) => !seen.includes(method)).map((method) => this.#row(method))]
  }

  /** A parameter's value as the form shows it. */
  parameter(row: MethodRow, key: string): FieldValue {
    const value = row.parameters[key]
    return value === undefined
      ? (methodById(row.method).parameters.find((one) => one.key === key)?.default ?? null)
      : value
  }

  setParameter(row: MethodRow, key: string, value: FieldValue): void {
    row.parameters = { ...row.parameters, [key]: value }
  }

  /** Puts a second row of the same method below this one. */
  addVariant(row: MethodRow): void {
    const at = this.rows.indexOf(row) + 1
    const variant = {
      ...this.#row(row.method),
      on: true,
      variant: true,
      parameters: { ...$state.snapshot(row.parameters) },
    }
    this.rows = [...this.rows.slice(0, at), variant, ...this.rows.slice(at)]
  }

  removeVariant(row: MethodRow): void {
    this.rows = this.rows.filter(({ key }) => key !== row.key)
  }

  togglePolicy(id: string, order: readonly string[]): void {
    const chosen = this.policies.includes(id) ? this.policies.filter((one) => one !== id) : [...this.policies, id]
    this.policies = chosen.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
  }

  toggleLevel(level: number): void {
    this.levels = this.levels.includes(level)
      ? this.levels.filter((one) => one !== level)
      : [...this.levels, level].sort()
  }

  #row(method: MethodId): MethodRow {
    return { key: this.#keys++, method, on: false, variant: false, parameters: {} }
  }

  #check(): { spec: ExperimentSpec | null; errors: FieldErrors } {
    const errors: FieldErrors = {}
    const methods = this.#methods(errors)
    const sampling = this.sampling.check(errors)
    if (this.levels.length === 0) errors['levels'] = EXPERIMENT.fault.levels
    const needy = methods.map(({ method }) => methodById(method)).filter((one) => lacksVerifier(one, this.verifier))
    if (needy.length > 0) {
      errors['verifier'] = EXPERIMENT.fault.verifier(
        needy
          .map(({ name }) => name)
          .filter((name, place, names) => names.indexOf(name) === place)
          .join(', '),
      )
    }
    const checked = ExperimentSpec.safeParse({
      schema: 'espalier-experiment',
      version: EXPERIMENT_VERSION,
      name: this.name,
      problems: {
        dataset: this.dataset,
        levels: this.levels.length === LEVELS.length ? null : this.levels,
        limit: this.limit,
        // Left out where they say nothing, so that older specifications stay as they are.
        ...(this.drawSeed === null ? {} : { seed: this.drawSeed }),
        ...(this.stratified ? { stratified: true } : {}),
      },
      policies: this.policies,
      verifier: this.verifier,
      methods,
      budgets: wholeNumbers(this.budgets) ?? [],
      seeds: wholeNumbers(this.seeds) ?? [],
      sampling: sampling ?? {},
    })
    for (const { path, message } of checked.error?.issues ?? []) {
      const [field, value] = faultOf(path, message)
      errors[field] ??= value
    }
    // The schema names repeated entries for all lists at once, so each list says it itself.
    for (const field of ['budgets', 'seeds'] as const) {
      if (!areDistinct(wholeNumbers(this[field]) ?? [])) errors[field] = EXPERIMENT.fault[field]
    }
    if (this.name.trim() === '' || this.name.trim().length > NAME_LIMIT) errors['name'] = EXPERIMENT.fault.name
    return { spec: Object.keys(errors).length === 0 ? (checked.data ?? null) : null, errors }
  }

  #methods(errors: FieldErrors): ExperimentMethod[] {
    return this.rows
      .filter(({ on }) => on)
      .map((row) => {
        const method = methodById(row.method)
        const own = method.parameters.filter(({ key }) => key !== method.budget)
        // Defaults are left out: the specification says what differs from the table.
        const changed = own.filter((parameter) => this.parameter(row, parameter.key) !== parameter.default)
        const parameters = Object.fromEntries(changed.map(({ key }) => [key, this.parameter(row, key)]))
        const checked = parametersSchema(method).safeParse(parameters)
        for (const { path, message } of checked.error?.issues ?? []) {
          errors[`method.${row.key}.${String(path[0])}`] ??= message
        }
        return { method: row.method, parameters: parameters as ExperimentMethod['parameters'] }
      })
  }
}

/** The field that an issue of the schema belongs to, and what the form says there. */
function faultOf(path: readonly PropertyKey[], message: string): [string, string] {
  const [first, second] = path.map(String)
  switch (first) {
    case 'name':
    case 'policies':
    case 'methods':
    case 'budgets':
    case 'seeds':
      return [first, EXPERIMENT.fault[first]]
    case 'problems':
      if (second === 'seed') return ['drawSeed', EXPERIMENT.fault.drawSeed]
      return second === 'limit' ? ['limit', EXPERIMENT.fault.limit] : ['levels', EXPERIMENT.fault.levels]
    // The one rule of the whole record: names that stand twice; the lists say it themselves.
    case undefined:
      return ['lists', message]
  }
  return ['other', EXPERIMENT.fault.other(path.map(String).join('.'), message)]
}
