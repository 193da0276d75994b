// A specification as a file: its text, and what is wrong with a file that a person chose.
// Knows JSON and the record. Does not know how files are chosen or saved.
import { EspalierError } from '../../src-main/contract/errors.ts'
import { ExperimentSpec } from '../../src-main/contract/experiment.ts'
import { sentenceOf } from '../../src-main/contract/issue-words.ts'
import { EXPERIMENT } from '../text/experiment.ts'

/** Characters; a specification has a few thousand. */
export const SPEC_FILE_LIMIT = 1_000_000

/** The text of a file that holds the specification. */
export function specText(spec: ExperimentSpec): string {
  return `${JSON.stringify(spec, null, 2)}\n`
}

/** A name for a file of this experiment, without its ending: small letters, digits and hyphens. */
export function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[’']|\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `espalier-${plain.slice(0, 60) || 'experiment'}`
}

/** Reads a file's text. Throws `bad-input` that says which part of it does not fit. */
export function readSpec(text: string, name: string): ExperimentSpec {
  if (text.length > SPEC_FILE_LIMIT) throw refused(EXPERIMENT.file.tooLarge(name), EXPERIMENT.file.notJsonAdvice)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refused(EXPERIMENT.file.notJson(name), EXPERIMENT.file.notJsonAdvice, String(error))
  }
  const checked = ExperimentSpec.safeParse(value)
  if (checked.success) return checked.data
  const issues = checked.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw refused(
    EXPERIMENT.file.notSpec(name),
    EXPERIMENT.file.notSpecAdvice(sentenceOf(checked.error, 'The specification')),
    issues.join('\n'),
  )
}

function refused(message: string, advice: string, details?: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice, ...(details === undefined ? {} : { details }) })
}
