// The session worker: a thread of model sessions, which may be one. Entry of a worker thread.
// Knows its owner's orders, each of which names a session, and its orderly end: the owner says when no session is left, and the
// thread ends by itself. (Ending a thread while ONNX Runtime runs in it aborts the whole process.) Does not know searches, or
// which sessions share a thread.
import { parentPort } from 'node:worker_threads'
import { reportOf } from '../../contract/errors.ts'
import { openServedSession } from './served-session.ts'
import type { ServedSession } from './served-session.ts'
import type { SessionNews, SessionOrder } from './session-messages.ts'

const parent = parentPort!
const sessions = new Map<number, ServedSession>()
parent.on('message', (order: SessionOrder) => void obey(order))

async function obey(order: SessionOrder): Promise<void> {
  if (order.kind === 'end') {
    parent.close()
    return
  }
  const { session } = order
  const served = sessions.get(session)
  if (order.kind === 'open') {
    try {
      const opened = await openServedSession(order.options)
      sessions.set(session, opened)
      tell({ kind: 'ready', session, facts: opened.facts })
    } catch (error) {
      tell({ kind: 'failed', session, report: reportOf(error) })
    }
  } else if (order.kind === 'connect') {
    // Whoever asks over the other end of a closed port is told that nobody is there.
    if (served) served.serve(order.port)
    else order.port.close()
  } else if (order.kind === 'measure') {
    tell({ kind: 'measured', session, use: served?.cacheUse() ?? null })
  } else {
    await served?.end()
    sessions.delete(session)
    tell({ kind: 'closed', session })
  }
}

function tell(news: SessionNews): void {
  parent.postMessage(news)
}
