// Runs a search with doubles and collects its changes.
import type { Change } from '../../src-main/contract/event.ts'
import { RunSpec } from '../../src-main/contract/run.ts'
import type { RunRequest } from '../../src-main/contract/run.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import type { Policy } from '../../src-main/search/policy.ts'
import { search } from '../../src-main/search/search.ts'
import type { Verifier } from '../../src-main/search/verifier.ts'

export interface Searched {
  changes: Change[]
  tree: Tree
}

export async function runSearch(options: {
  method: RunRequest['method']
  policy: Policy
  verifier?: Verifier | null
  parameters?: RunRequest['parameters']
  question?: string
  answer?: string | null
  seed?: number
  sampling?: RunRequest['sampling']
  gate?: () => Promise<void>
  signal?: AbortSignal
  emit?: (change: Change) => void
}): Promise<Searched> {
  const { method, policy, verifier = null, parameters = {}, question = 'How many?', answer = null, seed = 1 } = options
  const spec = RunSpec.parse({
    problem: { id: 'test', question, answer },
    method,
    parameters,
    seed,
    policy: 'scripted',
    verifier: verifier ? 'scripted' : null,
    ...(options.sampling ? { sampling: options.sampling } : {}),
  })
  const changes: Change[] = []
  await search({
    spec,
    policy,
    verifier,
    emit(change) {
      changes.push(structuredClone(change))
      options.emit?.(change)
    },
    gate: options.gate ?? (() => Promise.resolve()),
    signal: options.signal ?? new AbortController().signal,
  })
  return { changes, tree: foldChanges(changes) }
}
