// The engine's end of the thread that reads files of other programs.
// Knows which thread. Does not know how a file is read.
import { askOnce } from '../../inference/thread/one-question.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import { tooMuch } from '../library/dataset-reader.ts'
import type { ForeignCalls } from './foreign-calls.ts'

/** Asks a thread of its own. Rejects with `bad-input` for a file that cannot be read, or that takes too much time or memory. */
export function askForeign<Name extends keyof ForeignCalls>(
  name: Name,
  source: Parameters<ForeignCalls[Name]>[0],
): Promise<ReturnType<ForeignCalls[Name]>> {
  const thread = { entry: workerEntry('engine/foreign/foreign-worker'), name: 'foreign results', lost: tooMuch }
  return askOnce<ForeignCalls, ReturnType<ForeignCalls[Name]>>(thread, (channel) => channel.call(name, source))
}
