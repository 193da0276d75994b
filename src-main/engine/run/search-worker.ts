// The thread of the searches: hosts every run that is going on, and posts what they say in batches.
// Knows runs by id, and their lines to the models. Does not know the store, the window or ONNX.
import type { MessagePort } from 'node:worker_threads'
import { parentPort } from 'node:worker_threads'
import { EspalierError } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { ModelRole } from '../../contract/model.ts'
import { policyAt, verifierAt } from './model-line.ts'
import type { Renew } from './model-line.ts'
import type { Run } from './run.ts'
import { startRun } from './run.ts'
import { portsOf } from './search-messages.ts'
import type { FromSearch, Renewal, ToSearch } from './search-messages.ts'

/** Milliseconds between two batches of events: one frame of a 60 Hz screen. */
const BATCH_INTERVAL = 16

interface Hosted {
  run: Run
  /** What its models' lines hold open. */
  ports: MessagePort[]
  /** Those who wait for a line in place of one that was cut off. */
  waiting: Map<ModelRole, PromiseWithResolvers<Renewal>>
}

function serve(engine: MessagePort): void {
  const runs = new Map<string, Hosted>()
  const batch = new Map<string, RunEvent[]>()
  let timer: NodeJS.Timeout | undefined

  const post = (message: FromSearch) => engine.postMessage(message)
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (batch.size === 0) return
    const events = [...batch].map(([id, events]) => ({ id, events }))
    batch.clear()
    post({ kind: 'events', runs: events })
  }

  const start = ({ id, spec, startPaused, policy, verifier, renewals }: Extract<ToSearch, { kind: 'start' }>) => {
    let asked = 0
    const ports = [policy, verifier].flatMap((line) => (line ? portsOf(line) : []))
    const waiting: Hosted['waiting'] = new Map()
    const renewing =
      (role: ModelRole): Renew =>
      async (error) => {
        if (++asked > renewals) throw error
        const answer = Promise.withResolvers<Renewal>()
        waiting.set(role, answer)
        post({ kind: 'renew', id, role })
        const { line, notice } = await answer.promise
        run.tell(notice)
        ports.push(...portsOf(line))
        return line
      }
    const run = startRun({
      spec,
      startPaused,
      policy: policyAt(policy, renewing('policy')),
      verifier: verifier && verifierAt(verifier, renewing('verifier')),
      emit(event) {
        const waiting = batch.get(id)
        if (waiting) waiting.push(event)
        else batch.set(id, [event])
        timer ??= setTimeout(flush, BATCH_INTERVAL)
      },
    })
    runs.set(id, { run, ports, waiting })
    void run.finished.then(() => {
      runs.delete(id)
      for (const port of ports) port.close()
      flush()
    })
  }

  const renewed = ({ id, role, outcome }: Extract<ToSearch, { kind: 'renewed' }>) => {
    const answer = runs.get(id)?.waiting.get(role)
    if ('error' in outcome) answer?.reject(new EspalierError(outcome.error))
    else if (answer) answer.resolve(outcome)
    // The run has ended while it waited.
    else for (const port of portsOf(outcome.line)) port.close()
  }

  engine.on('message', (message: ToSearch) => {
    if (message.kind === 'start') start(message)
    else if (message.kind === 'renewed') renewed(message)
    // A run that has just ended needs no command any more.
    else runs.get(message.id)?.run[message.command]()
  })
}

if (parentPort) serve(parentPort)
