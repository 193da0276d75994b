// Turns: several jobs share one thread, one pass of the model each in turn, so that two runs go on together.
// Knows the order of turns and how a job is stopped. Does not know what a job does.
import { EspalierError } from '../contract/errors.ts'

/** Jobs that yield after each pass. */
export interface Turns {
  /** Runs a job to its result. Rejects with what the job throws, or `engine-stopped` if it was stopped. */
  run<Result>(key: string, job: AsyncGenerator<void, Result>): Promise<Result>
  /** Stops a job after the pass it is in; does nothing if there is none of this key. */
  stop(key: string): void
  /** Resolves when no job is left. New jobs are refused from now on. */
  close(): Promise<void>
}

interface Entry {
  job: AsyncGenerator<void, unknown>
  stopped: boolean
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

export function takeTurns(): Turns {
  const entries = new Map<string, Entry>()
  let busy: Promise<void> | null = null
  let closed = false

  const loop = async () => {
    while (entries.size > 0) {
      for (const [key, entry] of [...entries]) {
        await turn(key, entry)
        // Lets messages in (an abort, another job) between two passes.
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    busy = null
  }

  const turn = async (key: string, entry: Entry) => {
    try {
      if (entry.stopped) {
        entries.delete(key)
        await entry.job.return(undefined)
        entry.reject(stopReport())
        return
      }
      const { done, value } = await entry.job.next()
      if (!done) return
      entries.delete(key)
      entry.resolve(value as never)
    } catch (error) {
      entries.delete(key)
      entry.reject(error)
    }
  }

  return {
    run(key, job) {
      if (closed) return Promise.reject(stopReport())
      return new Promise((resolve, reject) => {
        entries.set(key, { job, stopped: false, resolve, reject })
        busy ??= loop()
      })
    },
    stop(key) {
      const entry = entries.get(key)
      if (entry) entry.stopped = true
    },
    async close() {
      closed = true
      for (const entry of entries.values()) entry.stopped = true
      await busy
    },
  }
}

function stopReport(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The model was stopped before it had finished.',
    advice: 'Start the run again; the model is loaded anew.',
  })
}
