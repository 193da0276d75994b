// The life of one run: it numbers and times what the search says, and pauses, steps and stops it at its gates.
// Knows one run. Does not know threads, sessions, storage or other runs.
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Change, RunEvent } from '../../contract/event.ts'
import type { Answers } from '../../contract/prompt-record.ts'
import type { RunSpec } from '../../contract/run.ts'
import type { Steering } from '../../contract/steering.ts'
import type { Policy } from '../../search/policy.ts'
import { search } from '../../search/search.ts'
import type { Desk } from '../../search/steering.ts'
import type { Verifier } from '../../search/verifier.ts'
import { isFinal } from '../history/run-summary.ts'

/** What can be asked of a run that is going on. Each is harmless when there is nothing to do. */
export interface Run {
  /** Waits at the next gate: before the next depth, or the next round of samples. */
  pause(): void
  resume(): void
  /** Goes on to the next gate and waits there. */
  step(): void
  /** Ends as `stopped` within one token. */
  stop(): void
  /** Changes the tree by hand while the run waits at a gate; one act after the other. Rejects as `Desk.steer` does, and with `bad-input` elsewhere. */
  steer(asked: Steering): Promise<void>
  /** Puts a notice among the events. */
  tell(notice: ErrorReport): void
  /** Resolves after the last event. */
  finished: Promise<void>
}

/**
 * Starts a search. Its last event is always a final state, whatever happens inside.
 * `now` gives milliseconds; an event's seconds count searching time, pauses left out.
 */
export function startRun(options: {
  spec: RunSpec
  /** Which ways of stating an answer are read; all of them if left out. */
  answers?: Answers | undefined
  policy: Policy
  verifier: Verifier | null
  startPaused: boolean
  emit: (event: RunEvent) => void
  now?: () => number
}): Run {
  const { spec, answers, policy, verifier, emit, now = () => performance.now() } = options
  const abort = new AbortController()
  const started = now()
  let waited = 0
  let sequence = 0
  let ended = false
  let holds = options.startPaused
  let release: (() => void) | null = null
  /** While the run waits at a gate: since when, and where it is steered. */
  let held: { since: number; desk: Desk } | null = null
  /** Settles when nobody steers. */
  let steering: Promise<unknown> = Promise.resolve()

  const say = (change: Change) => {
    ended = change.type === 'state' && isFinal(change.state)
    const moment = held?.since ?? now()
    // Microseconds are finer than anyone reads, and keep the stored line short.
    emit({ sequence: sequence++, seconds: Math.round((moment - started - waited) * 1000) / 1e6, change })
  }

  const gate = async (desk: Desk) => {
    abort.signal.throwIfAborted()
    if (!holds) return
    const since = now()
    held = { since, desk }
    say({ type: 'state', state: 'paused', error: null })
    await new Promise<void>((resolve) => (release = resolve))
    release = null
    await steering
    held = null
    waited += now() - since
    abort.signal.throwIfAborted()
    say({ type: 'state', state: 'running', error: null })
  }

  const go = async () => {
    try {
      await search({ spec, answers, policy, verifier, emit: say, gate, signal: abort.signal })
      if (!ended) throw new Error('The search ended without a final state.')
    } catch (error) {
      if (!ended) say({ type: 'state', state: 'failed', error: reportOf(error) })
    }
  }

  return {
    pause: () => void (holds = true),
    resume() {
      holds = false
      release?.()
    },
    step() {
      holds = true
      release?.()
    },
    stop() {
      abort.abort()
      release?.()
    },
    async steer(asked) {
      if (held === null || release === null) throw notAtGate()
      const { desk } = held
      const done = steering.then(() => desk.steer(asked))
      steering = done.catch(() => undefined)
      await done
    },
    tell(notice) {
      if (!ended) say({ type: 'notice', notice })
    },
    finished: go(),
  }
}

function notAtGate(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The run is not paused yet.',
    advice: 'Pause it, and wait until its round is over.',
  })
}
