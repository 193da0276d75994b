// The engine's end of the thread that reads datasets.
// Knows what is told of a file that is too much. Does not know how a file is read.
import type { ErrorReport } from '../../contract/errors.ts'
import { askOnce } from '../../inference/thread/one-question.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import type { WorkerEnd } from '../../inference/thread/worker-keeper.ts'
import type { DatasetCalls } from './dataset-calls.ts'

/** Asks a thread of its own. Rejects with `bad-input` for a file that cannot be read, or that takes too much time or memory. */
export function askReader<Name extends keyof DatasetCalls>(
  name: Name,
  source: Parameters<DatasetCalls[Name]>[0],
): Promise<ReturnType<DatasetCalls[Name]>> {
  const thread = { entry: workerEntry('engine/library/dataset-worker'), name: 'dataset', lost: tooMuch }
  return askOnce<DatasetCalls, ReturnType<DatasetCalls[Name]>>(thread, (channel) => channel.call(name, source))
}

/** What is told of a file that its thread did not survive. */
export function tooMuch({ details }: WorkerEnd): ErrorReport {
  return {
    code: 'bad-input',
    message: 'The file takes too much time or memory to be read.',
    advice: 'Divide it into smaller files, or correct it.',
    details,
  }
}
