// The models of one run: opened together, a line to each, and opened anew where a session has ended in mid-run.
// Knows the library and sessions. Does not know threads of searches or what a run does.
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { ROLE_NAMES } from '../../contract/model.ts'
import type { ModelRole } from '../../contract/model.ts'
import { isSameModel } from '../../contract/run.ts'
import type { RunHeader, RunModel, RunSpec } from '../../contract/run.ts'
import type { ModelLibrary, OpenModel } from '../library/model-library.ts'
import { openVerifier } from '../library/run-verifier.ts'
import type { OpenVerifier } from '../library/run-verifier.ts'
import type { ModelLine, Renewal } from './search-calls.ts'

/** Times that the models of one run are started again before it fails with the reason. */
export const RENEWALS = 3

export interface RunModels {
  policy: OpenModel
  verifier: OpenVerifier | null
}

/** Opens what the specification names; see ModelLibrary.open and `openVerifier`. */
export async function openRunModels(
  library: ModelLibrary,
  { policy, verifier, judge }: Pick<RunSpec, 'policy' | 'verifier' | 'judge'>,
): Promise<RunModels> {
  return {
    policy: await library.open(policy, 'policy'),
    verifier: verifier === null ? null : await openVerifier(library, verifier, judge),
  }
}

/** How a run records its models; the policy's own confidence is none. */
export function recordsOf({ policy, verifier }: RunModels): RunModel[] {
  return [policy, verifier].flatMap((open) => (open === null || open.kind === 'own' ? [] : [open.model]))
}

/** The ends of lines to these models, for one run; the policy's own confidence needs none. */
export function linesTo({ policy, verifier }: RunModels): { policy: ModelLine; verifier: ModelLine | null } {
  return { policy: lineTo(policy), verifier: verifier === null || verifier.kind === 'own' ? null : lineTo(verifier) }
}

/**
 * Opens a model anew whose session has ended, in place, once that one's thread is gone. Rejects where it cannot be opened any
 * more, or is another one by now.
 */
export async function renewModel(library: ModelLibrary, models: RunModels, role: ModelRole): Promise<Renewal> {
  const lost = models[role]
  if (lost?.kind !== 'session') throw new RangeError('Only a session can be opened anew.')
  const report = await lost.session.closed
  const open = await openAgain(library, lost.model, role)
  if (!isSameModel(open.model, lost.model)) throw new EspalierError(otherModel(lost.model.name))
  models[role] = open
  const moved = open.model.device !== lost.model.device
  return { line: lineTo(open), notice: startedAgain(role, report, moved ? open.model.device : null) }
}

/**
 * Lines to the models of a run that has ended, opened again as far as they are needed; the policy's own confidence needs none. Rejects as
 * `openRunModels` does, and with `bad-input` where one is another model by now.
 */
export async function linesAgain(
  library: ModelLibrary,
  { spec, policy, verifier }: Pick<RunHeader, 'spec' | 'policy' | 'verifier'>,
  needs: { policy: boolean; verifier: boolean },
): Promise<{ policy: ModelLine | null; verifier: ModelLine | null }> {
  const opened = {
    policy: needs.policy ? await library.open(spec.policy, 'policy') : null,
    verifier: needs.verifier && spec.verifier !== null ? await openVerifier(library, spec.verifier, spec.judge) : null,
  }
  if (opened.policy && !isSameModel(opened.policy.model, policy)) throw notTheSame(policy)
  if (opened.verifier && verifier && !isSameModel(opened.verifier.model, verifier)) throw notTheSame(verifier)
  return {
    policy: opened.policy && lineTo(opened.policy),
    verifier: opened.verifier === null || opened.verifier.kind === 'own' ? null : lineTo(opened.verifier),
  }
}

/** Resolves when a session of these models has ended, in order or not; at once where none of them has one. */
export async function firstEnd(models: RunModels): Promise<void> {
  const ends = sessionsOf(models).map(({ session }) => session.closed)
  if (ends.length > 0) await Promise.race(ends)
}

/** Which models have another session by now, and why the one before has ended. */
export async function replacedModels(
  before: RunModels,
  now: RunModels,
): Promise<{ role: ModelRole; report: ErrorReport | null }[]> {
  const kept = new Set(sessionsOf(now).map(({ session }) => session))
  const gone = sessionsOf(before).filter(({ session }) => !kept.has(session))
  return await Promise.all(gone.map(async ({ role, session }) => ({ role, report: await session.closed })))
}

function sessionsOf(models: RunModels) {
  return (['policy', 'verifier'] as const).flatMap((role) => {
    const open = models[role]
    return open?.kind === 'session' ? [{ role, session: open.session }] : []
  })
}

/** What is told of a model that was started again. */
export function startedAgain(role: ModelRole, report: ErrorReport | null, device: string | null = null): ErrorReport {
  const place = device === null ? '' : ` It now runs on the device “${device}”.`
  return {
    code: 'engine-stopped',
    message: `The ${ROLE_NAMES[role]} stopped unexpectedly and was started again.${place}`,
    advice: 'Nothing is lost. Report it with the details if it happens often.',
    ...(report?.details === undefined ? {} : { details: report.details }),
  }
}

async function openAgain(library: ModelLibrary, { id, judge }: RunModel, role: ModelRole): Promise<OpenModel> {
  const open = role === 'policy' ? await library.open(id, role) : await openVerifier(library, id, judge)
  if (open.kind === 'own') throw new RangeError('There is nothing to open.')
  return open
}

function lineTo(open: OpenModel): ModelLine {
  const { prompt = null, judge = null, reward = null } = open.model
  if (open.kind === 'server') return { kind: 'server', facts: open.facts, prompt, judge, reward }
  const { facts } = open.session
  return { kind: 'session', port: open.session.connect(prompt, judge, reward), facts, prompt, judge, reward }
}

function otherModel(name: string): ErrorReport {
  return {
    code: 'engine-stopped',
    message: `The model “${name}” stopped unexpectedly, and its file was replaced since the run began.`,
    advice: 'Start the run again; the tree is kept as far as it had grown.',
  }
}

function notTheSame({ name }: RunModel): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is not the one any more that this run was made with.`,
    advice: 'Start the run again to search with the model as it is now.',
  })
}
