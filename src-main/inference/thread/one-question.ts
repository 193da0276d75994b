// A thread for each question, so that what a large file needed leaves nothing behind.
// Knows the thread and its time limit. Does not know what is asked.
import type { Calls, Channel, NoCalls, Topics } from '../../contract/channel.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { startWorker } from './worker-keeper.ts'
import type { WorkerEnd } from './worker-keeper.ts'

/** Milliseconds that a question may take; the largest file takes a few seconds. */
const LIMIT = 120_000

/** Asks a new thread of this entry. Rejects with what it answers, and with what `lost` makes of a thread that ends or takes too long. */
export async function askOnce<Theirs extends Calls, Answer>(
  options: { entry: URL; name: string; lost: (end: WorkerEnd) => ErrorReport },
  question: (channel: Channel<Theirs>) => Promise<Answer>,
): Promise<Answer> {
  const worker = startWorker<Theirs, NoCalls, Topics>({ ...options, answers: {} })
  const late = setTimeout(() => void worker.terminate(), LIMIT)
  try {
    return await question(worker.channel)
  } finally {
    clearTimeout(late)
    await worker.terminate()
  }
}
