// The thread of the searches: hosts every run that is going on, and posts what they say in batches.
// Knows runs by id, the ports of the model sessions and the addresses of servers. Does not know the store, the window or ONNX.
import type { MessagePort } from 'node:worker_threads'
import { parentPort } from 'node:worker_threads'
import type { RunEvent } from '../contract/event.ts'
import { httpPolicy } from '../inference/http-policy.ts'
import { httpVerifier } from '../inference/http-verifier.ts'
import { policyOver, verifierOver } from '../inference/session-client.ts'
import type { Policy } from '../search/policy.ts'
import type { Verifier } from '../search/verifier.ts'
import type { Run } from './run.ts'
import { startRun } from './run.ts'
import type { FromSearch, ModelLine, ToSearch } from './search-messages.ts'

/** Milliseconds between two batches of events: one frame of a 60 Hz screen. */
const BATCH_INTERVAL = 16

function serve(engine: MessagePort): void {
  const runs = new Map<string, Run>()
  const batch = new Map<string, RunEvent[]>()
  let timer: NodeJS.Timeout | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (batch.size === 0) return
    const message: FromSearch = { runs: [...batch].map(([id, events]) => ({ id, events })) }
    batch.clear()
    engine.postMessage(message)
  }

  const start = ({ id, spec, startPaused, policy, verifier }: Extract<ToSearch, { kind: 'start' }>) => {
    const run = startRun({
      spec,
      startPaused,
      policy: policyAt(policy),
      verifier: verifier && verifierAt(verifier),
      emit(event) {
        const waiting = batch.get(id)
        if (waiting) waiting.push(event)
        else batch.set(id, [event])
        timer ??= setTimeout(flush, BATCH_INTERVAL)
      },
    })
    runs.set(id, run)
    void run.finished.then(() => {
      runs.delete(id)
      for (const line of [policy, verifier]) if (line?.kind === 'session') line.port.close()
      flush()
    })
  }

  engine.on('message', (message: ToSearch) => {
    if (message.kind === 'start') start(message)
    // A run that has just ended needs no command any more.
    else runs.get(message.id)?.[message.command]()
  })
}

function policyAt(line: ModelLine): Policy {
  return line.kind === 'server' ? httpPolicy(line.facts) : policyOver(line.port, line.facts)
}

function verifierAt(line: ModelLine): Verifier {
  return line.kind === 'server' ? httpVerifier(line.facts) : verifierOver(line.port, line.facts)
}

if (parentPort) serve(parentPort)
