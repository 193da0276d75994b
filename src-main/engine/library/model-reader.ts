// The engine's end of the thread that reads models' files. Files that bring it down, or keep it too long, cost nothing but an error.
// Knows the thread and its time limit. Does not know how a model is read.
import type { NoCalls, Topics } from '../../contract/channel.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import { keepWorker } from '../../inference/thread/worker-keeper.ts'
import type { WorkerEnd } from '../../inference/thread/worker-keeper.ts'
import type { ModelReadingCalls } from './model-reading-calls.ts'

/** Milliseconds that one question may take; a file on a slow drive takes a few seconds. */
const LIMIT = 120_000

type Question<Name extends keyof ModelReadingCalls> = (
  what: Parameters<ModelReadingCalls[Name]>[0],
) => Promise<ReturnType<ModelReadingCalls[Name]>>

export type ModelReader = { [Name in keyof ModelReadingCalls]: Question<Name> } & { close(): Promise<void> }

/** The thread starts at the first question, and rests some minutes after the last. */
export function createModelReader(): ModelReader {
  const thread = keepWorker<ModelReadingCalls, NoCalls, Topics>({
    entry: workerEntry('engine/library/model-worker'),
    name: 'models',
    answers: {},
    lost,
  })
  let asked = 0

  const ask =
    <Name extends keyof ModelReadingCalls>(name: Name): Question<Name> =>
    async (what) => {
      asked++
      const late = setTimeout(() => void thread.terminate(), LIMIT)
      try {
        return await thread.worker().channel.call(name, what)
      } finally {
        clearTimeout(late)
        if (--asked === 0) thread.rest()
      }
    }

  return {
    look: ask('look'),
    preview: ask('preview'),
    previewServed: ask('previewServed'),
    reward: ask('reward'),
    tokens: ask('tokens'),
    close: () => thread.close(),
  }
}

function lost({ details }: WorkerEnd): ErrorReport {
  return {
    code: 'model-broken',
    message: 'The files of the model take too much time or memory to be read.',
    advice: 'Get them again from where they came, or choose another model.',
    details,
  }
}
