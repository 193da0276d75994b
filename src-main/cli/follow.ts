// Follows one run of an engine from its start to its end.
// Knows calls and topics. Does not know what is printed.
import type { CallArgument, EngineApi } from '../contract/api.ts'
import type { RunEvent } from '../contract/event.ts'
import type { RunRecord } from '../contract/run.ts'
import { isFinal } from '../engine/history/run-summary.ts'

/** Starts a run and resolves with its record when it has ended. `heard` gets every event as it comes; the signal stops the run. */
export async function follow(
  engine: EngineApi,
  request: CallArgument<'runs.start'>,
  { signal, heard = () => undefined }: { signal: AbortSignal; heard?: (event: RunEvent) => void },
): Promise<RunRecord> {
  let own: string | null = null
  const early: { id: string; events: RunEvent[] }[] = []
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const take = ({ id, events }: { id: string; events: RunEvent[] }) => {
    if (own === null) early.push({ id, events })
    if (id !== own) return
    for (const event of events) {
      heard(event)
      if (event.change.type === 'state' && isFinal(event.change.state)) end()
    }
  }
  const stop = () => {
    if (own !== null) void engine.call('runs.stop', { id: own }).catch(() => undefined)
  }
  const deaf = engine.listen('run.events', take)
  signal.addEventListener('abort', stop)
  try {
    const { id } = await engine.call('runs.start', request)
    own = id
    for (const batch of early) take(batch)
    if (signal.aborted) stop()
    await ended
    return await engine.call('runs.open', { id })
  } finally {
    deaf()
    signal.removeEventListener('abort', stop)
  }
}
