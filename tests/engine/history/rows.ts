// Headers and events for tests of what keeps runs.
import { NO_COST } from '../../../src-main/contract/cost.ts'
import type { Change, RunEvent } from '../../../src-main/contract/event.ts'
import { RunHeader } from '../../../src-main/contract/run.ts'
import type { RunRequest } from '../../../src-main/contract/run.ts'

const MODEL = {
  id: 'policy',
  name: 'Policy',
  shape: { parameters: 10, layers: 1, attentionWidth: 4 },
  sha256: 'ab',
  device: 'cpu',
}

/** A header with this id; `spec` changes what was asked for. */
export function headerOf(id: string, spec: Partial<RunRequest> = {}): RunHeader {
  return RunHeader.parse({
    schema: 'espalier-run',
    version: 1,
    app: '0',
    id,
    created: '2026-01-01T00:00:00.000Z',
    spec: { problem: { id: 'own', question: 'How many?' }, method: 'majority', policy: 'policy', ...spec },
    policy: MODEL,
    verifier: null,
  })
}

/** Changes as the events of a run, a tenth of a second apart, from this sequence number on. */
export function eventsOf(changes: Change[], first = 0): RunEvent[] {
  return changes.map((change, index) => ({ sequence: first + index, seconds: (first + index) / 10, change }))
}

export const RUNNING: Change = { type: 'state', state: 'running', error: null }
export const DONE: Change = { type: 'state', state: 'done', error: null }
export const COST: Change = { type: 'cost', cost: { ...NO_COST, samples: 3, nodes: 1 } }
export const CHOSEN: Change = { type: 'chosen', by: 'majority', node: 1, answer: '411', correct: true, votes: [] }

/** The n-th node, a child of the root. */
export function nodeAdded(id: number): Change {
  const node = { id, parent: 0, depth: 1, text: `Step ${id}`, tokenIds: [id], logProbabilities: [-0.1] }
  return { type: 'node-added', node: { ...node, ending: null, answer: null, correct: null } }
}
