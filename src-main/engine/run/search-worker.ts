// The thread of the searches: hosts every run that is going on, and tells what they say in batches.
// Knows runs by id, and their lines to the models. Does not know the store, the window or ONNX.
import type { MessagePort } from 'node:worker_threads'
import { parentPort } from 'node:worker_threads'
import { openChannel } from '../../contract/channel.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { Change } from '../../contract/event.ts'
import type { ModelRole } from '../../contract/model.ts'
import { threadPort } from '../../inference/thread/thread-port.ts'
import { steerEnded } from '../../search/search.ts'
import { createEventBatch } from './event-batch.ts'
import { createLoadTeller } from './load-teller.ts'
import { policyAt, verifierAt } from './model-line.ts'
import type { Renew } from './model-line.ts'
import type { Run } from './run.ts'
import { startRun } from './run.ts'
import { portsOf } from './search-calls.ts'
import { policyInTurn, takeTurn, verifierInTurn } from './search-turn.ts'
import type { Turn } from './search-turn.ts'
import type {
  EndedOutcome,
  EndedSteering,
  ModelLine,
  SearchCalls,
  SearchRequests,
  SearchStart,
  SearchTopics,
} from './search-calls.ts'

function serve(parent: MessagePort): void {
  const runs = new Map<string, Run & { turn: Turn }>()
  /** The run that goes on by what it is told, and has its turn. */
  const called = (id: string) => {
    const run = runs.get(id)
    if (run) takeTurn(run.turn)
    return run
  }
  const engine = openChannel<SearchRequests, SearchCalls, SearchTopics>(threadPort(parent, { staying: true }), {
    ping: () => undefined,
    start,
    command: ({ id, command }) => called(id)?.[command](),
    async steer({ id, asked }) {
      const run = called(id)
      if (!run) throw hasJustEnded()
      try {
        await run.steer(asked)
      } finally {
        batch.flush()
      }
    },
    steerEnded: ({ policy, verifier, ...asked }, signal) => steer(policy, verifier, asked, signal),
  })
  const tell = createLoadTeller((loads) => engine.post('loads', { loads }))
  const batch = createEventBatch((runs) => engine.call('events', { runs }))

  function start({ id, spec, startPaused, policy, verifier, renewals, turn }: SearchStart): void {
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
    takeTurn(turn)
    const run = startRun({
      spec,
      answers: policy.prompt?.answers,
      startPaused,
      policy: policyInTurn(policyAt(policy, renewing('policy')), turn),
      verifier: verifier && verifierInTurn(verifierAt(verifier, renewing('verifier')), turn),
      emit: (event) => batch.add(id, event),
    })
    runs.set(id, { ...run, turn })
    tell.begin()
    void run.finished.then(() => {
      runs.delete(id)
      if (runs.size === 0) tell.end()
      for (const port of ports) port.close()
      batch.hasten()
    })
  }
}

/** Steers a run that has ended, with models of its own for the act; one that ends unexpectedly ends the act. */
async function steer(
  policy: ModelLine | null,
  verifier: ModelLine | null,
  asked: Omit<EndedSteering, 'policy' | 'verifier'>,
  signal: AbortSignal,
): Promise<EndedOutcome> {
  const changes: Change[] = []
  const asIs: Renew = (error) => Promise.reject(error)
  try {
    await steerEnded({
      ...asked,
      policy: policy && policyAt(policy, asIs),
      verifier: verifier && verifierAt(verifier, asIs),
      emit: (change) => changes.push(change),
      signal,
    })
    return { changes, failure: null }
  } catch (error) {
    signal.throwIfAborted()
    return { changes, failure: reportOf(error) }
  } finally {
    for (const port of [...portsOf(policy), ...portsOf(verifier)]) port.close()
  }
}

function hasJustEnded(): EspalierError {
  return new EspalierError({ code: 'bad-input', message: 'The run has just ended.', advice: 'Try again.' })
}

if (parentPort) serve(parentPort)
