// A run's line in the history, kept up to date event by event.
// Knows which events change the line. Does not know the tree, the store or the window.
import { NO_COST } from '../../contract/cost.ts'
import type { RunEvent, RunState } from '../../contract/event.ts'
import { methodById } from '../../contract/method.ts'
import type { RunRemarks } from '../../contract/run-remarks.ts'
import { isByHand } from '../../contract/run.ts'
import type { RunHeader, RunSummary } from '../../contract/run.ts'

/** The line of a run that has not begun. */
export function newSummary(header: RunHeader): RunSummary {
  const { id, created, spec, policy, verifier, imported, opened, steered } = header
  return {
    id,
    created,
    question: spec.problem.question,
    problem: spec.problem.id,
    dataset: spec.problem.dataset,
    level: spec.problem.level,
    method: spec.method,
    parameters: spec.parameters,
    seed: spec.seed,
    policy: { id: policy.id, name: policy.name },
    verifier: verifier && { id: verifier.id, name: verifier.name },
    state: 'queued',
    answer: null,
    correct: null,
    cost: NO_COST,
    seconds: 0,
    ...(imported && { imported }),
    ...(opened && { opened }),
    ...(steered && { steered }),
  }
}

/** The line after these events; the same object where none of them changes it. */
export function advanceSummary(summary: RunSummary, events: readonly RunEvent[]): RunSummary {
  let next = summary
  for (const { change, seconds } of events) {
    next = { ...next, seconds }
    switch (change.type) {
      case 'state':
        next.state = change.state
        break
      case 'cost':
        next.cost = change.cost
        if (isByHand(change)) next.steered = true
        break
      case 'chosen':
        next.answer = change.answer
        next.correct = change.correct
        break
      case 'steered':
      case 'undone':
      case 'redone':
        next.steered = true
        break
      // These belong to the tree; the line shows nothing of them.
      case 'node-added':
      case 'node-scored':
      case 'decided':
      case 'notice':
        break
    }
  }
  return next
}

/** Whether a run in this state has ended for good. */
export function isFinal(state: RunState): boolean {
  return state === 'done' || state === 'stopped' || state === 'failed'
}

/** What a search in the history looks through, in one letter case. */
export function searchText(summary: RunSummary): string {
  const { question, problem, dataset, level, method, seed, state, answer, id, imported, opened } = summary
  const models = [summary.policy, summary.verifier].map((model) => model?.name ?? '')
  const difficulty = level === null ? '' : `level ${level}`
  const how = imported
    ? [imported.format, imported.file, imported.place]
    : [methodById(method).name, method, `seed ${seed}`]
  const where = opened?.file ?? ''
  return folded(
    [question, problem, dataset ?? '', difficulty, ...how, ...models, state, answer ?? '', id, where].join('\n'),
  )
}

/** The same of what a person says of a run. */
export function remarkText({ name, tags, note }: RunRemarks): string {
  return folded([name, ...tags, note].join('\n'))
}

/** The words of a query, in the letter case of searchText; a run is found if its text holds all of them. */
export function searchWords(query: string): string[] {
  return folded(query).split(/\s+/u).filter(Boolean)
}

/** One spelling for letters that look alike, one case for all. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}
