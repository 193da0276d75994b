// The largest runs that may be asked for: they come to their end and an answer, cross a border, fold to the same tree and are laid out.
import { describe, expect, it } from 'vitest'
import { packEvents, unpackEvents } from '../../src-main/contract/event-columns.ts'
import { SAMPLE_LIMIT } from '../../src-main/contract/method-parameters.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import { SlotLayout } from '../../src-renderer/tree/layout.ts'
import { asEvents } from '../doubles/long-run.ts'
import { scriptedPolicy } from '../doubles/scripted-policy.ts'
import { scriptedVerifier } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'

/** Two steps, then one of a few answers. */
const policy = () =>
  scriptedPolicy(({ steps }, seed) =>
    steps.length < 2 ? `step ${seed % 97}` : { text: `The answer is: ${seed % 7}`, ends: 'solution' },
  )
const verifier = () => scriptedVerifier(({ steps }) => ((steps.at(-1)?.text.length ?? 0) % 11) / 11)
/** One of each kind: whole solutions, by depths, and by iterations, of which a sixteenth is as many rounds as others have in all. */
const RUNS: readonly [MethodId, Record<string, number>][] = [
  ['majority', { width: SAMPLE_LIMIT }],
  ['rebase', { width: SAMPLE_LIMIT }],
  ['mcts', { expansions: SAMPLE_LIMIT / 16, rootWidth: 64, childWidth: 8 }],
]

describe('the limit of samples', () => {
  it.each(RUNS)('%s %j comes to its end', { timeout: 120_000 }, async (method, parameters) => {
    const asked = { method, parameters, policy: policy(), verifier: verifier(), answer: '3' }
    const { tree, changes } = await runSearch(asked)
    expect(tree.error).toBeNull()
    expect(tree.state).toBe('done')
    expect(tree.chosen?.answer).not.toBeNull()
    const events = unpackEvents(packEvents(asEvents(changes)))
    const layout = new SlotLayout()
    layout.follow(foldChanges(events.map(({ change }) => change)))
    expect(layout.count).toBe(tree.nodes.length)
    expect(layout.count).toBeGreaterThan(2000)
  })
})
