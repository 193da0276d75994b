// Tells by the system that an experiment or a long run has ended, while nobody looks at the window and somebody has asked for it.
// Knows the browser's notifications. Does not know how it is learned that something ended.
import type { RunState } from '../../src-main/contract/event.ts'
import type { ExperimentProgress } from '../../src-main/contract/experiment.ts'
import type { RunSummary } from '../../src-main/contract/run.ts'
import { TEXT } from '../text/english.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { HELP } from '../text/help.ts'

/** Seconds of searching from which on a run is long. */
export const LONG_RUN = 30

const ENDED = ['done', 'failed'] as const
type Ended = (typeof ENDED)[number]

export interface Told {
  title: string
  body: string
}

/** Whether the system lets this window tell something. */
export function mayNotify(): boolean {
  return typeof Notification !== 'undefined' && Notification.permission === 'granted'
}

/** Asks the system, which asks the person once. `never` where there are no notifications. */
export async function askToNotify(): Promise<'granted' | 'denied' | 'never'> {
  if (typeof Notification === 'undefined') return 'never'
  return (await Notification.requestPermission()) === 'granted' ? 'granted' : 'denied'
}

/** What is told of an experiment whose state changes; null where it has not just ended by itself. */
export function toldOfExperiment(before: string | undefined, now: ExperimentProgress): Told | null {
  const { name, state, done, units } = now
  if (before !== 'running' || !isEnded(state)) return null
  return {
    title: HELP.ends.experiment(name, EXPERIMENT.state[state]),
    body: HELP.ends.experimentBody(done, units),
  }
}

/** What is told of a run whose state changes; null where it has not just ended, or was short. */
export function toldOfRun(before: RunState | undefined, now: RunSummary): Told | null {
  const { state, seconds, question, answer, correct } = now
  if (before === undefined || isEnded(before) || !isEnded(state) || seconds < LONG_RUN) return null
  const verdict = correct === null ? TEXT.answer.ungraded : correct ? TEXT.answer.right : TEXT.answer.wrong
  return {
    title: HELP.ends.run(TEXT.run.state[state]),
    body: `${HELP.ends.runBody(answer, verdict)}\n${question}`,
  }
}

/** Tells it, unless the window is looked at. */
export function tellEnd(told: Told): void {
  if (!mayNotify() || document.hasFocus()) return
  const notification = new Notification(told.title, { body: told.body })
  notification.onclick = () => window.focus()
}

function isEnded(state: string): state is Ended {
  return (ENDED as readonly string[]).includes(state)
}
