// Golden runs: every change of a small run of each method, with scripted models. A run that changes must be meant to:
// `npx vitest run --config tests/vitest.config.ts tests/search/golden.test.ts -u` writes the files anew.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { METHOD_IDS } from '../../src-main/contract/method.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { addingPolicy, addingVerifier, SUM_PROBLEM } from '../doubles/arithmetic-models.ts'
import { runSearch } from './run-search.ts'

const RUNS: { method: MethodId; name?: string; parameters?: Record<string, number | string> }[] = [
  { method: 'greedy' },
  { method: 'majority', parameters: { width: 6 } },
  { method: 'rebase', parameters: { width: 6 } },
  { method: 'majority', name: 'majority-until-sure', parameters: { width: 12, stopAt: 0.9, roundSize: 2 } },
  { method: 'best-of-n', parameters: { width: 6, aggregate: 'min' } },
  { method: 'weighted', parameters: { width: 6, aggregate: 'mean' } },
  { method: 'mcts', parameters: { expansions: 10 } },
  { method: 'beam', parameters: { width: 6, beamWidth: 2 } },
  { method: 'beam', name: 'beam-look-ahead', parameters: { width: 4, beamWidth: 2, lookAhead: 2 } },
  { method: 'dvts', parameters: { width: 6, beamWidth: 3 } },
  { method: 'particles', parameters: { width: 6 } },
  { method: 'ab-mcts', parameters: { expansions: 16 } },
  { method: 'rebase', name: 'rebase-merged', parameters: { width: 6, merge: 'equal-steps' } },
  { method: 'rebase', name: 'rebase-paper-rounding', parameters: { width: 6, rule: 'paper', choose: 'majority' } },
]

test.each(RUNS)('$method $name $parameters', async ({ method, name = method, parameters = {} }) => {
  const { changes } = await runSearch({
    method,
    parameters,
    ...SUM_PROBLEM,
    seed: 7,
    policy: addingPolicy(),
    verifier: addingVerifier(),
  })
  const lines = changes.map((change) => JSON.stringify(change))
  await expect(`[\n${lines.join(',\n')}\n]\n`).toMatchFileSnapshot(`../golden/search/${name}.json`)
})

test('every method has a golden run, and every golden file a run that is compared with it', () => {
  expect(METHOD_IDS.filter((id) => !RUNS.some(({ method }) => method === id))).toEqual([])
  const files = readdirSync(resolve(import.meta.dirname, '../golden/search'))
  expect(files.sort()).toEqual(RUNS.map(({ method, name = method }) => `${name}.json`).sort())
})
