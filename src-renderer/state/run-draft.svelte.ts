// The run that the form describes: problem, method, parameters, sampling, seed, models, and what is wrong with them.
// Knows the tables of the contract. Does not know the form or the engine.
import type { Method, MethodId, ParameterValues } from '../../src-main/contract/method.ts'
import { METHODS, methodById, parametersSchema } from '../../src-main/contract/method.ts'
import type { ModelInfo } from '../../src-main/contract/model.ts'
import { Problem } from '../../src-main/contract/problem.ts'
import { SEED_LIMIT } from '../../src-main/contract/run.ts'
import type { RunRequest, RunSpec } from '../../src-main/contract/run.ts'
import { isKnownVerifier, usualVerifier, verifierWarning } from '../../src-main/contract/verifier-fit.ts'
import { lacksVerifier, verifierOf } from '../../src-main/contract/verifier-need.ts'
import { TEXT } from '../text/english.ts'
import type { FieldErrors, FieldValue } from './field-value.ts'
import { SAMPLING_FIELDS, SamplingDraft } from './sampling-draft.svelte.ts'
import type { Settings } from './settings.svelte.ts'

/** The part of the settings that the form owns. */
type DraftSettings = Pick<Settings, 'method' | 'parameters' | 'sampling' | 'seed' | 'policy' | 'verifier'>

/** Everything that a person can set in the form. */
export type DraftValues = ReturnType<RunDraft['values']>

export class RunDraft {
  /** Where the problem comes from: a dataset or the user's own text. */
  source = $state<'dataset' | 'own'>('dataset')
  chosen = $state.raw<Problem | null>(null)
  ownQuestion = $state('')
  ownAnswer = $state('')
  methodId = $state<MethodId>('rebase')
  seed = $state<number | null>(1)
  policy = $state<string | null>(null)
  verifier = $state<string | null>(null)
  #parameters = $state<Record<string, Record<string, FieldValue>>>({})
  #models = $state.raw<readonly ModelInfo[]>([])

  readonly sampling = new SamplingDraft(() =>
    this.#models.flatMap(({ id, sampling }) => (id === this.policy && sampling ? [sampling] : [])),
  )

  method: Method = $derived(methodById(this.methodId))
  errors: FieldErrors = $derived(this.#check().errors)
  /** The run to start, or null while something is wrong. */
  request: RunRequest | null = $derived(this.#check().request)

  /** A parameter's value as the form shows it. */
  parameter(key: string): FieldValue {
    const value = this.#parameters[this.methodId]?.[key]
    return value === undefined
      ? (this.method.parameters.find((parameter) => parameter.key === key)?.default ?? null)
      : value
  }

  setParameter(key: string, value: FieldValue): void {
    this.#parameters[this.methodId] = { ...this.#parameters[this.methodId], [key]: value }
  }

  /** Puts the method's parameters back to their defaults. */
  resetParameters(): void {
    this.#parameters[this.methodId] = {}
  }

  /** Whether any parameter of the method differs from its default. */
  get changed(): boolean {
    return this.method.parameters.some((parameter) => this.parameter(parameter.key) !== parameter.default)
  }

  rollSeed(random: () => number = Math.random): void {
    this.seed = Math.floor(random() * 100_000)
  }

  /** Takes the models that there are, and chooses some where none, or one that is gone, is chosen: the first policy that is ready, and its usual verifier. */
  adoptModels(models: readonly ModelInfo[]): void {
    this.#models = models
    const policies = models.filter(({ role }) => role === 'policy')
    if (!policies.some(({ id }) => id === this.policy)) {
      this.policy = (policies.find(({ state }) => state === 'ready') ?? policies[0])?.id ?? null
    }
    if (this.verifier === null || !isKnownVerifier(this.verifier, models)) {
      this.verifier = usualVerifier(this.policy, models)
    }
  }

  /** Takes a policy, and its usual verifier in place of one that was trained on other text. */
  choosePolicy(policy: string, models: readonly ModelInfo[]): void {
    this.policy = policy
    if (verifierWarning([policy], this.verifier, models) !== null) this.verifier = usualVerifier(policy, models)
  }

  /** The form as it is, to be brought back by `restoreValues`. */
  values() {
    const { source, chosen, ownQuestion, ownAnswer } = this
    return { source, chosen, ownQuestion, ownAnswer, ...this.remember() }
  }

  /** What Run would do now, as a text: equal for forms that would do the same, whatever else they hold. */
  meaning(): string {
    const { source, chosen, methodId, method, seed, policy } = this
    const own = source === 'own'
    const question = own ? this.ownQuestion : chosen?.question
    const answer = own ? this.ownAnswer : (chosen?.answer ?? '')
    const parameters = method.parameters.map(({ key }) => this.parameter(key))
    const sampling = SAMPLING_FIELDS.map(({ key }) => this.sampling.value(key))
    const verifier = verifierOf(method, this.verifier)
    return JSON.stringify([question, answer, methodId, parameters, sampling, seed, policy, verifier])
  }

  restoreValues(values: DraftValues): void {
    const { source, chosen, ownQuestion, ownAnswer } = values
    Object.assign(this, { source, chosen, ownQuestion, ownAnswer })
    this.restore(values)
  }

  /** Takes a problem: one of a dataset as it is, any other as own text. */
  takeProblem(problem: Problem): void {
    this.source = problem.dataset === null ? 'own' : 'dataset'
    if (problem.dataset !== null) this.chosen = problem
    else {
      this.ownQuestion = problem.question
      this.ownAnswer = problem.answer ?? ''
    }
  }

  /** Takes all of a run's specification but its models, which may be gone. */
  take({ problem, method, parameters, sampling, seed }: RunSpec): void {
    this.takeProblem(problem)
    this.methodId = method
    this.#parameters[method] = { ...parameters }
    this.seed = seed
    this.sampling.take(sampling)
  }

  restore(settings: DraftSettings): void {
    this.methodId = settings.method
    this.#parameters = settings.parameters
    this.sampling.restore(settings.sampling)
    this.seed = settings.seed
    this.policy = settings.policy
    this.verifier = settings.verifier
  }

  /** The part of the settings that the form owns. */
  remember(): DraftSettings {
    return {
      method: this.methodId,
      parameters: $state.snapshot(this.#parameters),
      sampling: this.sampling.remember(),
      seed: this.seed,
      policy: this.policy,
      verifier: this.verifier,
    }
  }

  #check(): { request: RunRequest | null; errors: FieldErrors } {
    const errors: FieldErrors = {}
    const problem = this.#problem(errors)
    const parameters = this.#checkedParameters(errors)
    const sampling = this.sampling.check(errors)
    const { seed, policy } = this
    if (seed === null || !Number.isInteger(seed) || seed < 0 || seed > SEED_LIMIT) {
      errors['seed'] = TEXT.form.wholeBetween(TEXT.form.seed, 0, SEED_LIMIT)
    }
    if (policy === null) errors['policy'] = TEXT.form.noPolicy
    const verifier = verifierOf(this.method, this.verifier)
    if (lacksVerifier(this.method, verifier)) errors['verifier'] = TEXT.form.noVerifier(this.method.name)
    if (Object.keys(errors).length > 0 || !problem || !parameters || !sampling || seed === null || policy === null) {
      return { request: null, errors }
    }
    return { request: { problem, method: this.methodId, parameters, sampling, seed, policy, verifier }, errors }
  }

  #problem(errors: FieldErrors): Problem | null {
    if (this.source === 'dataset') {
      if (!this.chosen) errors['question'] = TEXT.problem.noneChosen
      return this.chosen
    }
    const answer = this.ownAnswer.trim()
    const checked = Problem.safeParse({ id: 'own', question: this.ownQuestion, answer: answer === '' ? null : answer })
    if (!checked.success) errors['question'] = checked.error.issues[0]?.message ?? TEXT.problem.empty
    return checked.data ?? null
  }

  #checkedParameters(errors: FieldErrors): ParameterValues | null {
    const values = Object.fromEntries(this.method.parameters.map(({ key }) => [key, this.parameter(key)]))
    const checked = parametersSchema(this.method).safeParse(values)
    for (const issue of checked.error?.issues ?? []) errors[`parameter.${String(issue.path[0])}`] ??= issue.message
    return checked.data ?? null
  }
}

/** Methods in the order of the table. */
export function methodChoices(): { value: MethodId; label: string }[] {
  return METHODS.map((method) => ({ value: method.id, label: method.name }))
}
