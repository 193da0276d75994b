// One model session inside its thread: opened, asked by clients, and ended in order: jobs are stopped between two passes, then
// the graph is released. Knows its clients' ports and their jobs. Does not know the other sessions of the thread.
import { totalmem } from 'node:os'
import type { MessagePort } from 'node:worker_threads'
import type { CacheUse } from '../../contract/cache-use.ts'
import type { Calls } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import type { Usage } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { USUAL_JUDGE } from '../../contract/judge-record.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { REWARD_FILE } from '../../contract/reward-file.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import { openContinuousBatch } from '../decoding/continuous-batch.ts'
import { propose } from '../decoding/decoder.ts'
import { openJudge } from '../decoding/judge.ts'
import type { Judge } from '../decoding/judge.ts'
import type { LoadedModel } from '../decoding/loaded-model.ts'
import { weightsChecksum } from '../model/model-checksum.ts'
import { readModelFolder } from '../model/model-folder.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import { cacheShape, positionBytes } from '../graph/cache-shape.ts'
import { openInPlace, openOnnxSession } from '../graph/onnx-session.ts'
import type { OnnxSession } from '../graph/onnx-session.ts'
import { positionsInMemory } from '../decoding/row-limit.ts'
import { pathsOf } from './path-table.ts'
import { openAskedModel } from '../model/prompt.ts'
import { openRewardReader } from '../model/reward-reader.ts'
import type { RewardReader } from '../model/reward-reader.ts'
import { openPrefixCache } from '../decoding/prefix-cache.ts'
import type { PrefixCache } from '../decoding/prefix-cache.ts'
import { rememberTokens } from '../model/remembered-tokens.ts'
import type { SessionCalls, SessionFacts, SessionOptions } from './session-calls.ts'
import { score } from '../decoding/step-scorer.ts'
import type { ScoredModel } from '../decoding/step-scorer.ts'
import { threadPort } from '../thread/thread-port.ts'
import { openTokenizer } from '../model/tokenizer.ts'
import type { Tokenizer } from '../model/tokenizer.ts'

/** How a client asks; null for what the folder suggests, or is usual. */
export interface AskedRecords {
  prompt: PromptRecord | null
  judge: JudgeRecord | null
  reward: RewardRecord | null
}

export interface ServedSession {
  readonly facts: SessionFacts
  /**
   * Answers a client. Each has a prefix cache of its own, so that what a run costs does not depend on the runs beside it.
   * `prompt` is how it asks a policy, `judge` what a policy is asked as a judge, and `reward` how a PRM is asked. A record that cannot be used is told at each call.
   */
  serve(port: MessagePort, asked: AskedRecords): void
  /** What the clients' prefix caches hold, and what they were good for since the session was opened. */
  cacheUse(): CacheUse
  /** Stops all jobs after their current pass, releases the graph and closes the clients' ports. */
  end(): Promise<void>
}

/** Opens a model folder. Rejects with `model-missing`, `model-broken` or `device-refused`. */
export async function openServedSession(options: SessionOptions): Promise<ServedSession> {
  const { folder: path, role, dtype, form, device, threads, cacheBytes, sums } = options
  let begun: Promise<OnnxSession | null> | null = null
  const published = await readModelFolder(path, role, {
    dtype,
    form,
    graphFound(graph) {
      if (role === 'verifier' || device !== 'cpu') return
      // ONNX Runtime lays the weights out beside this thread, which has the rest of the folder to read.
      begun = openInPlace({ graph, place: path }, { threads })
      begun.catch(() => undefined)
    },
  }).catch(async (error: unknown) => {
    const unused = await begun?.catch(() => null)
    await unused?.release()
    throw error
  })
  const { positions } = published
  // A path ends where the machine has no room for more of it, as it does at the end of the context.
  const folder = {
    ...published,
    positions: positionsInMemory(cacheShape(published), { positions, memory: totalmem() }),
  }
  const { session, tokenizer, sha256 } = await openParts(folder, { device, threads, sums, begun })
  const batch = openContinuousBatch({ session, folder })
  const { name, shape } = folder
  const clients = new Map<MessagePort, PrefixCache>()
  const prefixes = { mostBytes: 0, cachedTokens: 0, computedTokens: 0 }
  const ending = new AbortController()

  const bytesHeld = () => [...clients.values()].reduce((sum, { bytes }) => sum + bytes, 0)

  const counted = async <Result extends { usage: Usage }>(job: Promise<Result>): Promise<Result> => {
    try {
      const result = await job
      prefixes.cachedTokens += result.usage.cachedTokens
      prefixes.computedTokens += result.usage.inputTokens
      return result
    } finally {
      prefixes.mostBytes = Math.max(prefixes.mostBytes, bytesHeld())
    }
  }

  return {
    facts: { name, role, shape, sha256, device, tokenBytes: positionBytes(cacheShape(published)) },
    serve(port, { prompt, judge: question, reward }) {
      const cache = openPrefixCache({ byteLimit: cacheBytes })
      const remembered = rememberTokens(tokenizer)
      let opened: LoadedModel | null = null
      const model = () => {
        const asked = () => openAskedModel(folder, remembered, prompt ?? undefined)
        return (opened ??= { folder, tokenizer: remembered, asked: asked(), reward: null, batch, cache })
      }
      let scorer: ScoredModel | null = null
      const prm = () => (scorer ??= { ...model(), reward: openReader(folder, remembered, reward) })
      let judge: Judge | null = null
      openChannel<Calls, SessionCalls>(threadPort(port), {
        propose({ table, children, sampling }, signal) {
          const requests = pathsOf(table).map((path, index) => ({ path, ...children[index]! }))
          return counted(
            untilEither(signal, ending.signal, (both) => propose(model(), requests, { sampling, signal: both })),
          )
        },
        score({ table }, signal) {
          return counted(
            untilEither(signal, ending.signal, (both) => {
              const paths = pathsOf(table)
              if (role === 'verifier') return score(prm(), paths, both)
              judge ??= openJudge(model(), question ?? USUAL_JUDGE)
              return judge(paths, both)
            }),
          )
        },
      })
      clients.set(port, cache)
      port.once('close', () => clients.delete(port))
    },
    cacheUse: () => ({ caches: clients.size, bytes: bytesHeld(), byteLimit: cacheBytes, ...prefixes }),
    async end() {
      ending.abort(stopReport())
      await batch.idle()
      await session.release()
      for (const port of clients.keys()) port.close()
    },
  }
}

/** Opens what takes long side by side: ONNX Runtime lays weights out beside this thread, which reads the tokenizer and sums up the files. */
async function openParts(
  folder: ModelFolder,
  {
    sums,
    ...opened
  }: Pick<SessionOptions, 'device' | 'threads' | 'sums'> & { begun: Promise<OnnxSession | null> | null },
): Promise<{ session: OnnxSession; tokenizer: Tokenizer; sha256: string }> {
  const opening = openOnnxSession({ folder, ...opened })
  const [session, tokenizer, sha256] = await Promise.all([
    opening,
    Promise.resolve().then(() => openTokenizer(folder)),
    weightsChecksum(folder.graph, sums),
  ]).catch(async (error: unknown) => {
    await opening.then(
      (session) => session.release(),
      () => undefined,
    )
    throw error
  })
  return { session, tokenizer, sha256 }
}

/** By this record, else by what the folder suggests. Throws `bad-input` where there is neither, and as `openRewardReader` does. */
function openReader(folder: ModelFolder, tokenizer: Tokenizer, asked: RewardRecord | null): RewardReader {
  const record = asked ?? folder.reward
  if (record) return openRewardReader(folder, tokenizer, record)
  throw new EspalierError({
    code: 'bad-input',
    message: `Nothing says how the PRM “${folder.name}” is asked.`,
    advice: `Choose its format on the Models screen, or put a ${REWARD_FILE} into its folder.`,
  })
}

/**
 * Does a job under a signal that is aborted with either of these. (`AbortSignal.any` would do, but a signal that lives as long as the
 * session would keep a trace of each job.)
 */
async function untilEither<Result>(
  first: AbortSignal,
  second: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const either = new AbortController()
  const ends = [first, second].map((signal) => {
    const abort = () => either.abort(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    return () => signal.removeEventListener('abort', abort)
  })
  try {
    either.signal.throwIfAborted()
    return await work(either.signal)
  } finally {
    for (const end of ends) end()
  }
}

function stopReport(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The model was stopped before it had finished.',
    advice: 'Start the run again; the model is loaded anew.',
  })
}
