// The thread that sums up experiments: seconds of arithmetic that would hold up every run if the engine did them.
// Knows the results that it was sent so far. Does not know files or who asks.
import { parentPort } from 'node:worker_threads'
import type { Calls } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import { EspalierError } from '../../contract/errors.ts'
import { unitCount } from '../../contract/experiment-size.ts'
import type { ExperimentHeader, ExperimentResult } from '../../contract/experiment.ts'
import type { ExperimentSummary } from '../../contract/experiment-summary.ts'
import { threadPort } from '../../inference/thread/thread-port.ts'
import { exportOf } from './export/export.ts'
import { comparePoints, summarize } from './figures/summary.ts'
import type { SumsCalls, SumsSource, SumsTopics } from './sums-calls.ts'

interface Known {
  header: ExperimentHeader
  results: ExperimentResult[]
  seconds: (number | null)[]
  /** Made from so many results: the exports of a finished experiment share it. */
  summary: { of: number; value: ExperimentSummary } | null
}

/** Resamples of a finished experiment. */
const RESAMPLES_FINISHED = 10_000

const experiments = new Map<string, Known>()

if (parentPort) {
  const engine = openChannel<Calls, SumsCalls, SumsTopics>(threadPort(parentPort, { staying: true }), {
    summary: ({ source }) => summaryOf(known(source)),
    export: ({ source, format, figure }) => {
      const one = known(source)
      return orRefusal(() => exportOf(format, { ...one, figure, summary: () => summaryOf(one) }))
    },
    compare: ({ source, first, second }) => {
      const { header, results } = known(source)
      return orRefusal(() => comparePoints(header, results, first, second))
    },
  })
  engine.listen('forget', ({ id }) => experiments.delete(id))
}

/** The experiment with what this question brings. */
function known({ id, header, from, results, seconds }: SumsSource): Known {
  const one = experiments.get(id) ?? { header, results: [], seconds: [], summary: null }
  experiments.set(id, one)
  // Not by `splice`, which takes no more results at once than a call takes arguments.
  one.results = [...one.results.slice(0, from), ...results]
  one.seconds = [...one.seconds.slice(0, from), ...seconds]
  return one
}

function summaryOf(one: Known): ExperimentSummary {
  const { header, results, seconds } = one
  if (one.summary?.of !== results.length) {
    one.summary = { of: results.length, value: summarize(header, results, seconds, resamplesOf(one)) }
  }
  return one.summary.value
}

/** The full number for a finished experiment, the usual one for another, which is summed up again and again. */
function resamplesOf({ header, results }: Known): { resamples?: number } {
  const finished = results.length >= unitCount(header.spec, header.problems.length)
  return finished ? { resamples: RESAMPLES_FINISHED } : {}
}

/** A figure that no report takes, or points that cannot be compared, are the caller's fault; anything else is ours. */
function orRefusal<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    const advice = 'Choose another picture or other points.'
    throw new EspalierError({ code: 'bad-input', message: cause.message, advice }, { cause })
  }
}
