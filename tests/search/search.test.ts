// What holds for every method: properties over random worlds, seeds and moments of a stop.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { widthsOf } from '../../src-main/contract/decision.ts'
import { METHOD_IDS, METHODS } from '../../src-main/contract/method.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { addingPolicy, addingVerifier, SUM_PROBLEM } from '../doubles/arithmetic-models.ts'
import { policyFromTable, scriptedPolicy } from '../doubles/scripted-policy.ts'
import { scriptedVerifier, verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'

const anyRun = fc.record({
  method: fc.constantFrom<MethodId>(...METHOD_IDS),
  world: fc.integer({ min: 0, max: 10_000 }),
  width: fc.integer({ min: 1, max: 12 }),
})
/** Methods whose terminal nodes are their samples; the others drop some of them or visit them anew. */
const EACH_SAMPLE_ENDS: MethodId[] = ['greedy', 'majority', 'best-of-n', 'weighted', 'rebase', 'beam']

function parametersFor(method: MethodId, width: number): Record<string, number> {
  const known = METHODS.find(({ id }) => id === method)!.parameters.map(({ key }) => key)
  return Object.fromEntries(
    Object.entries({ width, expansions: width, depthLimit: 8 }).filter(([key]) => known.includes(key)),
  )
}

const runOf = ({ method, world, width }: { method: MethodId; world: number; width: number }, options = {}) => {
  const { policy, verifier } = worldOf(world)
  return runSearch({ method, policy, verifier, parameters: parametersFor(method, width), ...options })
}

test('the first change is running, the last is final, and nothing follows it', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const { changes } = await runOf(run)
      const states = changes.flatMap((change, at) => (change.type === 'state' ? [[change.state, at]] : []))
      expect(states[0]).toEqual(['running', 0])
      expect(states).toHaveLength(2)
      expect(['done', 'failed']).toContain(states[1]![0])
      expect(states[1]![1]).toBe(changes.length - 1)
    }),
  )
})

test('the budget is never exceeded, and every count is the count of the tree', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const { tree } = await runOf(run)
      const { samples, nodes, policy } = tree.cost
      expect(samples).toBeLessThanOrEqual(run.width)
      expect(nodes).toBe(tree.nodes.length - 1)
      expect(policy.generatedTokens).toBe(tree.nodes.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0))
      if (EACH_SAMPLE_ENDS.includes(run.method)) {
        expect(tree.nodes.filter(({ ending }) => ending !== null).length).toBeLessThanOrEqual(run.width)
      }
    }),
  )
})

test('an answer that an empty step has ended votes with the reward of the step before; any other empty step has none', async () => {
  const ends = (text: string) => ({ text, ends: 'solution' as const })
  const policy = policyFromTable({
    '': ['Final Answer: It is 4.', 'The total grows.', ends('The answer is: 5')],
    'Final Answer: It is 4.': [ends('')],
    'The total grows.': [ends(' ')],
  })
  const verifier = verifierFromTable({
    'Final Answer: It is 4.': 0.9,
    'The total grows.': 0.8,
    'The answer is: 5': 0.6,
  })
  for (const method of ['weighted', 'best-of-n'] as const) {
    const { tree } = await runSearch({ method, policy, verifier, parameters: { width: 3 } })
    const empty = tree.nodes.filter(({ parent, text }) => parent !== null && text.trim() === '')
    expect(empty.map(({ ending, reward }) => [ending, reward])).toEqual([
      ['answer', 0.9],
      ['no-answer', null],
    ])
    expect(tree.chosen!.answer).toBe('4')
    expect(tree.chosen!.votes.map(({ weight }) => weight)).toEqual([0.9, 0.6])
  }
})

test('children a decision gives are the children a node gets', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const { tree } = await runOf(run)
      for (const node of tree.nodes) {
        const given = node.decisions.map((index) => tree.decisions[index]!)
        const widths = given.map((decision) => widthsOf(decision).find((row) => row.node === node.id)?.width ?? 0)
        expect(widths.reduce((sum, width) => sum + width, 0)).toBe(node.children.length)
      }
    }),
  )
})

describe.each(METHOD_IDS)('%s', (method) => {
  const adding = { ...SUM_PROBLEM, parameters: parametersFor(method, 8) }

  test('the same seed gives the same changes, whatever the batches', async () => {
    const [a, b, other] = await Promise.all(
      [3, 3, 4].map((seed) =>
        runSearch({ method, ...adding, seed, policy: addingPolicy(), verifier: addingVerifier() }),
      ),
    )
    expect(a!.changes).toEqual(b!.changes)
    if (method !== 'greedy') expect(a!.changes).not.toEqual(other!.changes)
  })

  test('stopped at any moment it ends as stopped, with the tree it had', async () => {
    const whole = await runSearch({ method, ...adding, policy: addingPolicy(), verifier: addingVerifier() })
    for (let at = 1; at < whole.changes.length - 1; at++) {
      const stop = new AbortController()
      let seen = 0
      const { changes, tree } = await runSearch({
        method,
        ...adding,
        policy: addingPolicy(),
        verifier: addingVerifier(),
        signal: stop.signal,
        emit() {
          if (++seen === at) stop.abort()
        },
      })
      expect(tree).toMatchObject({ state: 'stopped', error: null })
      expect(changes.slice(0, -1)).toEqual(whole.changes.slice(0, changes.length - 1))
    }
  })

  test('stopped before it starts, or while it is paused, it does not ask the policy again', async () => {
    const policy = addingPolicy()
    const before = await runSearch({
      method,
      ...adding,
      policy,
      verifier: addingVerifier(),
      signal: AbortSignal.abort(),
    })
    expect(before.tree.state).toBe('stopped')
    expect(policy.batches).toHaveLength(0)

    const stop = new AbortController()
    let gates = 0
    const paused = await runSearch({
      method,
      ...adding,
      policy,
      verifier: addingVerifier(),
      signal: stop.signal,
      gate() {
        if (++gates < 2) return Promise.resolve()
        setTimeout(() => stop.abort(), 1)
        return new Promise(() => {})
      },
    })
    expect(paused.tree.state).toBe('stopped')
    expect(policy.batches).toHaveLength(1)
  })

  test('a policy that fails makes the run fail with its report', async () => {
    const policy = scriptedPolicy(() => {
      throw new Error('out of order')
    })
    const { tree } = await runSearch({ method, ...adding, policy, verifier: addingVerifier() })
    expect(tree.state).toBe('failed')
    expect(tree.error).toMatchObject({ code: 'internal', details: expect.stringContaining('out of order') as string })
  })

  test('a policy that never ends a solution is ended by the token limit', async () => {
    const policy = scriptedPolicy((path, seed) => `step ${path.steps.length} ${seed}`)
    const { tree } = await runSearch({
      method,
      policy,
      verifier: scriptedVerifier(() => 0.5),
      sampling: { maxSolutionTokens: 10, maxStepTokens: 3 },
    })
    expect(tree).toMatchObject({ state: 'done', chosen: { node: null, answer: null, votes: [] } })
    for (const node of tree.nodes.slice(1)) expect(node.tokenIds.length).toBeLessThanOrEqual(3)
  })
})

test('an answer is graded against the reference, which may be a whole solution', async () => {
  const policy = policyFromTable({ '': [{ text: 'The answer is: 1,411.0', ends: 'solution' }] })
  const right = await runSearch({ method: 'greedy', policy, answer: '70 * 20 + 11 = 1411\n#### 1411' })
  expect(right.tree).toMatchObject({ chosen: { by: 'greedy', answer: '1,411.0', correct: true, node: 1 } })
  const wrong = await runSearch({ method: 'greedy', policy, answer: '1412' })
  expect(wrong.tree.chosen!.correct).toBe(false)
  const unknown = await runSearch({ method: 'greedy', policy })
  expect(unknown.tree.chosen!.correct).toBeNull()
})

test('methods that need no PRM do not ask one', async () => {
  for (const method of ['greedy', 'majority'] as const) {
    const verifier = addingVerifier()
    await runSearch({ method, ...SUM_PROBLEM, policy: addingPolicy(), verifier })
    expect(verifier.batches).toHaveLength(0)
  }
})
