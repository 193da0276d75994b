// The thread that sums up experiments: seconds of arithmetic that would hold up every run if the engine did them.
// Knows the results that it was sent so far. Does not know files or who asks.
import { parentPort } from 'node:worker_threads'
import { reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { unitCount } from '../../contract/experiment-size.ts'
import type { ExperimentHeader, ExperimentResult } from '../../contract/experiment.ts'
import type { ExperimentSummary } from '../../contract/experiment-summary.ts'
import type { FromSums, ToSums } from './experiment-sums.ts'
import { exportOf } from './export/export.ts'
import { comparePoints, summarize } from './figures/summary.ts'

interface Known {
  header: ExperimentHeader
  results: ExperimentResult[]
  seconds: number[]
  /** Made from so many results: the exports of a finished experiment share it. */
  summary: { of: number; value: ExperimentSummary } | null
}

/** Resamples of a finished experiment. */
const RESAMPLES_FINISHED = 10_000

const experiments = new Map<string, Known>()

parentPort?.on('message', (message: ToSums) => {
  if (message.kind === 'forget') {
    experiments.delete(message.id)
    return
  }
  const { call, id, header, from, results, seconds } = message
  const known = experiments.get(id) ?? { header, results: [], seconds: [], summary: null }
  experiments.set(id, known)
  known.results.splice(from, Infinity, ...results)
  known.seconds.splice(from, Infinity, ...seconds)
  let answer: FromSums
  try {
    const value = answerTo(message, known)
    answer = { call, value, error: null }
  } catch (error) {
    answer = { call, value: null, error: refusalOf(error) }
  }
  parentPort?.postMessage(answer)
})

function answerTo(asked: Exclude<ToSums, { kind: 'forget' }>, known: Known): FromSums['value'] {
  const { header, results, seconds } = known
  const summary = () => {
    if (known.summary?.of !== results.length) {
      known.summary = { of: results.length, value: summarize(header, results, seconds, resamplesOf(known)) }
    }
    return known.summary.value
  }
  switch (asked.kind) {
    case 'summary':
      return summary()
    case 'export':
      return exportOf(asked.format, { header, results, seconds, figure: asked.figure, summary })
    case 'compare':
      return comparePoints(header, results, asked.first, asked.second)
  }
}

/** The full number for a finished experiment, the usual one for another, which is summed up again and again. */
function resamplesOf({ header, results }: Known): { resamples?: number } {
  const finished = results.length >= unitCount(header.spec, header.problems.length)
  return finished ? { resamples: RESAMPLES_FINISHED } : {}
}

/** A figure that no report takes, or points that cannot be compared, are the caller's fault; anything else is ours. */
function refusalOf(error: unknown): ErrorReport {
  if (!(error instanceof RangeError)) return reportOf(error)
  return { code: 'bad-input', message: error.message, advice: 'Choose another picture or other points.' }
}
