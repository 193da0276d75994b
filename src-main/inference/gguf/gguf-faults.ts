// What is said of a GGUF file that cannot be used.
// Knows the sentences' frame. Does not know what can be wrong: whoever reads a part says it.
import { brokenModel } from '../weights/model-faults.ts'

/** `what` is the middle of a sentence; `details` are private. */
export function brokenGguf(path: string, what: string, details = path): Error {
  return brokenModel(path, what, details, 'Get the file again from where it came, or choose another model.')
}

/** Of a file that is in order, but of a kind that is not known here. */
export function unknownGguf(path: string, what: string, details = path): Error {
  return brokenModel(path, what, details, 'Choose a model of a kind that is known.')
}
