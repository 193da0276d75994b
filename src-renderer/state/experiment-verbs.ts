// What an experiment can be told to do in each of its states, and the cell that it is told to work on next.
// Knows states and names. Does not know who tells it.
import type { CallArgument } from '../../src-main/contract/api.ts'
import type { ExperimentState } from '../../src-main/contract/experiment.ts'

export type ExperimentVerb = 'pause' | 'resume' | 'cancel'
export type CellName = NonNullable<CallArgument<'experiments.prefer'>['cell']>

export const VERBS: Record<ExperimentState, readonly ExperimentVerb[]> = {
  ready: ['resume'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  done: [],
  cancelled: ['resume'],
  failed: ['resume'],
}

export function sameCell(a: CellName, b: CellName): boolean {
  return a.policy === b.policy && a.method === b.method && a.budget === b.budget
}
