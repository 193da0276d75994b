// The work of an evaluation: problems run several at once, and a line for each that came to its end or could not be run.
// Knows what a failure means for the problems that follow. Does not know files or what is printed.
import type { CallArgument, CallResult, EngineApi } from '../contract/api.ts'
import { ERRORS, EspalierError, reportOf } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { RunHeader, RunRecord } from '../contract/run.ts'
import { foldChanges } from '../contract/tree.ts'
import { runSeedOf } from '../engine/experiment/run/plan.ts'
import { runRequest } from './arguments.ts'
import type { MethodArguments } from './arguments.ts'
import type { EvaluationLine, EvaluationResult } from './evaluation.ts'
import { follow } from './follow.ts'

export type EvaluatedProblem = CallResult<'problems.list'>['problems'][number]

/** So many failures with no result between them, none by a problem's own fault, and no further problem is tried. */
const FAILURES_IN_A_ROW = 3

/** Whether a problem that failed with this code is at fault itself, so that another try would fail, too. */
export function isOwnFault(code: ErrorReport['code']): boolean {
  return ERRORS[code].fault === 'caller'
}

/**
 * Runs problems in their order, `concurrency` at once. `ran` hears of each run before its line comes; a `line` is awaited. Resolves when
 * all were tried or the signal is aborted, which stops what runs. Rejects where models cannot be opened, with what `ran` and `line`
 * throw, and where several problems in a row fail by a fault that is not theirs; by then nothing runs any more.
 */
export async function workThrough(options: {
  engine: EngineApi
  args: MethodArguments
  problems: readonly EvaluatedProblem[]
  concurrency: number
  signal: AbortSignal
  /** Whether runs have gone before, perhaps in another process. */
  begun: boolean
  ran: (header: RunHeader) => void
  line: (line: EvaluationLine) => Promise<void>
}): Promise<void> {
  const { engine, args, problems, concurrency, ran, line } = options
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  let begun = options.begun
  let next = 0
  let failures = 0

  const tryOne = async (problem: EvaluatedProblem) => {
    const { id, level } = problem
    const seed = runSeedOf(args.seed, id)
    const { header, result, error } = await runOnce(engine, runRequest({ ...args, seed }, problem), signal)
    if (header) {
      begun = true
      ran(header)
    }
    if (result) {
      failures = 0
      await line({ id, level, seed, ...result })
    }
    if (!error) return
    if (!begun) throw new EspalierError(error)
    await line({ id, level, seed, error: { code: error.code, message: error.message } })
    if (!isOwnFault(error.code) && ++failures === FAILURES_IN_A_ROW) throw givenUp(error)
  }

  const worker = async () => {
    while (next < problems.length && !signal.aborted) {
      await tryOne(problems[next++]!).catch((error: unknown) => failed.abort(error))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  failed.signal.throwIfAborted()
}

/** What became of a run: the result of one that came to its end, the error of one that failed, neither for one that was stopped. */
interface Outcome {
  /** Null where no run could begin. */
  header: RunHeader | null
  result?: Pick<EvaluationResult, 'answer' | 'correct' | 'cost' | 'notices'>
  error?: ErrorReport
}

async function runOnce(engine: EngineApi, request: CallArgument<'runs.start'>, signal: AbortSignal): Promise<Outcome> {
  let record: RunRecord
  try {
    record = await follow(engine, request, { signal })
  } catch (failure) {
    // Anything but a server would refuse every other problem just so.
    const error = reportOf(failure)
    if (!isOfServer(error)) throw failure
    return { header: null, error }
  }
  const { header, events } = record
  await engine.call('runs.delete', { id: header.id })
  const changes = events.map(({ change }) => change)
  const { state, chosen, cost, error } = foldChanges(changes)
  if (state === 'failed' && error) return { header, error }
  if (state !== 'done') return { header }
  const answer = chosen?.answer ?? null
  const refused = changes.flatMap((change) => (change.type === 'notice' ? change.notice : [])).filter(isOfServer)
  // The paths that were refused might have found one.
  if (answer === null && refused[0]) return { header, error: refused[0] }
  // Without an answer a problem with a reference is not solved.
  const correct = header.spec.problem.answer === null ? null : (chosen?.correct ?? false)
  const notices = refused.map(({ code, message }) => ({ code, message }))
  return { header, result: { answer, correct, cost, ...(notices.length === 0 ? {} : { notices }) } }
}

function isOfServer({ code }: ErrorReport): boolean {
  return ERRORS[code].fault === 'server'
}

function givenUp({ code, message, details }: ErrorReport): EspalierError {
  return new EspalierError({
    code,
    message: `${FAILURES_IN_A_ROW} problems in a row could not be run, so the others were not tried. ${message}`,
    advice: 'What was done is kept: mend that, then give the same command again.',
    ...(details === undefined ? {} : { details }),
  })
}
