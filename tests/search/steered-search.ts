// Runs a search that is steered by hand at its gates, with pure models, and steers it after its end.
import type { Change } from '../../src-main/contract/event.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { METHODS } from '../../src-main/contract/method.ts'
import { RunSpec } from '../../src-main/contract/run.ts'
import { Steering } from '../../src-main/contract/steering.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import type { Policy } from '../../src-main/search/policy.ts'
import { search, steerEnded } from '../../src-main/search/search.ts'
import type { Verifier } from '../../src-main/search/verifier.ts'
import type { z } from 'zod'
import { addingPolicy, addingVerifier, SUM_PROBLEM } from '../doubles/arithmetic-models.ts'

/** What is asked, defaults left out. */
export type AskedSteering = z.input<typeof Steering>

/** What is done at the n-th gate, counted from 1; looks at the tree as it is there. */
export type Script = Readonly<
  Record<number, (tree: Tree, steer: (asked: AskedSteering) => Promise<void>) => Promise<void>>
>

/** Small parameters for each method. */
export const SMALL: Readonly<Record<MethodId, Record<string, number | string>>> = {
  greedy: {},
  majority: { width: 4 },
  'best-of-n': { width: 4 },
  weighted: { width: 4 },
  mcts: { expansions: 24 },
  rebase: { width: 6 },
  beam: { width: 6, beamWidth: 2 },
  dvts: { width: 6, beamWidth: 3 },
  particles: { width: 5 },
  'ab-mcts': { expansions: 8 },
}

export function specOf(
  method: MethodId,
  parameters: Record<string, number | string> = SMALL[method],
  seed = 3,
): RunSpec {
  const { needsVerifier } = METHODS.find(({ id }) => id === method)!
  return RunSpec.parse({
    problem: { id: 'sum', ...SUM_PROBLEM },
    method,
    parameters,
    seed,
    policy: 'adding',
    verifier: needsVerifier ? 'adding' : null,
  })
}

/** Models for a run of this specification. */
export function modelsOf({ verifier }: RunSpec): { policy: Policy; verifier: Verifier | null } {
  return { policy: addingPolicy(), verifier: verifier === null ? null : addingVerifier() }
}

/** The changes of a run that is steered at its gates as the script says. */
export async function steeredSearch(
  spec: RunSpec,
  script: Script = {},
  models: { policy: Policy; verifier: Verifier | null } = modelsOf(spec),
): Promise<Change[]> {
  const changes: Change[] = []
  let gates = 0
  const emit = (change: Change) => void changes.push(structuredClone(change))
  await search({
    spec,
    ...models,
    emit,
    async gate(desk) {
      const acts = script[++gates]
      if (!acts) return
      emit({ type: 'state', state: 'paused', error: null })
      await acts(foldChanges(changes), (asked) => desk.steer(Steering.parse(asked)))
      emit({ type: 'state', state: 'running', error: null })
    },
    signal: new AbortController().signal,
  })
  return changes
}

/** All changes of a run after one more act behind its end. */
export async function steerBehind(
  spec: RunSpec,
  grown: readonly Change[],
  asked: AskedSteering,
  models: { policy: Policy | null; verifier: Verifier | null } = modelsOf(spec),
): Promise<Change[]> {
  const further: Change[] = []
  await steerEnded({
    spec,
    ...models,
    answers: undefined,
    grown,
    asked: Steering.parse(asked),
    emit: (change) => void further.push(structuredClone(change)),
    signal: new AbortController().signal,
  })
  return [...grown, ...further]
}

/** What a method made of a run: everything but states, costs and what was done by hand. */
export function grownBy(changes: readonly Change[]): Change[] {
  return changes.filter(({ type }) => !['state', 'cost', 'steered', 'undone', 'redone'].includes(type))
}
