// What is said of a model whose files are missing or wrong, and by which name the model is called.
// Knows the sentences. Does not know files' formats: whoever reads one says what is wrong with it.
import { basename, dirname, resolve } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'

/** What a person calls the model at this path: in the Hugging Face cache the repository's name, else the folder's or file's own. */
export function modelName(path: string): string {
  const whole = resolve(path)
  const revisions = dirname(whole)
  const repository = /^models--.+?--(.+)$/.exec(basename(dirname(revisions)))?.[1]
  if (basename(revisions) === 'snapshots' && repository !== undefined) return repository
  return basename(whole).replace(/\.gguf$/i, '')
}

/** `what` is the middle of a sentence; `details` are private. */
export function brokenModel(path: string, what: string, details: string, advice?: string): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The model “${modelName(path)}” cannot be used: ${what}.`,
    advice: advice ?? 'Get the folder again from where it came, or choose another model.',
    details,
  })
}

/** `what` begins a sentence, such as “The file config.json”. */
export function missingModel(path: string, what: string, details: string): EspalierError {
  return new EspalierError({
    code: 'model-missing',
    message: `${what} of the model “${modelName(path)}” is missing.`,
    advice: 'Put it back, or choose another model.',
    details,
  })
}
