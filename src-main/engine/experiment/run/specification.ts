// A specification of an experiment, as a person writes it.
// Knows older forms of it. Does not know what it plans.
import { z } from 'zod'
import type { ExperimentSpec } from '../../../contract/experiment.ts'
import { EspalierError } from '../../../contract/errors.ts'
import { sentenceOf } from '../../../contract/issue-words.ts'
import { EXPERIMENT_STEPS } from './journal-steps.ts'
import { brought, newestVersion, versionOf } from '../../record-steps.ts'

/** The specification in a JSON text. Throws `bad-input` that names the field. */
export function parseSpec(text: string, schema: z.ZodType<ExperimentSpec>): ExperimentSpec {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw badSpec('The specification is not JSON.', error)
  }
  const newest = newestVersion(EXPERIMENT_STEPS)
  const version = versionOf(value) ?? newest
  if (version > newest) throw badSpec(`The specification has version ${version}; this program knows ${newest}.`)
  const result = schema.safeParse(brought(value, 'spec', version, EXPERIMENT_STEPS))
  if (result.success) return result.data
  throw badSpec(sentenceOf(result.error, 'The specification'), result.error)
}

function badSpec(message: string, cause?: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'bad-input',
      message,
      advice: 'Correct the file; docs/experiments.md shows one.',
      // What zod says of a field stands in the message, in words of ours.
      ...(cause instanceof Error && !(cause instanceof z.ZodError) ? { details: cause.message } : {}),
    },
    { cause },
  )
}
