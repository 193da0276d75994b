// The settings of a run that was opened, taken over by the form, so that Run does again what is on screen: what the form had before, and
// what of the run it could not take.
// Knows the form and the models that there are. Does not know how a run is opened.
import type { ModelInfo } from '../../src-main/contract/model.ts'
import type { RunHeader } from '../../src-main/contract/run.ts'
import { isKnownVerifier } from '../../src-main/contract/verifier-fit.ts'
import { RUNS } from '../text/runs.ts'
import type { DraftValues, RunDraft } from './run-draft.svelte.ts'

export class TakenSettings {
  /** What the form had; null where nothing was taken, or it was the same. */
  before = $state.raw<DraftValues | null>(null)
  /** What the form could not take, in sentences. */
  lacking = $state.raw<readonly string[]>([])
  /** Whether the run had no settings that can be run again: then the form has its problem alone. */
  problemOnly = $state(false)

  readonly #draft: RunDraft
  readonly #models: () => readonly ModelInfo[]
  /** The form before the first of the runs that were opened since, and what the last of them made of it. */
  #had: { values: DraftValues; meaning: string } | null = null
  #taken = ''

  constructor(draft: RunDraft, models: () => readonly ModelInfo[]) {
    this.#draft = draft
    this.#models = models
  }

  /** Whether there is anything to tell of it. */
  get told(): boolean {
    return this.before !== null || this.lacking.length > 0
  }

  /** Has the form take a run's settings over. */
  take(header: RunHeader): void {
    const draft = this.#draft
    const had = draft.values()
    const meant = draft.meaning()
    // From one run to the next, what the person had is what was there before the first.
    if (this.#had === null || meant !== this.#taken) this.#had = { values: had, meaning: meant }
    this.problemOnly = header.imported !== undefined
    // The models first: what sampling was set by hand depends on what the policy takes by itself.
    this.lacking = this.problemOnly ? [] : this.#takeModels(header)
    if (this.problemOnly) draft.takeProblem(header.spec.problem)
    else draft.take(header.spec)
    this.#taken = draft.meaning()
    this.before = this.#had.meaning === this.#taken ? null : this.#had.values
  }

  /** Gives the form back what it had. */
  undo(): void {
    if (this.before) this.#draft.restoreValues(this.before)
    this.settle()
  }

  /** What was taken is the form's own now. */
  settle(): void {
    this.before = null
    this.lacking = []
    this.#had = null
    this.#taken = ''
  }

  #takeModels({ spec, policy, verifier }: RunHeader): string[] {
    const draft = this.#draft
    const models = this.#models()
    const nameOf = (id: string | null): string => models.find((model) => model.id === id)?.name ?? id ?? ''
    const lacking: string[] = []
    const there = models.find(({ id, role }) => id === spec.policy && role === 'policy')
    if (there) draft.policy = there.id
    else lacking.push(RUNS.taken.policyGone(policy.name, nameOf(draft.policy)))
    if (there && there.state !== 'ready') lacking.push(RUNS.taken.unusable(there.name))
    if (spec.verifier === null) return lacking
    if (isKnownVerifier(spec.verifier, models)) draft.verifier = spec.verifier
    else lacking.push(RUNS.taken.verifierGone(verifier?.name ?? spec.verifier, nameOf(draft.verifier)))
    const prm = models.find(({ id }) => id === spec.verifier)
    if (prm && prm.state !== 'ready') lacking.push(RUNS.taken.unusable(prm.name))
    return lacking
  }
}
