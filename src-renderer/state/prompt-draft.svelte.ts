// How one model is asked, while somebody edits it: fields, what is wrong with them, and whether they differ from what is kept.
// Knows the record. Does not know the form or the engine.
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import type { PromptRecord } from '../../src-main/contract/prompt-record.ts'
import { checkedPrompt, faultsOfReport } from './prompt-faults.ts'
import type { PromptFaults } from './prompt-faults.ts'
import { fieldsOf, isUsualJudge, recordOf, usualJudgeFields } from './prompt-fields.ts'
import type { PromptFields } from './prompt-fields.ts'

export class PromptDraft {
  fields: PromptFields = $state()!
  /** What the engine said of the record that it got last; false after the next change. */
  #refused = $state.raw<{ record: string; faults: PromptFaults } | null>(null)
  #kept: string = $state()!

  #checked = $derived(checkedPrompt(recordOf(this.fields)))
  #text = $derived(JSON.stringify(recordOf(this.fields)))
  /** What the fields say, or null while something is wrong. */
  record: PromptRecord | null = $derived(this.#checked.record)
  /** What is wrong, by field; what the engine said holds for the record that it was said of. */
  faults: PromptFaults = $derived(
    this.#refused?.record === this.#text ? { ...this.#refused.faults, ...this.#checked.faults } : this.#checked.faults,
  )
  /** Whether the fields say anything else than what is kept. */
  changed: boolean = $derived(this.#text !== this.#kept)
  /** Whether the fields say nothing of their own of what it is asked as a judge. */
  usualJudge: boolean = $derived(isUsualJudge(this.fields))

  constructor(kept: PromptRecord) {
    this.read(kept)
  }

  /** Takes every field from a record that is kept. */
  read(kept: PromptRecord): void {
    this.fields = fieldsOf(kept)
    this.#kept = JSON.stringify(recordOf(this.fields))
    this.#refused = null
  }

  /** Follows what is kept now, but loses nothing that somebody wrote. */
  follow(kept: PromptRecord): void {
    if (!this.changed) this.read(kept)
    else this.#kept = JSON.stringify(recordOf(fieldsOf(kept)))
  }

  /** Takes what the engine said of this record. Returns whether a field shows it. */
  refuse(report: ErrorReport, record: PromptRecord): boolean {
    const faults = faultsOfReport(report)
    if (faults === null || this.record === null) return false
    if (JSON.stringify(record) === JSON.stringify(this.record)) this.#refused = { record: this.#text, faults }
    return true
  }

  /** Goes back to the usual question of a judge. */
  askAsUsual(): void {
    Object.assign(this.fields, usualJudgeFields())
  }

  addExample(): void {
    this.fields.examples.push({ question: '', solution: '' })
  }

  removeExample(place: number): void {
    this.fields.examples.splice(place, 1)
  }
}
