// The sampling that a form describes: what was set by hand, and beside it what the chosen policies take by themselves.
// Knows the settings of the contract and policies' own. Does not know which policies are chosen, or whether a run or an experiment asks.
import type { SamplingDefaults } from '../../src-main/contract/prompt-record.ts'
import { AskedSampling, Sampling, samplingOf } from '../../src-main/contract/sampling.ts'
import { TEXT } from '../text/english.ts'
import type { FieldErrors, FieldValue } from './field-value.ts'

export const SAMPLING_DEFAULTS: Sampling = Sampling.parse({})
const KEYS = Object.keys(SAMPLING_DEFAULTS) as (keyof Sampling)[]

/** A sampling setting as a form field; its limits are read from the contract's schema. */
export interface SamplingField {
  key: keyof Sampling
  min: number
  max: number
  whole: boolean
}

export const SAMPLING_FIELDS: readonly SamplingField[] = KEYS.map((key) => {
  const number = Sampling.shape[key].unwrap()
  return {
    key,
    min: number.minValue ?? 0,
    max: number.maxValue ?? Infinity,
    whole: number.format?.includes('int') ?? false,
  }
})

export class SamplingDraft {
  #byHand = $state.raw<Readonly<Record<string, FieldValue | undefined>>>({})
  readonly #own: () => readonly SamplingDefaults[]

  /** How many settings were set by hand. */
  count: number = $derived(KEYS.filter((key) => this.isByHand(key)).length)

  /** `own` are the settings of the policies that are chosen, one record each. */
  constructor(own: () => readonly SamplingDefaults[]) {
    this.#own = own
  }

  /** What the form shows: what was set by hand, else the policies' own; null where these are not of one mind. */
  value(key: keyof Sampling): FieldValue {
    const byHand = this.#byHand[key]
    return byHand === undefined ? this.own(key) : byHand
  }

  /** What the chosen policies take where nobody says; null where they are not of one mind. */
  own(key: keyof Sampling): number | null {
    const [first = SAMPLING_DEFAULTS[key], ...others] = this.#own().map((one) => samplingOf({}, one)[key])
    return others.every((one) => one === first) ? first : null
  }

  /** How many of the chosen policies say something of this setting, or of any. The others take the program's defaults. */
  owners(key?: keyof Sampling): number {
    return this.#own().filter((one) => Object.keys(one).some((said) => key === undefined || said === key)).length
  }

  isByHand(key: keyof Sampling): boolean {
    return this.#byHand[key] !== undefined
  }

  /** Sets a value by hand; the policies' own value is none of it. */
  set(key: keyof Sampling, value: FieldValue): void {
    const isOwn = value !== null && value === this.own(key)
    this.#byHand = { ...this.#byHand, [key]: isOwn ? undefined : value }
  }

  /** Gives up all that was set by hand. */
  backToOwn(): void {
    this.#byHand = {}
  }

  /** Takes what was set by hand, and nothing else. */
  restore(byHand: Readonly<Record<string, FieldValue | undefined>>): void {
    this.#byHand = byHand
  }

  /** Takes a run's sampling: what the policies would not take by themselves counts as set by hand. */
  take(sampling: Sampling): void {
    this.#byHand = {}
    for (const key of KEYS) this.set(key, sampling[key])
  }

  /** What was set by hand. */
  remember(): Record<string, FieldValue> {
    return Object.fromEntries(KEYS.flatMap((key) => (this.isByHand(key) ? [[key, this.value(key)]] : [])))
  }

  /** What a run or an experiment asks for: what was set by hand, or null while something is wrong with it, told by field. */
  check(errors: FieldErrors): AskedSampling | null {
    const checked = AskedSampling.safeParse(this.remember())
    for (const { path } of checked.error?.issues ?? []) {
      const field = SAMPLING_FIELDS.find(({ key }) => key === path[0])
      if (field) errors[`sampling.${field.key}`] ??= rangeSentence(field)
    }
    return checked.data ?? null
  }
}

function rangeSentence({ key, min, max, whole }: SamplingField): string {
  const { label } = TEXT.sampling[key]
  return whole ? TEXT.form.wholeBetween(label, min, max) : TEXT.form.between(label, min, max)
}
