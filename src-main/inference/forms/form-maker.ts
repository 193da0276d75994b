// Makes forms of models in a thread of its own: to read and round gigabytes takes a while.
// Knows the thread's beginning and end. Does not know what a form is (form-source.ts), or which are there. Loads no ONNX Runtime.
import type { NoCalls } from '../../contract/channel.ts'
import { workerEntry } from '../thread/worker-entry.ts'
import { startWorker } from '../thread/worker-keeper.ts'
import type { FormCalls, FormOrder, FormTopics } from './form-calls.ts'

/**
 * Makes a form in a folder that is there, and returns its file; one that is there already is not made again. Rejects with
 * `model-missing`, `model-broken`, `store-failed`, or with the signal's reason when it is aborted; then nothing is left.
 */
export async function makeForm(
  order: FormOrder,
  { signal, progress, entry }: { signal: AbortSignal; progress?: (share: number) => void; entry?: URL },
): Promise<string> {
  signal.throwIfAborted()
  const thread = startWorker<FormCalls, NoCalls, FormTopics>({
    entry: entry ?? workerEntry('inference/forms/form-worker'),
    name: 'forms',
    answers: {},
    lost: ({ details }) => ({
      code: 'engine-stopped',
      message: 'The making of the smaller form ended unexpectedly.',
      advice: 'Make it again, or use the model as it is stored.',
      details,
    }),
  })
  try {
    if (progress) thread.channel.listen('progress', progress)
    return await thread.channel.call('make', order, signal)
  } finally {
    await thread.terminate()
  }
}
