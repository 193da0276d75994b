// The search worker: a thread in which all searches run, so that none of them ever holds up the engine. Entry of a worker thread.
// Knows running searches and how their events are batched. Does not know storage, windows or ONNX Runtime.
import { parentPort } from 'node:worker_threads'
import type { RunEvent } from '../contract/event.ts'
import { policyOver, verifierOver } from '../inference/session-client.ts'
import type { Policy } from '../search/policy.ts'
import type { Verifier } from '../search/verifier.ts'
import { startRun } from './run.ts'
import type { Run } from './run.ts'
import type { FromSearch, ToSearch } from './search-messages.ts'

/** Milliseconds that events wait for company: one frame of a 60 Hz screen. */
const BATCH_INTERVAL = 16

const parent = parentPort!
const policies = new Map<string, Policy>()
const verifiers = new Map<string, Verifier>()
const runs = new Map<string, Run>()

parent.on('message', (message: ToSearch) => {
  switch (message.kind) {
    case 'session': {
      const { model, port, facts } = message
      if (facts.role === 'policy') policies.set(model, policyOver(port, facts))
      else verifiers.set(model, verifierOver(port, facts))
      break
    }
    case 'start':
      start(message)
      break
    case 'order':
      runs.get(message.run)?.[message.order]()
      break
    case 'close':
      void close()
      break
  }
})

function start({ run: id, spec, startPaused }: Extract<ToSearch, { kind: 'start' }>): void {
  let waiting: RunEvent[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length > 0) parent.postMessage({ run: id, events: waiting } satisfies FromSearch)
    waiting = []
  }
  const run = startRun({
    spec,
    policy: policies.get(spec.policy)!,
    verifier: spec.verifier === null ? null : verifiers.get(spec.verifier)!,
    startPaused,
    emit(event) {
      waiting.push(event)
      timer ??= setTimeout(flush, BATCH_INTERVAL)
    },
  })
  runs.set(id, run)
  void run.finished.then(() => {
    runs.delete(id)
    flush()
  })
}

async function close(): Promise<void> {
  const left = [...runs.values()]
  for (const run of left) run.stop()
  await Promise.all(left.map(({ finished }) => finished))
  // A run's last events are flushed when it has finished, which is one turn later than the promise above.
  setImmediate(() => parent.close())
}
