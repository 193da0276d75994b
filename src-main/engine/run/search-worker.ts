// The thread of the searches: hosts every run that is going on, and posts what they say in batches.
// Knows runs by id, and their lines to the models. Does not know the store, the window or ONNX.
import type { MessagePort } from 'node:worker_threads'
import { parentPort } from 'node:worker_threads'
import { openChannel } from '../../contract/channel.ts'
import type { ModelRole } from '../../contract/model.ts'
import { threadPort } from '../../inference/thread/thread-port.ts'
import { createEventBatch } from './event-batch.ts'
import { createLoadTeller } from './load-teller.ts'
import { policyAt, verifierAt } from './model-line.ts'
import type { Renew } from './model-line.ts'
import type { Run } from './run.ts'
import { startRun } from './run.ts'
import { portsOf } from './search-calls.ts'
import type { SearchCalls, SearchRequests, SearchStart, SearchTopics } from './search-calls.ts'

function serve(parent: MessagePort): void {
  const runs = new Map<string, Run>()
  const engine = openChannel<SearchRequests, SearchCalls, SearchTopics>(threadPort(parent, { staying: true }), {
    start,
    command: ({ id, command }) => runs.get(id)?.[command](),
  })
  const tell = createLoadTeller((loads) => engine.post('loads', { loads }))
  const batch = createEventBatch((id, events) => engine.post('events', { id, events }))

  function start({ id, spec, startPaused, policy, verifier, renewals }: SearchStart): void {
    let asked = 0
    /** What the lines of its models hold open. */
    const ports = [...portsOf(policy), ...portsOf(verifier)]
    const renewing =
      (role: ModelRole): Renew =>
      async (error) => {
        if (++asked > renewals) throw error
        const { line, notice } = await engine.call('renew', { id, role })
        // The run may have ended while it waited.
        if (!runs.has(id)) for (const port of portsOf(line)) port.close()
        ports.push(...portsOf(line))
        run.tell(notice)
        return line
      }
    const run = startRun({
      spec,
      answers: policy.prompt?.answers,
      startPaused,
      policy: policyAt(policy, renewing('policy')),
      verifier: verifier && verifierAt(verifier, renewing('verifier')),
      emit: (event) => batch.add(id, event),
    })
    runs.set(id, run)
    tell.begin()
    void run.finished.then(() => {
      runs.delete(id)
      if (runs.size === 0) tell.end()
      for (const port of ports) port.close()
      batch.flush()
    })
  }
}

if (parentPort) serve(parentPort)
