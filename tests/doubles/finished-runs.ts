// Runs of the window's double that are done, for tests that look at several of them.
import type { RunRecord, RunRequest } from '../../src-main/contract/run.ts'
import type { WindowEngine } from './window-engine.ts'

const PROBLEM = { id: 'own', question: 'How many apples?', answer: '24' }

/** Starts a run and waits for its end. */
export async function finishedRun(engine: WindowEngine, asked: Partial<RunRequest> = {}): Promise<RunRecord> {
  const { id } = await engine.call('runs.start', {
    ...{ problem: PROBLEM, method: 'rebase', policy: 'arithmetic-policy-1m', verifier: 'arithmetic-prm-2m' },
    ...asked,
  })
  for (;;) {
    const record = await engine.call('runs.open', { id })
    const last = record.events.at(-1)?.change
    if (last?.type === 'state' && last.state === 'done') return record
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
