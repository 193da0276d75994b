// What the owner of the thread that makes forms asks of it.
// Knows the call. Does not know threads or forms.
import type { Form } from '../../contract/model-card.ts'

export interface FormOrder {
  /** The model's folder or file. */
  place: string
  form: Form
  /** The folder that the form's file belongs in; it is there. */
  folder: string
}

export type FormCalls = {
  /** Makes a form, and gives its file. Cancelled, it leaves nothing. Rejects with `model-missing`, `model-broken` or `store-failed`. */
  make: (order: FormOrder) => string
}

export type FormTopics = {
  /** The share that is made, 0 to 1, as often as it has grown by a hundredth. */
  progress: number
}
