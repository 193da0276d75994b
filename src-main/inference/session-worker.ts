// The session worker: a thread that owns one model session. Entry of a worker thread.
// Knows its start, its clients' ports and its orderly end: jobs are stopped between two passes, the session is released, then the
// thread ends by itself. (Ending a thread while ONNX Runtime runs in it aborts the whole process.) Does not know searches.
import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { openChannel } from '../contract/channel.ts'
import { EspalierError, reportOf } from '../contract/errors.ts'
import { openContinuousBatch } from './continuous-batch.ts'
import { propose } from './decoder.ts'
import type { LoadedModel } from './loaded-model.ts'
import { readModelFolder } from './model-folder.ts'
import { openOnnxSession } from './onnx-session.ts'
import type { OnnxSession } from './onnx-session.ts'
import { openPrefixCache } from './prefix-cache.ts'
import { AbortMessage, ProposeCall, ScoreCall } from './session-messages.ts'
import type { SessionFacts, SessionOptions } from './session-messages.ts'
import { score } from './step-scorer.ts'
import { threadPort } from './thread-port.ts'
import { openTokenizer } from './tokenizer.ts'

type Model = Omit<LoadedModel, 'cache'> & { session: OnnxSession }
type Order = { kind: 'connect'; port: MessagePort } | { kind: 'close' }

const parent = parentPort!
/** One for each job that goes on. */
const jobs = new Set<AbortController>()
let closed = false

try {
  const options = workerData as SessionOptions
  const model = await open(options)
  parent.on('message', (order: Order) => {
    if (order.kind === 'connect')
      serve({ ...model, cache: openPrefixCache({ byteLimit: options.cacheBytes }) }, order.port)
    else void end(model)
  })
} catch (error) {
  parent.postMessage({ kind: 'failed', report: reportOf(error) })
}

async function open({ folder: path, role, dtype, device, threads }: SessionOptions): Promise<Model> {
  const folder = await readModelFolder(path, role, dtype)
  const tokenizer = openTokenizer(folder)
  const session = await openOnnxSession({ folder, device, threads })
  const { name, shape, sha256 } = folder
  parent.postMessage({ kind: 'ready', facts: { name, role, shape, sha256, device } satisfies SessionFacts })
  return { folder, tokenizer, session, batch: openContinuousBatch({ session, folder }) }
}

/** Each client has a prefix cache of its own, so that what a run costs does not depend on the runs beside it. */
function serve(model: LoadedModel, port: MessagePort): void {
  const own = new Map<number, AbortController>()
  const run = async <Result>(job: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
    if (closed) throw stopReport()
    const abort = new AbortController()
    own.set(job, abort)
    jobs.add(abort)
    try {
      return await work(abort.signal)
    } finally {
      own.delete(job)
      jobs.delete(abort)
    }
  }
  const channel = openChannel(threadPort(port), async (name, argument) => {
    if (name === 'propose') {
      const { job, requests, sampling } = ProposeCall.parse(argument)
      return run(job, (signal) => propose(model, requests, { sampling, signal }))
    }
    if (name === 'score') {
      const { job, paths } = ScoreCall.parse(argument)
      return run(job, (signal) => score(model, paths, signal))
    }
    throw new EspalierError({ code: 'bad-input', message: `A model session knows no call “${name}”.`, advice: '' })
  })
  channel.listen('abort', (message) => own.get(AbortMessage.parse(message).job)?.abort(stopReport()))
  // Nobody waits for the jobs of a client that is gone.
  port.once('close', () => {
    for (const abort of own.values()) abort.abort(stopReport())
  })
}

async function end({ batch, session }: Model): Promise<void> {
  closed = true
  for (const abort of jobs) abort.abort(stopReport())
  await batch.idle()
  await session.release()
  parent.close()
}

function stopReport(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The model was stopped before it had finished.',
    advice: 'Start the run again; the model is loaded anew.',
  })
}
