// The session worker: a thread of model sessions, which may be one. Entry of a worker thread.
// Knows its owner's calls, each of which names a session, and its orderly end: the owner says when no session is left, and the
// thread ends by itself. (Ending a thread while ONNX Runtime runs in it aborts the whole process.) Does not know searches, or
// which sessions share a thread.
import { parentPort } from 'node:worker_threads'
import type { Calls } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import { worksInPlace } from '../graph/in-place-check.ts'
import { threadPort } from '../thread/thread-port.ts'
import { openServedSession } from './served-session.ts'
import type { ServedSession } from './served-session.ts'
import type { SessionThreadCalls, SessionThreadTopics } from './session-calls.ts'

// ONNX Runtime gets ready beside this thread while it waits for a model, or reads the first one's files.
void worksInPlace()

const sessions = new Map<number, ServedSession>()
const owner = openChannel<Calls, SessionThreadCalls, SessionThreadTopics>(threadPort(parentPort!, { staying: true }), {
  async open({ session, options }) {
    const opened = await openServedSession(options)
    sessions.set(session, opened)
    return { facts: opened.facts, sums: options.sums }
  },
  connect({ session, port, ...asked }) {
    const served = sessions.get(session)
    // Whoever asks over the other end of a closed port is told that nobody is there.
    if (served) served.serve(port, asked)
    else port.close()
  },
  measure: ({ session }) => sessions.get(session)?.cacheUse() ?? null,
  async close({ session }) {
    await sessions.get(session)?.end()
    sessions.delete(session)
  },
})
owner.listen('end', () => parentPort!.close())
