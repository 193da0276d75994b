// The engine's end of the thread that reads datasets: a thread for each question, so that a large file leaves nothing behind.
// Knows the thread and its time limit. Does not know how a file is read.
import type { NoCalls, Topics } from '../../contract/channel.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import { startWorker } from '../../inference/thread/worker-keeper.ts'
import type { WorkerEnd } from '../../inference/thread/worker-keeper.ts'
import type { DatasetCalls } from './dataset-calls.ts'

/** Milliseconds that a file may take; the largest one takes a few seconds. */
const LIMIT = 120_000

/** Asks a thread of its own. Rejects with `bad-input` for a file that cannot be read, or that takes too much time or memory. */
export async function askReader<Name extends keyof DatasetCalls>(
  name: Name,
  source: Parameters<DatasetCalls[Name]>[0],
): Promise<ReturnType<DatasetCalls[Name]>> {
  const worker = startWorker<DatasetCalls, NoCalls, Topics>({
    entry: workerEntry('engine/library/dataset-worker'),
    name: 'dataset',
    answers: {},
    lost,
  })
  const late = setTimeout(() => void worker.terminate(), LIMIT)
  try {
    return await worker.channel.call(name, source)
  } finally {
    clearTimeout(late)
    await worker.terminate()
  }
}

function lost({ details }: WorkerEnd): ErrorReport {
  return {
    code: 'bad-input',
    message: 'The file takes too much time or memory to be read.',
    advice: 'Divide it into smaller files, or correct it.',
    details,
  }
}
