// The first line of an experiment's journal: what its results are of.
// Knows older forms of it, and when two are of the same experiment. Does not know files, or the lines behind it.
import { z } from 'zod'
import { ExperimentHeader } from '../../../contract/experiment.ts'
import { samplingsOf } from '../../../contract/experiment-sampling.ts'
import { EspalierError } from '../../../contract/errors.ts'
import { sentenceOf } from '../../../contract/issue-words.ts'
import { isSameModel } from '../../../contract/run.ts'
import type { ExperimentSteps } from './journal-steps.ts'
import { brought, newestVersion, versionOf } from '../../record-steps.ts'
import type { PlainRecord } from '../../record-steps.ts'

/** The header in a journal’s first line, in the newest form, and the version that it was written in. Throws `bad-input`. */
export function headerIn(line: string, steps: ExperimentSteps): { header: ExperimentHeader; version: number } {
  const damaged = (how: string, cause: Error) =>
    new EspalierError(
      {
        code: 'bad-input',
        message: `Line 1 of the experiment's journal is damaged: ${how}`,
        advice: 'It says what the results are of: restore the file.',
        ...(cause instanceof z.ZodError ? {} : { details: cause.message }),
      },
      { cause },
    )
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw damaged('it is not JSON.', error as Error)
  }
  const newest = newestVersion(steps)
  const version = versionOf(value) ?? newest
  if (version > newest) throw newerJournal(version, newest)
  const header = ExperimentHeader.safeParse(broughtHeader(value, version, steps))
  if (header.success) return { header: header.data, version }
  throw damaged(sentenceOf(header.error, 'it'), header.error)
}

function broughtHeader(value: unknown, version: number, steps: ExperimentSteps): unknown {
  if (typeof value !== 'object' || value === null) return value
  const spec = brought((value as PlainRecord)['spec'], 'spec', version, steps)
  return brought({ ...value, spec }, 'header', version, steps)
}

function newerJournal(version: number, newest: number): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This experiment was written by a newer version of Espalier.',
    advice: 'Update Espalier to open it.',
    details: `version ${version}, this program knows ${newest}`,
  })
}

/** Throws `bad-input` that names what of the wanted experiment the one that was found has not. */
export function checkSame(found: ExperimentHeader, wanted: ExperimentHeader): void {
  const same = {
    specification: wholeSpec(found) === wholeSpec(wanted),
    models: areSameModels(found, wanted),
    problems: areSameProblems(found, wanted),
  }
  const differs = (['specification', 'models', 'problems'] as const).filter((fact) => !same[fact])
  if (differs.length === 0) return
  throw new EspalierError({
    code: 'bad-input',
    message: `The folder holds another experiment: its ${differs.join(' and ')} differ.`,
    advice: 'Choose another folder, or restore what was changed.',
  })
}

/** The specification with the sampling that it stands for, which one may spell out and the other leave to the policies. */
function wholeSpec({ spec, policies }: ExperimentHeader): string {
  return JSON.stringify({ ...spec, sampling: samplingsOf(spec, policies) })
}

/** Whether two headers name the same models, as far as both know them. */
export function areSameModels(one: ExperimentHeader, other: ExperimentHeader): boolean {
  const [first, second] = [one, other].map(({ policies, verifier }) => [...policies, ...(verifier ? [verifier] : [])])
  return first!.length === second!.length && first!.every((model, place) => isSameModel(model, second![place]!))
}

/** Whether two headers are about the same problems, as far as both know their texts. */
export function areSameProblems(one: ExperimentHeader, other: ExperimentHeader): boolean {
  const known = one.problemsChecksum !== undefined && other.problemsChecksum !== undefined
  return (
    JSON.stringify(one.problems) === JSON.stringify(other.problems) &&
    (!known || one.problemsChecksum === other.problemsChecksum)
  )
}
