// One model session inside its thread: opened, asked by clients, and ended in order: jobs are stopped between two passes, then
// the graph is released. Knows its clients' ports and their jobs. Does not know the other sessions of the thread.
import type { MessagePort } from 'node:worker_threads'
import type { CacheUse } from '../../contract/cache-use.ts'
import { openChannel } from '../../contract/channel.ts'
import type { Usage } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { openContinuousBatch } from '../decoding/continuous-batch.ts'
import { propose } from '../decoding/decoder.ts'
import type { LoadedModel } from '../decoding/loaded-model.ts'
import { readModelFolder } from '../model/model-folder.ts'
import { openOnnxSession } from '../graph/onnx-session.ts'
import { pathsOf } from './path-table.ts'
import { openPrefixCache } from '../decoding/prefix-cache.ts'
import type { PrefixCache } from '../decoding/prefix-cache.ts'
import { rememberTokens } from '../model/remembered-tokens.ts'
import { AbortMessage, ProposeCall, ScoreCall } from './session-messages.ts'
import type { SessionFacts, SessionOptions } from './session-messages.ts'
import { score } from '../decoding/step-scorer.ts'
import { threadPort } from '../thread/thread-port.ts'
import { openTokenizer } from '../model/tokenizer.ts'

export interface ServedSession {
  readonly facts: SessionFacts
  /** Answers a client. Each has a prefix cache of its own, so that what a run costs does not depend on the runs beside it. */
  serve(port: MessagePort): void
  /** What the clients' prefix caches hold, and what they were good for since the session was opened. */
  cacheUse(): CacheUse
  /** Stops all jobs after their current pass, releases the graph and closes the clients' ports. */
  end(): Promise<void>
}

/** Opens a model folder. Rejects with `model-missing`, `model-broken` or `device-refused`. */
export async function openServedSession(options: SessionOptions): Promise<ServedSession> {
  const { folder: path, role, dtype, device, threads, cacheBytes } = options
  const folder = await readModelFolder(path, role, dtype)
  const tokenizer = openTokenizer(folder)
  const session = await openOnnxSession({ folder, device, threads })
  const batch = openContinuousBatch({ session, folder })
  const { name, shape, sha256 } = folder
  const clients = new Map<MessagePort, PrefixCache>()
  const prefixes = { mostBytes: 0, cachedTokens: 0, computedTokens: 0 }
  /** One for each job that goes on. */
  const jobs = new Set<AbortController>()
  let ending = false

  const bytesHeld = () => [...clients.values()].reduce((sum, { bytes }) => sum + bytes, 0)

  const run = async <Result extends { usage: Usage }>(
    own: Jobs,
    job: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ) => {
    if (ending) throw stopReport()
    const abort = new AbortController()
    own.set(job, abort)
    jobs.add(abort)
    try {
      const result = await work(abort.signal)
      prefixes.cachedTokens += result.usage.cachedTokens
      prefixes.computedTokens += result.usage.inputTokens
      return result
    } finally {
      own.delete(job)
      jobs.delete(abort)
      prefixes.mostBytes = Math.max(prefixes.mostBytes, bytesHeld())
    }
  }

  return {
    facts: { name, role, shape, sha256, device },
    serve(port) {
      const cache = openPrefixCache({ byteLimit: cacheBytes })
      const model: LoadedModel = { folder, tokenizer: rememberTokens(tokenizer), batch, cache }
      const own: Jobs = new Map()
      const channel = openChannel(threadPort(port), async (call, argument) => {
        if (call === 'propose') {
          const { job, table, children, sampling } = ProposeCall.parse(argument)
          const requests = pathsOf(table).map((path, index) => ({ path, ...children[index]! }))
          return run(own, job, (signal) => propose(model, requests, { sampling, signal }))
        }
        if (call === 'score') {
          const { job, table } = ScoreCall.parse(argument)
          return run(own, job, (signal) => score(model, pathsOf(table), signal))
        }
        throw new EspalierError({ code: 'bad-input', message: `A model session knows no call “${call}”.`, advice: '' })
      })
      channel.listen('abort', (message) => own.get(AbortMessage.parse(message).job)?.abort(stopReport()))
      clients.set(port, cache)
      // Nobody waits for the jobs of a client that is gone.
      port.once('close', () => {
        clients.delete(port)
        for (const abort of own.values()) abort.abort(stopReport())
      })
    },
    cacheUse: () => ({ caches: clients.size, bytes: bytesHeld(), byteLimit: cacheBytes, ...prefixes }),
    async end() {
      ending = true
      for (const abort of jobs) abort.abort(stopReport())
      await batch.idle()
      await session.release()
      for (const port of clients.keys()) port.close()
    },
  }
}

/** Jobs of one client, by their numbers. */
type Jobs = Map<number, AbortController>

function stopReport(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The model was stopped before it had finished.',
    advice: 'Start the run again; the model is loaded anew.',
  })
}
