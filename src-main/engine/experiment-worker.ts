// The thread that sums up experiments: seconds of arithmetic that would hold up every run if the engine did them.
// Knows the results that it was sent so far. Does not know files or who asks.
import { parentPort } from 'node:worker_threads'
import { reportOf } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { ExperimentHeader, ExperimentResult } from '../contract/experiment.ts'
import type { FromSums, ToSums } from './experiment-sums.ts'
import { exportOf } from './experiment/export.ts'
import { comparePoints, summarize } from './experiment/summary.ts'

interface Known {
  header: ExperimentHeader
  results: ExperimentResult[]
  seconds: number[]
}

const experiments = new Map<string, Known>()

parentPort?.on('message', (message: ToSums) => {
  if (message.kind === 'forget') {
    experiments.delete(message.id)
    return
  }
  const { call, id, header, from, results, seconds } = message
  const known = experiments.get(id) ?? { header, results: [], seconds: [] }
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

function answerTo(asked: Exclude<ToSums, { kind: 'forget' }>, { header, results, seconds }: Known): FromSums['value'] {
  switch (asked.kind) {
    case 'summary':
      return summarize(header, results, seconds)
    case 'export':
      return exportOf(asked.format, { header, results, seconds, figure: asked.figure })
    case 'compare':
      return comparePoints(header, results, asked.first, asked.second)
  }
}

/** A figure that no report takes, or points that cannot be compared, are the caller's fault; anything else is ours. */
function refusalOf(error: unknown): ErrorReport {
  if (!(error instanceof RangeError)) return reportOf(error)
  return { code: 'bad-input', message: error.message, advice: 'Choose another picture or other points.' }
}
